"""Actors on the wire."""

from typing import Annotated, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from api.operators import contains, either, equals, exists_in, none_of, one_of, order, prefix, through
from api.pages import Included, Page
from api.parameters import Flag, Text
from api.query import ListQuery
from api.resource import Resource
from models.actors import Actor, ActorDocument, ActorKind, ActorName
from models.base import ArticleId, RecordType
from models.evidence import Evidence


class ActorIncluded(Included):
    """Actors link to no records that could be added."""


class ActorPage(Page):
    """A page of actors."""

    data: list[ActorDocument]
    included: ActorIncluded


class ActorQuery(ListQuery, frozen=True, extra="forbid"):
    """Which actors, in which order."""

    kind: Annotated[list[ActorKind], one_of(Actor.kind)] = Field([], description="Of any of these kinds.")
    kind__ne: Annotated[list[ActorKind], none_of(Actor.kind)] = Field([], description="Of none of these kinds.")
    country: Annotated[list[Text], one_of(Actor.country)] = Field(
        [], description="Of any of these countries (ISO 3166-1 alpha-2).", examples=[["KR"]]
    )
    country__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(Actor.country)] = Field(
        None, description="Whether it belongs to one country."
    )
    name: Annotated[
        list[Text],
        either(equals(Actor.name_folded), through(Actor, ActorName, equals(ActorName.text_folded))),
    ] = Field([], description="Any of its names, in any language, whatever the case.", examples=[["ROK"]])
    name__prefix: Annotated[
        Text | SkipJsonSchema[None],
        either(prefix(Actor.name_folded), through(Actor, ActorName, prefix(ActorName.text_folded))),
    ] = Field(None, description="How any of its names begins.", examples=["Moon"])
    name__contains: Annotated[
        Text | SkipJsonSchema[None],
        either(contains(Actor.name_folded), through(Actor, ActorName, contains(ActorName.text_folded))),
    ] = Field(None, description="What any of its names holds.", examples=["Council"])
    article: Annotated[list[ArticleId], through(Actor, Evidence, one_of(Evidence.article_key))] = Field(
        [], description="Named in any of these articles.", examples=[["kinu-co-17-27"]]
    )
    sort: Annotated[
        list[Literal["id", "-id", "name", "-name"]],
        order(id=Actor.id, name=Actor.name_folded),
    ] = Field(["name"], description="Sort keys, `-` for descending.")


ACTORS = Resource(
    RecordType.actors,
    Actor,
    ActorDocument,
    ActorQuery,
    ActorPage,
    "People, states and organisations, with all their names as the articles write them.",
)
