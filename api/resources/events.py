"""Events on the wire."""

from typing import Annotated, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema
from sqlmodel import col

from api.calendar import EVENTS_ICS
from api.includes import Reverse, both, by_column, by_evidence, by_link, by_part
from api.operators import (
    all_of,
    contains,
    equals,
    exists_in,
    inside,
    linked,
    none_of,
    not_after,
    not_before,
    one_of,
    order,
    overlaps,
    prefix,
    spanned,
    through,
    within,
    without,
)
from api.parameters import Country, Edtf, EdtfPoint, Flag, Text
from api.resource import Resource
from api.resources.common import EvidencedQuery
from models.actors import Actor
from models.base import (
    ActorId,
    EventId,
    PlaceId,
    RecordType,
)
from models.events import Event, EventClaim, EventDocument, EventKind, EventParticipant, EventRole, EventStatus
from models.places import Place

WHEN = spanned(Event.when_earliest, Event.when_latest)
CLAIMED = col(EventClaim.denied).is_(False)
PARTICIPANT = through(EventParticipant.record_key, one_of(EventParticipant.actor_key))


class EventQuery(EvidencedQuery, frozen=True, extra="forbid"):
    """Which events, in which order."""

    kind: Annotated[tuple[EventKind, ...], one_of(Event.kind)] = Field((), description="Of any of these kinds.")
    kind__ne: Annotated[tuple[EventKind, ...], none_of(Event.kind)] = Field((), description="Of none of these kinds.")
    status: Annotated[tuple[EventStatus, ...], one_of(Event.status)] = Field(
        (), description="That happened, were planned, and so on."
    )
    status__ne: Annotated[tuple[EventStatus, ...], none_of(Event.status)] = Field((), description="Of none of these.")
    participant: Annotated[tuple[ActorId, ...], PARTICIPANT] = Field(
        (), description="With any of these.", examples=[["moon-jae-in", "vladimir-putin"]]
    )
    participant__ne: Annotated[tuple[ActorId, ...], without(PARTICIPANT)] = Field(
        (), description="With none of these.", examples=[["moon-jae-in", "vladimir-putin"]]
    )
    participant__all: Annotated[tuple[ActorId, ...], all_of(PARTICIPANT)] = Field(
        (), description="With each of these.", examples=[["moon-jae-in", "vladimir-putin"]]
    )
    role: Annotated[tuple[EventRole, ...], through(EventParticipant.record_key, one_of(EventParticipant.role))] = Field(
        (), description="With somebody in any of these roles."
    )
    participant_country: Annotated[
        tuple[Country, ...],
        through(EventParticipant.record_key, through(Actor.key, one_of(Actor.country), by="actor_key")),
    ] = Field((), description="With somebody of any of these countries.")
    place: Annotated[tuple[PlaceId, ...], one_of(Event.place_key)] = Field((), description="At any of these places.")
    place__within: Annotated[tuple[PlaceId, ...], inside(Event.place_key, Place.part_of_key)] = Field(
        (),
        description="At any of these places, or at one that lies in them at any depth.",
        examples=[["russian-far-east"]],
    )
    place__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(Event.place_key)] = Field(
        None, description="Whether the place is known."
    )
    country: Annotated[tuple[Country, ...], through(Place.key, one_of(Place.country), by="place_key")] = Field(
        (), description="At a place in any of these countries.", examples=[["RU"]]
    )
    part_of: Annotated[tuple[EventId, ...], one_of(Event.part_of_key)] = Field(
        (), description="Directly part of any of these.", examples=[["eastern-economic-forum-2017"]]
    )
    part_of__within: Annotated[tuple[EventId, ...], inside(Event.part_of_key, Event.part_of_key)] = Field(
        (), description="Part of any of these, at any depth.", examples=[["eastern-economic-forum-2017"]]
    )
    part_of__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(Event.part_of_key)] = Field(
        None, description="Whether it belongs to a larger event."
    )
    recurs__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(Event.recurs)] = Field(
        None, description="Whether it comes again."
    )
    said_by: Annotated[tuple[ActorId, ...], linked("when.%.said_by")] = Field(
        (), description="With an account of its time by any of these.", examples=[["sergey-lavrov"]]
    )
    title: Annotated[tuple[Text, ...], equals(Event.title_folded)] = Field(
        (),
        description="The whole title, whatever its case.",
        examples=[["Growing closeness of Russia and North Korea"]],
    )
    title__prefix: Annotated[Text | SkipJsonSchema[None], prefix(Event.title_folded)] = Field(
        None, description="How the title begins.", examples=["Moon"]
    )
    title__contains: Annotated[Text | SkipJsonSchema[None], contains(Event.title_folded)] = Field(
        None, description="What the title holds.", examples=["Moon"]
    )
    when__gte: Annotated[EdtfPoint | SkipJsonSchema[None], not_before(WHEN)] = Field(
        None, description="Certainly not before this date, by every account.", examples=["2018"]
    )
    when__lte: Annotated[EdtfPoint | SkipJsonSchema[None], not_after(WHEN)] = Field(
        None, description="Certainly not after this date, by every account.", examples=["2017-09"]
    )
    when__overlaps: Annotated[
        Edtf | SkipJsonSchema[None], through(EventClaim.record_key, overlaps(EventClaim.date), CLAIMED)
    ] = Field(None, description="Possibly in this time, by some account.", examples=["2017-09"])
    when__within: Annotated[Edtf | SkipJsonSchema[None], within(WHEN)] = Field(
        None, description="Certainly in this time, by every account.", examples=["2018/2019"]
    )
    when__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(WHEN)] = Field(
        None, description="Whether any account gives a date."
    )
    sort: Annotated[
        tuple[Literal["id", "-id", "when", "-when", "title", "-title"], ...],
        order(id=Event.id, when=WHEN, title=Event.title_folded),
    ] = Field(("-when",), description="Sort keys, `-` for descending.")


EVENTS = Resource(
    Event,
    EventDocument,
    EventQuery,
    "What happened, was planned, expected, called off, or did not happen. Articles may date an event differently:"
    " every claim stands in `when` with its evidence. `participant__all=` finds where several met.",
    "moon-putin-summit-2017-09",
    {
        "place": by_column(RecordType.places, Event.place_key),
        "part_of": by_column(RecordType.events, Event.part_of_key),
        "participants": by_part(RecordType.actors, EventParticipant.actor_key),
        "when": both(
            by_link(RecordType.actors, "when.%.said_by"), by_part(RecordType.references, EventClaim.reference_key)
        ),
        "sources": by_evidence(),
        "parts": Reverse(RecordType.events, "part_of"),
        "comparisons": Reverse(RecordType.comparisons, "member"),
        "positions": Reverse(RecordType.positions, "target"),
        "observations": Reverse(RecordType.observations, "about"),
    },
    formats={"ics": EVENTS_ICS},
)
