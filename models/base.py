"""What every record has: its row, its links to other records, and the parts of its public document."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, ModelWrapValidatorHandler, StringConstraints, model_validator
from pydantic import Field as Described
from sqlalchemy import Index, Table, UniqueConstraint
from sqlmodel import Field, SQLModel

from models import edtf
from models.edtf import Precision
from models.rendering import rendered
from models.searched import Searched
from models.tables import Stored
from models.text import Words, string
from models.vocabulary import Vocabulary

SLUG = r"^[a-z0-9-]{2,64}$"
STATEMENT_SLUG = r"^[a-z0-9-]{2,129}$"

# --- tables -----


class Dataset(Stored, table=True):
    """One row: the revision that every load raises, and what the present documents were made from."""

    id: int = Field(primary_key=True)
    revision: int
    updated_at: str = string()
    documents: str = string()
    source: str = string()


class Record(Stored, table=True):
    """Every record of every type, with its public JSON as it was rendered when it was published."""

    __table_args__ = (UniqueConstraint("type", "id"), Index("ix_record_updated", "type", "updated_at"))

    key: int = Field(primary_key=True)
    type: str = string()
    id: str = string()
    revision: int
    updated_at: str = string()
    withdrawn: str | None = string(default=None)
    document: str = string()
    bulk: bool = False  # written by a bulk load; a load of the data files does not withdraw it


class Link(Stored, table=True):
    """A record's list of other records: `name` is the path of the list in the document."""

    __table_args__ = (
        Index("ix_link_target", "target_key", "name", "source_key"),
        {"sqlite_with_rowid": False},
    )

    source_key: int = Field(primary_key=True, foreign_key="record.key")
    name: str = string(primary_key=True)
    position: int = Field(primary_key=True)
    target_key: int = Field(foreign_key="record.key")


def table_of(model: type[SQLModel]) -> Table:
    """The Core table of a model; statements are built on it."""
    return model.__table__  # type: ignore[attr-defined, no-any-return]


DATASET, RECORD, LINK = table_of(Dataset), table_of(Record), table_of(Link)


class Row(Stored):
    """The columns by which records of one type are filtered and sorted. Links to one record are `..._key` columns."""

    key: int = Field(primary_key=True, foreign_key="record.key")
    id: str = string(unique=True)
    withdrawn: bool = False

    @classmethod
    def index_columns(cls, document: Any) -> dict[str, Any]:
        """Columns that only filters and sorts need, made from the document."""
        return {}


class Part(Stored):
    """A row of a list inside a document."""

    record_key: int = Field(primary_key=True, foreign_key="record.key")
    position: int = Field(primary_key=True)

    @classmethod
    def index_columns(cls, document: Any) -> dict[str, Any]:
        """Columns that only filters and sorts need, made from the part."""
        return {}


# --- the types of document fields -----


@dataclass(frozen=True)
class Refers:
    """Annotates an id: the type of the record that it names."""

    type: str


ActorId = Annotated[str, StringConstraints(pattern=SLUG), Refers("actors"), Described(examples=["moon-jae-in"])]
ArticleId = Annotated[str, StringConstraints(pattern=SLUG), Refers("articles"), Described(examples=["kinu-co-17-27"])]
EventId = Annotated[
    str, StringConstraints(pattern=SLUG), Refers("events"), Described(examples=["moon-putin-summit-2017-09"])
]
IndicatorId = Annotated[
    str, StringConstraints(pattern=SLUG), Refers("indicators"), Described(examples=["bilateral-trade-turnover"])
]
PlaceId = Annotated[str, StringConstraints(pattern=SLUG), Refers("places"), Described(examples=["vladivostok"])]
ProjectId = Annotated[str, StringConstraints(pattern=SLUG), Refers("projects"), Described(examples=["nine-bridges"])]
TopicId = Annotated[str, StringConstraints(pattern=SLUG), Refers("topics"), Described(examples=["sanctions"])]
ObservationId = Annotated[
    str,
    StringConstraints(pattern=STATEMENT_SLUG),
    Refers("observations"),
    Described(examples=["political-rapprochement-turnover-2018"]),
]
ReferenceId = Annotated[
    str,
    StringConstraints(pattern=STATEMENT_SLUG),
    Refers("references"),
    Described(examples=["edm-14-115-korea-herald"]),
]


class RecordType(Vocabulary):
    """The types of record; each is the name of its resource."""

    articles = "articles", "Articles and the teasers embedded in them."
    actors = "actors", "People, states and organisations."
    projects = "projects", "Initiatives, agreements, infrastructure, policies, resolutions, targets."
    indicators = "indicators", "What is measured, and in which unit."
    observations = "observations", "A figure: what an article says that an indicator was."
    events = "events", "What happened, was planned, or did not happen."
    positions = "positions", "Who supports, opposes, seeks or expects what."
    relations = "relations", "How two records are connected, such as an office held."
    statuses = "statuses", "How far a project had come."
    places = "places", "Places with coordinates."
    topics = "topics", "A small controlled vocabulary."
    references = "references", "What an article cites."
    comparisons = "comparisons", "Statements that differ or look alike, and why."
    evidence = "evidence", "The characters of a source text that state something."


