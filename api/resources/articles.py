"""Articles on the wire."""

from typing import Annotated, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from api.citations.styles import CITATIONS
from api.includes import Reverse, by_column, by_link
from api.operators import (
    all_of,
    contains,
    dated,
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
    through,
    within,
    without,
)
from api.parameters import Digest, Edtf, EdtfPoint, Flag, Language, Text
from api.query import ListQuery
from api.resource import Nested, Resource
from models.articles import Article, ArticleDocument, ArticleKind
from models.base import (
    ActorId,
    ArticleId,
    EventId,
    IndicatorId,
    ProjectId,
    RecordType,
    TopicId,
)
from models.evidence import Evidence
from models.observations import Observation
from models.references import Reference
from models.topics import Topic

SPEAKS_OF = through(Evidence.article_key, one_of(Evidence.record_key))
CITES = through(Reference.article_key, one_of(Reference.outlet_key))


class ArticleQuery(ListQuery, frozen=True, extra="forbid"):
    """Which articles, in which order."""

    kind: Annotated[tuple[ArticleKind, ...], one_of(Article.kind)] = Field((), description="Of any of these kinds.")
    host: Annotated[tuple[ArticleId, ...], one_of(Article.host_key)] = Field(
        (), description="Embedded in any of these.", examples=[["turning-to-russia"]]
    )
    author: Annotated[tuple[ActorId, ...], linked("authors")] = Field(
        (), description="By any of these.", examples=[["hyun-seungsoo"]]
    )
    author__ne: Annotated[tuple[ActorId, ...], without(linked("authors"))] = Field(
        (), description="By none of these.", examples=[["hyun-seungsoo"]]
    )
    author__all: Annotated[tuple[ActorId, ...], all_of(linked("authors"))] = Field(
        (), description="By each of these.", examples=[["hyun-seungsoo"]]
    )
    publisher: Annotated[tuple[ActorId, ...], one_of(Article.publisher_key)] = Field(
        (), description="Published by any of these.", examples=[["kinu"]]
    )
    publisher__ne: Annotated[tuple[ActorId, ...], none_of(Article.publisher_key)] = Field(
        (), description="Published by somebody, and by none of these.", examples=[["kinu"]]
    )
    publisher__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(Article.publisher_key)] = Field(
        None, description="Whether the publisher is known."
    )
    topic: Annotated[tuple[TopicId, ...], linked("topics")] = Field((), description="On any of these.")
    topic__within: Annotated[tuple[TopicId, ...], linked("topics", inside("target_key", Topic.broader_key))] = Field(
        (),
        description="On any of these topics, or on one under them at any depth.",
        examples=[["economic-cooperation"]],
    )
    topic__ne: Annotated[tuple[TopicId, ...], without(linked("topics"))] = Field((), description="On none of these.")
    topic__all: Annotated[tuple[TopicId, ...], all_of(linked("topics"))] = Field((), description="On each of these.")
    actor: Annotated[tuple[ActorId, ...], SPEAKS_OF] = Field((), description="Speaking of any of these.")
    actor__ne: Annotated[tuple[ActorId, ...], without(SPEAKS_OF)] = Field((), description="Speaking of none of these.")
    actor__all: Annotated[tuple[ActorId, ...], all_of(SPEAKS_OF)] = Field((), description="Speaking of each of these.")
    project: Annotated[tuple[ProjectId, ...], SPEAKS_OF] = Field((), description="Speaking of any of these.")
    project__ne: Annotated[tuple[ProjectId, ...], without(SPEAKS_OF)] = Field(
        (), description="Speaking of none of these."
    )
    project__all: Annotated[tuple[ProjectId, ...], all_of(SPEAKS_OF)] = Field(
        (), description="Speaking of each of these."
    )
    event: Annotated[tuple[EventId, ...], SPEAKS_OF] = Field((), description="Speaking of any of these.")
    event__ne: Annotated[tuple[EventId, ...], without(SPEAKS_OF)] = Field((), description="Speaking of none of these.")
    event__all: Annotated[tuple[EventId, ...], all_of(SPEAKS_OF)] = Field((), description="Speaking of each of these.")
    indicator: Annotated[
        tuple[IndicatorId, ...],
        through(Evidence.article_key, through(Observation.key, one_of(Observation.indicator_key), by="record_key")),
    ] = Field((), description="With figures of any of these.")
    indicator__ne: Annotated[
        tuple[IndicatorId, ...],
        without(
            through(Evidence.article_key, through(Observation.key, one_of(Observation.indicator_key), by="record_key"))
        ),
    ] = Field((), description="With figures of none of these.")
    indicator__all: Annotated[
        tuple[IndicatorId, ...],
        all_of(
            through(Evidence.article_key, through(Observation.key, one_of(Observation.indicator_key), by="record_key"))
        ),
    ] = Field((), description="With figures of each of these.")
    cites: Annotated[tuple[ActorId, ...], CITES] = Field(
        (), description="Citing any of these outlets.", examples=[["tokyo-shimbun"]]
    )
    language: Annotated[tuple[Language, ...], one_of(Article.language)] = Field(
        (), description="In any of these languages (BCP 47)."
    )
    series: Annotated[tuple[Text, ...], one_of(Article.series)] = Field(
        (), description="In any of these series, as written.", examples=[["Online Series"]]
    )
    text_sha256: Annotated[tuple[Digest, ...], one_of(Article.text_sha256)] = Field(
        (),
        description="With the text of this digest: finds the article of a text that you hold.",
        examples=[["e32840c6e1f96bc16eda08d190121abc8079d9d730c6ae59552a6f6d61887cd0"]],
    )
    title: Annotated[tuple[Text, ...], equals(Article.title_folded)] = Field(
        (),
        description="The whole title, whatever its case.",
        examples=[["Here Is Why South Korea May Be Turning to Russia"]],
    )
    title__prefix: Annotated[Text | SkipJsonSchema[None], prefix(Article.title_folded)] = Field(
        None, description="How the title begins.", examples=["Korea"]
    )
    title__contains: Annotated[Text | SkipJsonSchema[None], contains(Article.title_folded)] = Field(
        None, description="What the title holds.", examples=["Korea"]
    )
    published__gte: Annotated[EdtfPoint | SkipJsonSchema[None], not_before(Article.published)] = Field(
        None, description="Certainly not published before this date.", examples=["2018"]
    )
    published__lte: Annotated[EdtfPoint | SkipJsonSchema[None], not_after(Article.published)] = Field(
        None, description="Certainly not published after this date.", examples=["2018"]
    )
    published__overlaps: Annotated[Edtf | SkipJsonSchema[None], overlaps(Article.published)] = Field(
        None, description="Possibly published in this time.", examples=["2018"]
    )
    published__within: Annotated[Edtf | SkipJsonSchema[None], within(Article.published)] = Field(
        None, description="Certainly published in this time.", examples=["2013/2018"]
    )
    published__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(Article.published)] = Field(
        None, description="Whether the date is known."
    )
    sort: Annotated[
        tuple[Literal["id", "-id", "published", "-published", "title", "-title"], ...],
        order(id=Article.id, published=dated(Article.published), title=Article.title_folded),
    ] = Field(("-published",), description="Sort keys, `-` for descending.")


ARTICLES = Resource(
    Article,
    ArticleDocument,
    ArticleQuery,
    "The articles that everything else was extracted from, and the teasers embedded in them. `actor=` finds the "
    "articles that speak of somebody, `cites=` those that cite an outlet; the abstracts are in our own words.",
    "kinu-co-17-27",
    {
        "authors": by_link(RecordType.actors, "authors"),
        "publisher": by_column(RecordType.actors, Article.publisher_key),
        "host": by_column(RecordType.articles, Article.host_key),
        "topics": by_link(RecordType.topics, "topics"),
        "references": by_link(RecordType.references, "references"),
        "teasers": Reverse(RecordType.articles, "host"),
        "observations": Reverse(RecordType.observations, "article"),
        "events": Reverse(RecordType.events, "article"),
        "positions": Reverse(RecordType.positions, "article"),
        "relations": Reverse(RecordType.relations, "article"),
        "statuses": Reverse(RecordType.statuses, "article"),
        "comparisons": Reverse(RecordType.comparisons, "article"),
        "evidence": Reverse(RecordType.evidence, "article"),
    },
    {
        "evidence": Nested(RecordType.evidence, "article"),
    },
    formats=CITATIONS,
)
