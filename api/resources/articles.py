"""Articles on the wire."""

from typing import Annotated, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from api.operators import (
    contains,
    dated,
    equals,
    exists_in,
    linked,
    linked_all,
    linked_none,
    none_of,
    not_after,
    not_before,
    one_of,
    order,
    overlaps,
    prefix,
    within,
)
from api.pages import Included, Page
from api.parameters import Edtf, EdtfPoint, Flag, Text
from api.query import ListQuery
from api.resource import Resource, by_column, by_link
from models.actors import ActorDocument
from models.articles import Article, ArticleDocument, ArticleKind
from models.base import ActorId, ArticleId, RecordType, TopicId
from models.references import ReferenceDocument
from models.topics import TopicDocument


class ArticleIncluded(Included):
    """Records that articles link to."""

    actors: dict[str, ActorDocument] = {}
    articles: dict[str, ArticleDocument] = {}
    topics: dict[str, TopicDocument] = {}
    references: dict[str, ReferenceDocument] = {}


class ArticlePage(Page):
    """A page of articles."""

    data: list[ArticleDocument]
    included: ArticleIncluded


class ArticleQuery(ListQuery, frozen=True, extra="forbid"):
    """Which articles, in which order."""

    kind: Annotated[list[ArticleKind], one_of(Article.kind)] = Field([], description="Of any of these kinds.")
    host: Annotated[list[ArticleId], one_of(Article.host_key)] = Field([], description="Embedded in any of these.")
    author: Annotated[list[ActorId], linked(Article, "authors")] = Field(
        [], description="By any of these authors.", examples=[["hyun-seungsoo"]]
    )
    author__ne: Annotated[list[ActorId], linked_none(Article, "authors")] = Field([], description="By none of these.")
    author__all: Annotated[list[ActorId], linked_all(Article, "authors")] = Field([], description="By all of these.")
    publisher: Annotated[list[ActorId], one_of(Article.publisher_key)] = Field(
        [], description="Published by any of these.", examples=[["kinu"]]
    )
    publisher__ne: Annotated[list[ActorId], none_of(Article.publisher_key)] = Field(
        [], description="Published by somebody, and by none of these."
    )
    topic: Annotated[list[TopicId], linked(Article, "topics")] = Field([], description="On any of these topics.")
    topic__ne: Annotated[list[TopicId], linked_none(Article, "topics")] = Field([], description="On none of these.")
    topic__all: Annotated[list[TopicId], linked_all(Article, "topics")] = Field([], description="On all of these.")
    language: Annotated[list[Text], one_of(Article.language)] = Field(
        [], description="In any of these languages (BCP 47).", examples=[["en"]]
    )
    title: Annotated[list[Text], equals(Article.title_folded)] = Field(
        [], description="The whole title, whatever its case."
    )
    title__prefix: Annotated[Text | SkipJsonSchema[None], prefix(Article.title_folded)] = Field(
        None, description="How the title begins."
    )
    title__contains: Annotated[Text | SkipJsonSchema[None], contains(Article.title_folded)] = Field(
        None, description="What the title holds.", examples=["Cooperation"]
    )
    published__gte: Annotated[EdtfPoint | SkipJsonSchema[None], not_before(Article.published)] = Field(
        None, description="Certainly not published before this date.", examples=["2017-06"]
    )
    published__lte: Annotated[EdtfPoint | SkipJsonSchema[None], not_after(Article.published)] = Field(
        None, description="Certainly not published after this date.", examples=["2018"]
    )
    published__overlaps: Annotated[Edtf | SkipJsonSchema[None], overlaps(Article.published)] = Field(
        None, description="Possibly published in this time.", examples=["2017-35"]
    )
    published__within: Annotated[Edtf | SkipJsonSchema[None], within(Article.published)] = Field(
        None, description="Certainly published in this time.", examples=["2017/2018"]
    )
    published__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(Article.published)] = Field(
        None, description="Whether the date is known."
    )
    sort: Annotated[
        list[Literal["id", "-id", "published", "-published", "title", "-title"]],
        order(id=Article.id, published=dated(Article.published), title=Article.title_folded),
    ] = Field(["-published"], description="Sort keys, `-` for descending.")
    include: list[Literal["authors", "publisher", "host", "topics", "references"]] = Field(
        [], description="Linked records to add, each once."
    )


ARTICLES = Resource(
    RecordType.articles,
    Article,
    ArticleDocument,
    ArticleQuery,
    ArticlePage,
    "The articles that everything else was extracted from, and the teasers embedded in them.",
    {
        "authors": by_link(RecordType.actors, "authors"),
        "publisher": by_column(RecordType.actors, Article.publisher_key),
        "host": by_column(RecordType.articles, Article.host_key),
        "topics": by_link(RecordType.topics, "topics"),
        "references": by_link(RecordType.references, "references"),
    },
)