class Ref(BaseModel, frozen=True, extra="forbid", defer_build=True):
    """A link to a record of any type."""

    type: RecordType
    id: str = Described(pattern=STATEMENT_SLUG)


class Date(BaseModel, frozen=True, extra="forbid", defer_build=True):
    """A date with its precision. An open or unknown end has no bound."""

    edtf: str = Described(description="EDTF (ISO 8601-2), levels 0 and 1.", examples=["2017-09-14"])
    earliest: str | None = Described(description="First day that it can mean.", examples=["2017-09-14"])
    latest: str | None = Described(description="Last day that it can mean.", examples=["2017-09-14"])
    precision: Precision

    @model_validator(mode="wrap")
    @classmethod
    def _read(cls, value: Any, handler: ModelWrapValidatorHandler["Date"]) -> "Date":
        text = value.get("edtf") if isinstance(value, dict) else value
        if not isinstance(text, str):
            return handler(value)
        date = _date(text)
        if value is not text and value != date.__dict__:
            handler(value)
            raise ValueError(f"earliest, latest and precision are not those of {text}")
        return date


@lru_cache(maxsize=4096)
def _date(text: str) -> Date:
    earliest, latest, precision = edtf.parse(text)
    return Date.model_construct(edtf=text, earliest=earliest, latest=latest, precision=Precision(precision))


class Basis(Vocabulary):
    """Where a date comes from."""

    stated = "stated", "The text says it."
    inferred = "inferred", "Concluded from the text; the reason is given."
    unstated = "unstated", "The text leaves it open."


# --- documents -----


class Facts(BaseModel):
    """What is authored of a record: the data files hold it, and the document shows it."""

    model_config = ConfigDict(extra="forbid", json_schema_serialization_defaults_required=True, defer_build=True)


class Span(Facts):
    """The characters of a source text that state a value."""

    article: ArticleId = Described(description="The article that makes the claim.")
    text_of: ArticleId = Described(description="The article whose text holds the characters.")
    field: str | None = Described(
        None, description="Dotted path of the value in the record's document; null for the whole."
    )
    start: int = Described(ge=0, description="First character, counted in Unicode code points from 0.")
    end: int = Described(gt=0, description="The character after the last.")
    paragraph: int = Described(ge=1, description="Paragraph of the text, counted from 1.")
    digest: str = Described(pattern="^[0-9a-f]{64}$", description="SHA-256 of the characters in UTF-8.")
    note: Words | None = Described(None, description="A remark on the wording, in our own words.")


class Identified(BaseModel):
    """How every document begins."""

    model_config = ConfigDict(extra="forbid", json_schema_serialization_defaults_required=True, defer_build=True)

    id: str = Described(description="Public id, unique among records of its type.")


class EvidencePart(Span, Identified):
    """The characters of a source text that state a value of this record."""


class Document(Identified):
    """A record's public JSON. It holds its own fields and ids of others, never a copy of another record.

    `labels` are the fields of which the first that is there names the record to a reader.

    A document class is written `class ActorDocument(Published, ActorFacts, Document)`: its fields then stand in the
    order of the bases from the last to the first.
    """

    type: ClassVar[RecordType]
    labels: ClassVar[tuple[str, ...]]
    searched: ClassVar[Searched]

    def render(self, **ending: Any) -> str:
        """Compact JSON, with other values for some of its fields. Numbers are written digit for digit, never through a
        binary float."""
        return rendered({**self.__dict__, **ending}).decode()


# The ending of a document that is not yet published.
UNPUBLISHED: dict[str, Any] = {"revision": 0, "updated_at": ""}


class Dated(Document):
    """When the record last changed; every document ends with it."""

    revision: int = Described(description="Revision of the dataset in which the record last changed.")
    updated_at: str = Described(
        description="When that was (RFC 3339).",
        json_schema_extra={"format": "date-time"},
        examples=["2026-11-22T00:00:00Z"],
    )


class Evidenced(Document):
    """A document with its evidence."""

    evidence: list[EvidencePart] = Described([], description="Where the sources say so.")


class Published(Dated, Evidenced):
    """How the documents of all types but evidence end."""


def timestamp(moment: datetime) -> str:
    """RFC 3339 in UTC, to the second."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def is_slug(value: str) -> bool:
    """Whether a text can be the id of any record."""
    return re.fullmatch(STATEMENT_SLUG, value) is not None
