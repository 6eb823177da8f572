"""What may be asked of the timeline: the filters of the resources in it, each by one name for all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema
from sqlalchemy import Boolean, ColumnElement, Integer, Table, column, true

from api.operators import (
    DateColumns,
    equal_to,
    not_after,
    not_before,
    one_of,
    order,
    overlaps,
    within,
)
from api.parameters import AnyRecord, Edtf, EdtfPoint, Flag
from api.query import PagedQuery, Shape
from api.resource import Resource
from api.resources.articles import ARTICLES
from api.resources.events import EVENTS
from api.resources.observations import OBSERVATIONS
from api.resources.positions import POSITIONS
from api.resources.statuses import STATUSES
from api.where import Where, several
from models.base import ActorId, ArticleId, PlaceId, ProjectId, TopicId, table_of
from models.text import TEXT
from models.vocabulary import Vocabulary


class TimelineType(Vocabulary):
    """What stands in the timeline, and by which date."""

    articles = "articles", "Articles, by when they were published."
    events = "events", "Events, by each account of when they were: an entry an account."
    statuses = "statuses", "How far a project had come, by the time at which it was so."
    positions = "positions", "Who held what, by when it was held or voiced."
    observations = "observations", "Figures, by the time that they are about."


RESOURCES: Mapping[TimelineType, Resource] = {
    TimelineType(resource.name): resource for resource in (ARTICLES, EVENTS, STATUSES, POSITIONS, OBSERVATIONS)
}

# The columns of an entry by which entries are filtered and ordered.
TYPE, ID, POSITION = column("type", TEXT), column("id", TEXT), column("position", Integer)
ITSELF = one_of("key")
DATE = DateColumns(true(), column("earliest", TEXT), column("latest", TEXT))


@dataclass(frozen=True)
class Shared(Where):
    """A filter that is, on the table of a resource, a filter of that resource; the others have none that is like it."""

    types: frozenset[TimelineType] = frozenset()


def shared(**filters: str | Where) -> Shared:
    """One filter of the timeline: for each type, the filter of its list by the name that it has there."""
    wheres = {}
    for type, filter in filters.items():
        resource = RESOURCES[TimelineType(type)]
        wheres[table_of(resource.table)] = resource.query.wheres()[filter] if isinstance(filter, str) else filter

    def condition(table: Table, given: Sequence[Any]) -> ColumnElement[bool]:
        return wheres[table].condition(table, given)

    return Shared(condition, several, types=frozenset(map(TimelineType, filters)))


class TimelineQuery(PagedQuery, frozen=True, extra="forbid"):
    """Which entries, in which order."""

    type: tuple[TimelineType, ...] = Field((), description="Of any of these types; all if left out.")
    id: Annotated[tuple[AnyRecord, ...], ITSELF] = Field(
        (), description="Of any of these records, by id or `type/id`.", examples=[["moon-putin-summit-2017-09"]]
    )
    article: Annotated[
        tuple[ArticleId, ...],
        shared(articles=ITSELF, events="article", statuses="article", positions="article", observations="article"),
    ] = Field((), description="Any of these articles, and what has evidence from them.")
    actor: Annotated[
        tuple[ActorId, ...],
        shared(
            articles="actor",
            events="participant",
            statuses="project_participant",
            positions="holder",
            observations="party",
        ),
    ] = Field(
        (),
        description="Articles that speak of any of these, events with them, statuses of projects that they take part "
        "in, positions that they hold, figures with them on either side.",
    )
    said_by: Annotated[
        tuple[ActorId, ...], shared(events="said_by", statuses="said_by", positions="said_by", observations="said_by")
    ] = Field((), description="Said by any of these.", examples=[["vladimir-putin"]])
    project: Annotated[
        tuple[ProjectId, ...], shared(articles="project", statuses="project", positions="target", observations="about")
    ] = Field(
        (),
        description="Articles that speak of any of these, statuses of them, positions towards them, figures on them.",
    )
    topic: Annotated[tuple[TopicId, ...], shared(articles="topic", positions="topic")] = Field(
        (), description="On any of these topics."
    )
    topic__within: Annotated[tuple[TopicId, ...], shared(articles="topic__within", positions="topic__within")] = Field(
        (),
        description="On any of these topics, or on one under them at any depth.",
        examples=[["economic-cooperation"]],
    )
    place: Annotated[tuple[PlaceId, ...], shared(events="place", observations="place")] = Field(
        (), description="At any of these places."
    )
    place__within: Annotated[tuple[PlaceId, ...], shared(events="place__within", observations="place__within")] = Field(
        (),
        description="At any of these places, or at one that lies in them at any depth.",
        examples=[["russian-far-east"]],
    )
    denied: Annotated[Flag | SkipJsonSchema[None], equal_to(column("denied", Boolean))] = Field(
        None, description="Whether the source says that it is not so; of articles none does."
    )
    date__gte: Annotated[EdtfPoint | SkipJsonSchema[None], not_before(DATE)] = Field(
        None, description="Certainly not before this date.", examples=["2017-09"]
    )
    date__lte: Annotated[EdtfPoint | SkipJsonSchema[None], not_after(DATE)] = Field(
        None, description="Certainly not after this date.", examples=["2017-09"]
    )
    date__overlaps: Annotated[Edtf | SkipJsonSchema[None], overlaps(DATE)] = Field(
        None, description="Possibly in this time.", examples=["2017-09"]
    )
    date__within: Annotated[Edtf | SkipJsonSchema[None], within(DATE)] = Field(
        None, description="Certainly in this time.", examples=["2017-09/2018"]
    )
    sort: Annotated[tuple[Literal["date", "-date"], ...], order(date=DATE)] = Field(
        ("date",), description="`date` goes by the first day that an entry can mean, `-date` by the last."
    )
    include: tuple[Literal["records"], ...] = Field((), description="`records` adds the record of each entry, once.")

    @property
    def order(self) -> Sequence[str]:
        """A timeline is in the order of time, whatever fits `q` best."""
        return self.sort

    @cached_property
    def left_out(self) -> dict[str, list[str]]:
        """The types that were asked for and have not all the filters that are in use, with those that they lack."""
        lacking = {str(type): [name for name in self.given if not has(type, name)] for type in self._asked}
        return {type: names for type, names in lacking.items() if names}

    @cached_property
    def types(self) -> tuple[TimelineType, ...]:
        """The types that there can be entries of."""
        return tuple(type for type in self._asked if type not in self.left_out)

    @property
    def _asked(self) -> list[TimelineType]:
        return [type for type in TimelineType if not self.type or type in self.type]


def has(type: TimelineType, parameter: str) -> bool:
    """Whether the records of a type have a filter."""
    where = TimelineQuery.wheres().get(parameter)
    return not isinstance(where, Shared) or type in where.types


def of_records(shape: Shape) -> Shape:
    """The filters that records meet; the others are met by entries, since the accounts of an event differ."""
    return tuple((name, count) for name, count in shape if not _of_entries(name))


def of_entries(shape: Shape, *names: str) -> Shape:
    """The filters that entries meet; only those of these names, where there are any."""
    return tuple((name, count) for name, count in shape if _of_entries(name) and (not names or name in names))


def _of_entries(name: str) -> bool:
    return name == "denied" or name.startswith("date__")
