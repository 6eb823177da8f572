"""Positions on the wire."""

from typing import Annotated, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from api.includes import Reverse, by_column, by_evidence, by_link
from api.operators import (
    all_of,
    contains,
    dated,
    exists_in,
    inside,
    linked,
    none_of,
    not_after,
    not_before,
    one_of,
    order,
    overlaps,
    through,
    within,
    without,
)
from api.parameters import AnyRecord, Country, Edtf, EdtfPoint, Flag, Text
from api.resource import Resource
from api.resources.common import StatementQuery
from models.actors import Actor, ActorKind
from models.base import (
    RECORD,
    ActorId,
    RecordType,
    TopicId,
)
from models.positions import Position, PositionDocument, Stance
from models.topics import Topic

HOLDER = linked("holders")


class PositionQuery(StatementQuery, frozen=True, extra="forbid"):
    """Which positions, in which order."""

    holder: Annotated[tuple[ActorId, ...], HOLDER] = Field(
        (), description="Held by any of these.", examples=[["moon-jae-in"]]
    )
    holder__ne: Annotated[tuple[ActorId, ...], without(HOLDER)] = Field(
        (), description="Held by none of these.", examples=[["moon-jae-in"]]
    )
    holder__all: Annotated[tuple[ActorId, ...], all_of(HOLDER)] = Field(
        (), description="Held by each of these.", examples=[["moon-jae-in"]]
    )
    holder_country: Annotated[
        tuple[Country, ...], linked("holders", through(Actor.key, one_of(Actor.country), by="target_key"))
    ] = Field((), description="Held by somebody of any of these countries.")
    holder_kind: Annotated[
        tuple[ActorKind, ...], linked("holders", through(Actor.key, one_of(Actor.kind), by="target_key"))
    ] = Field((), description="Held by an actor of any of these kinds.")
    stance: Annotated[tuple[Stance, ...], one_of(Position.stance)] = Field((), description="Any of these stances.")
    stance__ne: Annotated[tuple[Stance, ...], none_of(Position.stance)] = Field(
        (), description="None of these stances."
    )
    topic: Annotated[tuple[TopicId, ...], one_of(Position.topic_key)] = Field((), description="On any of these topics.")
    topic__within: Annotated[tuple[TopicId, ...], inside(Position.topic_key, Topic.broader_key)] = Field(
        (),
        description="On any of these topics, or on one under them at any depth.",
        examples=[["economic-cooperation"]],
    )
    topic__ne: Annotated[tuple[TopicId, ...], none_of(Position.topic_key)] = Field(
        (), description="On none of these topics."
    )
    target: Annotated[tuple[AnyRecord, ...], one_of(Position.target_key)] = Field(
        (), description="Towards any of these records, by id or `type/id`.", examples=[["oil-supply-halt"]]
    )
    target_type: Annotated[tuple[RecordType, ...], through(RECORD.c.key, one_of(RECORD.c.type), by="target_key")] = (
        Field((), description="Towards a record of any of these types.", examples=[["projects"]])
    )
    target__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(Position.target_key)] = Field(
        None, description="Whether it is towards a record."
    )
    content__contains: Annotated[Text | SkipJsonSchema[None], contains(Position.content_folded)] = Field(
        None, description="What the content holds.", examples=["sanctions"]
    )
    when__gte: Annotated[EdtfPoint | SkipJsonSchema[None], not_before(Position.when)] = Field(
        None, description="Certainly not held before this date.", examples=["2017-09"]
    )
    when__lte: Annotated[EdtfPoint | SkipJsonSchema[None], not_after(Position.when)] = Field(
        None, description="Certainly not held after this date.", examples=["2017-09"]
    )
    when__overlaps: Annotated[Edtf | SkipJsonSchema[None], overlaps(Position.when)] = Field(
        None, description="Possibly held in this time.", examples=["2017-09"]
    )
    when__within: Annotated[Edtf | SkipJsonSchema[None], within(Position.when)] = Field(
        None, description="Certainly held in this time.", examples=["2013/2018"]
    )
    when__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(Position.when)] = Field(
        None, description="Whether the date is known."
    )
    sort: Annotated[
        tuple[Literal["id", "-id", "when", "-when"], ...],
        order(id=Position.id, when=dated(Position.when)),
    ] = Field(("-when",), description="Sort keys, `-` for descending.")


POSITIONS = Resource(
    Position,
    PositionDocument,
    PositionQuery,
    "Who supports, opposes, seeks, fears or expects what, and who says so. A position that its holder voiced has "
    "the holder in `said_by`; one that the author imputes has nobody there.",
    "kinu-co-17-27-moon-oil",
    {
        "holders": by_link(RecordType.actors, "holders"),
        "topic": by_column(RecordType.topics, Position.topic_key),
        "target": by_column(None, Position.target_key),
        "said_by": by_link(RecordType.actors, "said_by"),
        "reference": by_column(RecordType.references, Position.reference_key),
        "sources": by_evidence(),
        "comparisons": Reverse(RecordType.comparisons, "member"),
    },
)
