"""Articles: the sources of everything else, and the teasers of other articles that are embedded in them."""

from typing import Any, ClassVar

from pydantic import Field as Described
from sqlalchemy import Index
from sqlmodel import Field

from models import base
from models.base import (
    ActorId,
    ArticleId,
    Basis,
    Date,
    Document,
    Facts,
    Published,
    RecordType,
    ReferenceId,
    Row,
    TopicId,
)
from models.searched import Searched, Weight
from models.text import Words, fold, string
from models.vocabulary import Vocabulary


class ArticleKind(Vocabulary):
    """Whether a text stands on its own."""

    article = "article", "A text of its own."
    teaser = "teaser", "The title and a few lines of another article, embedded in its host."


class Article(Row, table=True):
    """An article's columns; authors, topics and references are links."""

    __table_args__ = (
        Index("ix_article_published_earliest", "withdrawn", "published_earliest", "key"),
        Index("ix_article_published_latest", "withdrawn", "published_latest", "key"),
        Index("ix_article_publisher", "withdrawn", "publisher_key", "published_latest", "key"),
        Index("ix_article_title", "withdrawn", "title_folded", "key"),
    )

    kind: str = string()
    host_key: int | None = Field(default=None, foreign_key="article.key")
    title: str = string()
    title_folded: str = string()
    publisher_key: int | None = Field(default=None, foreign_key="actor.key")
    series: str | None = string(default=None)
    volume: str | None = string(default=None)
    issue: str | None = string(default=None)
    number: str | None = string(default=None)
    published: str | None = string(default=None)
    published_earliest: str = string()
    published_latest: str = string()
    published_basis: str = string()
    published_reason: str | None = string(default=None)
    language: str = string()
    url: str | None = string(default=None)
    abstract: str | None = string(default=None)
    rights: str | None = string(default=None)
    text_sha256: str | None = string(default=None)
    text_length: int | None = None

    @classmethod
    def index_columns(cls, document: Any) -> dict[str, Any]:
        return {"title_folded": fold(document.title)}


class ArticleFacts(Facts):
    """An article as it was published."""

    kind: ArticleKind
    host: ArticleId | None = Described(None, description="The article in which a teaser is embedded.")
    title: Words = Described(examples=["Here Is Why South Korea May Be Turning to Russia"])
    authors: list[ActorId] = Described([], description="Its authors, in the order of the byline.")
    publisher: ActorId | None = Described(None, description="Who published it.", examples=["kinu"])
    series: Words | None = Described(None, description="Series or publication it belongs to.")
    volume: Words | None = None
    issue: Words | None = None
    number: Words | None = Described(None, description="Number in the series, as printed.", examples=["CO 17-27"])
    published: Date | None = Described(None, description="When it was published.")
    published_basis: Basis = Described(Basis.unstated, description="Where that date comes from.")
    published_reason: Words | None = Described(None, description="Why, when the date is inferred.")
    language: str = Described(pattern="^[a-z]{2,3}$", description="BCP 47.", examples=["en"])
    url: Words | None = None
    abstract: Words | None = Described(None, description="What it says, in our own words; null for a bare title.")
    topics: list[TopicId] = []
    references: list[ReferenceId] = Described([], description="What it cites, in order.")
    rights: Words | None = Described(None, description="Whose rights the text is under, as far as it says.")
    text_sha256: str | None = Described(
        None,
        pattern="^[0-9a-f]{64}$",
        description="SHA-256 of the bytes of the text that evidence refers to.",
    )
    text_length: int | None = Described(None, ge=1, description="Length of that text in Unicode code points.")


class ArticleDocument(Published, ArticleFacts, Document):
    """An article: who wrote it, when, and a summary in our words."""

    type: ClassVar[RecordType] = base.RecordType.articles
    labels = ("title",)
    searched: ClassVar[Searched] = {
        "title": Weight.label,
        "abstract": Weight.sentence,
        "series": Weight.rest,
        "number": Weight.rest,
        "rights": Weight.rest,
        "url": Weight.rest,
    }
