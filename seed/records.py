"""What a data file may hold. Every class forbids what it does not name; values are the facts of `models`.

There are two kinds of file. An authority file (`actors.yaml`, `places.yaml` ...) is a list of records that all articles
share. An article file holds one article and all that it states; it also adds names, participants, claims and evidence
to the shared records. Within an article file the id of a statement is a local slug: `summit` in the file of article
`kinu-co-17-27` is published as `kinu-co-17-27-summit`. Links always use published ids.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from models.actors import ActorFacts, Name, NameKind
from models.articles import ArticleFacts
from models.base import SLUG, ActorId, ArticleId, Date, Ref
from models.comparisons import ComparisonFacts
from models.events import Claim, EventFacts, EventRole
from models.indicators import IndicatorFacts
from models.observations import ObservationFacts
from models.places import PlaceFacts
from models.positions import PositionFacts
from models.projects import ProjectFacts
from models.relations import RelationFacts
from models.statements import StatementFacts
from models.statuses import StatusFacts
from models.text import Words
from models.topics import TopicFacts

Slug = Annotated[str, StringConstraints(pattern=SLUG)]


class Entry(BaseModel):
    """Anything in a data file."""

    model_config = ConfigDict(extra="forbid", defer_build=True)


class SpanEntry(Entry):
    """A span of the article's own text, or of `text_of`; `rokrus anchor` makes it from a quote."""

    field: str | None = Field(None, description="Dotted path of the value; the whole record if left out.")
    text_of: ArticleId | None = None
    start: int = Field(ge=0)
    end: int = Field(gt=0)
    paragraph: int = Field(ge=1)
    digest: str = Field(pattern="^[0-9a-f]{64}$")
    note: Words | None = None


class Anchored(Entry):
    """An entry with evidence."""

    evidence: list[SpanEntry] = []


class Identified(Entry):
    """An entry with an id: published for authorities, local for statements."""

    id: Slug


# --- authority files -----


class ActorEntry(ActorFacts, Identified):
    """An actor; the names here are those that no article gives."""


class PlaceEntry(PlaceFacts, Identified):
    """A place."""


class TopicEntry(TopicFacts, Identified):
    """A topic."""


class IndicatorEntry(IndicatorFacts, Identified):
    """An indicator."""


class ProjectEntry(ProjectFacts, Identified):
    """A project."""


class EventEntry(EventFacts, Identified):
    """An event; participants and claims come from the article files."""


class WithdrawalEntry(Entry):
    """Why a record left the files."""

    record: Ref
    reason: Words


# --- article files -----


class ArticleEntry(ArticleFacts, Anchored, Identified):
    """The article itself. Its references are those of the file."""


class ReferenceEntry(Anchored, Identified):
    """A source that the article cites."""

    number: Words | None = None
    outlet: ActorId | None = None
    title: Words | None = None
    date: Date | None = None
    accessed: Date | None = None
    url: Words | None = None


class NameEntry(Anchored):
    """A name as the article writes it."""

    text: Words
    language: str = Name.model_fields["language"].default
    kind: NameKind = NameKind.as_written


class ParticipantEntry(Anchored):
    """A participant whom the article names."""

    actor: ActorId
    role: EventRole = EventRole.participant


class ClaimEntry(Claim, Anchored):
    """When the article says that an event was."""


class Contribution(Anchored, Identified):
    """What the article adds to a shared record: evidence."""


class ActorContribution(Contribution):
    """What the article adds to an actor."""

    names: list[NameEntry] = []


class EventContribution(Contribution):
    """What the article adds to an event."""

    participants: list[ParticipantEntry] = []
    when: list[ClaimEntry] = []


class ObservationEntry(StatementFacts, ObservationFacts, Anchored, Identified):
    """A figure."""


class PositionEntry(StatementFacts, PositionFacts, Anchored, Identified):
    """A position."""


class RelationEntry(StatementFacts, RelationFacts, Anchored, Identified):
    """A relation."""


class StatusEntry(StatementFacts, StatusFacts, Anchored, Identified):
    """A status."""


class ComparisonEntry(ComparisonFacts, Anchored, Identified):
    """A comparison."""


class AlsoEntry(Entry):
    """Evidence from this article for a statement of another file."""

    record: Ref
    evidence: list[SpanEntry] = Field(min_length=1)


class ArticleFile(Entry):
    """One article and all that it states."""

    article: ArticleEntry
    references: list[ReferenceEntry] = []
    actors: list[ActorContribution] = []
    places: list[Contribution] = []
    topics: list[Contribution] = []
    indicators: list[Contribution] = []
    projects: list[Contribution] = []
    events: list[EventContribution] = []
    observations: list[ObservationEntry] = []
    positions: list[PositionEntry] = []
    relations: list[RelationEntry] = []
    statuses: list[StatusEntry] = []
    comparisons: list[ComparisonEntry] = []
    also: list[AlsoEntry] = []


AUTHORITIES: dict[str, type[Identified]] = {
    "topics": TopicEntry,
    "places": PlaceEntry,
    "actors": ActorEntry,
    "indicators": IndicatorEntry,
    "projects": ProjectEntry,
    "events": EventEntry,
}
