"""Actors on the wire."""

from typing import Annotated, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema
from sqlmodel import col

from api.includes import Reverse, by_evidence, by_part
from api.operators import (
    all_of,
    contains,
    either,
    equals,
    exists_in,
    linked_from,
    none_of,
    one_of,
    order,
    prefix,
    through,
    without,
)
from api.parameters import AnyRecord, Country, Flag, Text
from api.resource import Nested, Resource
from api.resources.common import RELATED, TAKING_PART, EvidencedQuery
from models.actors import Actor, ActorDocument, ActorKind, ActorName
from models.base import (
    ArticleId,
    EventId,
    ProjectId,
    RecordType,
    TopicId,
)
from models.events import EventParticipant
from models.positions import Position
from models.relations import Relation

TAKES_PART = through(Relation.subject_key, one_of(Relation.object_key), *TAKING_PART)
AT_EVENT = through(EventParticipant.actor_key, one_of(EventParticipant.record_key))
ON_TOPIC = linked_from(
    "holders", through(Position.key, one_of(Position.topic_key), col(Position.denied).is_(False), by="source_key")
)


class ActorQuery(EvidencedQuery, frozen=True, extra="forbid"):
    """Which actors, in which order."""

    kind: Annotated[tuple[ActorKind, ...], one_of(Actor.kind)] = Field((), description="Of any of these kinds.")
    kind__ne: Annotated[tuple[ActorKind, ...], none_of(Actor.kind)] = Field((), description="Of none of these kinds.")
    country: Annotated[tuple[Country, ...], one_of(Actor.country)] = Field(
        (), description="Of any of these countries (ISO 3166-1 alpha-2)."
    )
    country__ne: Annotated[tuple[Country, ...], none_of(Actor.country)] = Field(
        (), description="Of a country, and of none of these."
    )
    country__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(Actor.country)] = Field(
        None, description="Whether it belongs to one country."
    )
    name: Annotated[
        tuple[Text, ...],
        either(equals(Actor.name_folded), through(ActorName.record_key, equals(ActorName.text_folded))),
    ] = Field((), description="Any of its names, in any language, whatever the case.", examples=[["ROK"]])
    name__prefix: Annotated[
        Text | SkipJsonSchema[None],
        either(prefix(Actor.name_folded), through(ActorName.record_key, prefix(ActorName.text_folded))),
    ] = Field(None, description="How any of its names begins.", examples=["Moon"])
    name__contains: Annotated[
        Text | SkipJsonSchema[None],
        either(contains(Actor.name_folded), through(ActorName.record_key, contains(ActorName.text_folded))),
    ] = Field(None, description="What any of its names holds.", examples=["Council"])
    project: Annotated[tuple[ProjectId, ...], TAKES_PART] = Field(
        (), description="Taking part in any of these (a relation `takes_part_in`).", examples=[["nine-bridges"]]
    )
    project__ne: Annotated[tuple[ProjectId, ...], without(TAKES_PART)] = Field(
        (), description="Taking part in none of these.", examples=[["nine-bridges"]]
    )
    project__all: Annotated[tuple[ProjectId, ...], all_of(TAKES_PART)] = Field(
        (), description="Taking part in each of these.", examples=[["nine-bridges"]]
    )
    event: Annotated[tuple[EventId, ...], AT_EVENT] = Field((), description="Taking part in any of these.")
    event__ne: Annotated[tuple[EventId, ...], without(AT_EVENT)] = Field(
        (), description="Taking part in none of these."
    )
    event__all: Annotated[tuple[EventId, ...], all_of(AT_EVENT)] = Field(
        (), description="Taking part in each of these."
    )
    topic: Annotated[tuple[TopicId, ...], ON_TOPIC] = Field((), description="With a position on any of these.")
    topic__ne: Annotated[tuple[TopicId, ...], without(ON_TOPIC)] = Field(
        (), description="With a position on none of these."
    )
    topic__all: Annotated[tuple[TopicId, ...], all_of(ON_TOPIC)] = Field(
        (), description="With a position on each of these."
    )
    related_to: Annotated[tuple[AnyRecord, ...], RELATED] = Field(
        (),
        description="Connected with any of these by a relation of any kind, by id or `type/id`.",
        examples=[["russia"]],
    )
    wrote: Annotated[tuple[ArticleId, ...], linked_from("authors")] = Field(
        (), description="Author of any of these articles."
    )
    sort: Annotated[
        tuple[Literal["id", "-id", "name", "-name"], ...],
        order(id=Actor.id, name=Actor.name_folded),
    ] = Field(("name",), description="Sort keys, `-` for descending.")


ACTORS = Resource(
    Actor,
    ActorDocument,
    ActorQuery,
    "People, states and organisations, with all their names as the articles write them. `name=` finds an actor by"
    " any of its names in any language; `project=`, `event=` and `topic=` by what it takes part in or takes a "
    "stance on.",
    "moon-jae-in",
    {
        "names": by_part(RecordType.articles, ActorName.article_key),
        "sources": by_evidence(),
        "positions": Reverse(RecordType.positions, "holder"),
        "relations": Reverse(RecordType.relations, "party"),
        "events": Reverse(RecordType.events, "participant"),
        "projects": Reverse(RecordType.projects, "participant"),
        "articles": Reverse(RecordType.articles, "author"),
        "observations": Reverse(RecordType.observations, "party"),
    },
    {
        "positions": Nested(RecordType.positions, "holder"),
        "relations": Nested(RecordType.relations, "party"),
    },
)
