"""Topics on the wire."""

from typing import Annotated, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from api.includes import Reverse, by_column
from api.operators import all_of, contains, equals, exists_in, inside, linked_from, one_of, order, prefix, without
from api.parameters import Flag, Text
from api.query import ListQuery
from api.resource import Resource
from models.base import ArticleId, RecordType, TopicId
from models.topics import Topic, TopicDocument

OF_ARTICLE = linked_from("topics")


class TopicQuery(ListQuery, frozen=True, extra="forbid"):
    """Which topics, in which order."""

    article: Annotated[tuple[ArticleId, ...], OF_ARTICLE] = Field((), description="Topics of any of these articles.")
    article__ne: Annotated[tuple[ArticleId, ...], without(OF_ARTICLE)] = Field(
        (), description="Topics of none of these."
    )
    article__all: Annotated[tuple[ArticleId, ...], all_of(OF_ARTICLE)] = Field(
        (), description="Topics of each of these."
    )
    broader: Annotated[tuple[TopicId, ...], one_of(Topic.broader_key)] = Field(
        (), description="Directly under any of these.", examples=[["economic-cooperation"]]
    )
    broader__within: Annotated[tuple[TopicId, ...], inside(Topic.broader_key, Topic.broader_key)] = Field(
        (), description="Under any of these, at any depth.", examples=[["economic-cooperation"]]
    )
    broader__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(Topic.broader_key)] = Field(
        None, description="Whether it lies under a wider topic."
    )
    label: Annotated[tuple[Text, ...], equals(Topic.label_folded)] = Field(
        (), description="The whole label, whatever its case.", examples=[["Sanctions"]]
    )
    label__prefix: Annotated[Text | SkipJsonSchema[None], prefix(Topic.label_folded)] = Field(
        None, description="How the label begins.", examples=["Cooperation"]
    )
    label__contains: Annotated[Text | SkipJsonSchema[None], contains(Topic.label_folded)] = Field(
        None, description="What the label holds.", examples=["cooperation"]
    )
    sort: Annotated[
        tuple[Literal["id", "-id", "label", "-label"], ...], order(id=Topic.id, label=Topic.label_folded)
    ] = Field(("label",), description="Sort keys, `-` for descending.")


TOPICS = Resource(
    Topic,
    TopicDocument,
    TopicQuery,
    "A small controlled vocabulary: what articles and positions are about. A topic may lie under a wider one.",
    "sanctions",
    {
        "broader": by_column(RecordType.topics, Topic.broader_key),
        "narrower": Reverse(RecordType.topics, "broader"),
        "articles": Reverse(RecordType.articles, "topic"),
        "positions": Reverse(RecordType.positions, "topic"),
    },
)
