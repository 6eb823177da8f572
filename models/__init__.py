"""The tables and the public documents of the dataset, one file a subject. Knows no HTTP.

`SUBJECTS` holds every type of record in the order in which a load publishes them.
"""

from dataclasses import dataclass

from sqlmodel import SQLModel

from models.actors import Actor, ActorDocument
from models.articles import Article, ArticleDocument
from models.base import Document, RecordType, Row
from models.comparisons import Comparison, ComparisonDocument
from models.events import Event, EventDocument
from models.evidence import Evidence, EvidenceDocument
from models.indicators import Indicator, IndicatorDocument
from models.observations import Observation, ObservationDocument
from models.places import Place, PlaceDocument
from models.positions import Position, PositionDocument
from models.projects import Project, ProjectDocument
from models.references import Reference, ReferenceDocument
from models.relations import Relation, RelationDocument
from models.search import Search, SearchWord
from models.statuses import Status, StatusDocument
from models.topics import Topic, TopicDocument


@dataclass(frozen=True)
class Subject:
    """A type of record: the table of its columns and the class of its document."""

    table: type[Row]
    document: type[Document]


SUBJECTS: dict[RecordType, Subject] = {
    document.type: Subject(table, document)
    for table, document in (
        (Topic, TopicDocument),
        (Place, PlaceDocument),
        (Actor, ActorDocument),
        (Article, ArticleDocument),
        (Reference, ReferenceDocument),
        (Indicator, IndicatorDocument),
        (Project, ProjectDocument),
        (Event, EventDocument),
        (Observation, ObservationDocument),
        (Position, PositionDocument),
        (Relation, RelationDocument),
        (Status, StatusDocument),
        (Comparison, ComparisonDocument),
        (Evidence, EvidenceDocument),
    )
}

INDEX = (Search, SearchWord)

# Foreign keys wait for the commit, so that a load may write records that link to each other in any order.
for _table in SQLModel.metadata.tables.values():
    for _constraint in _table.foreign_key_constraints:
        _constraint.deferrable, _constraint.initially = True, "DEFERRED"
