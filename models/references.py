"""References: what an article cites."""

from typing import Any, ClassVar

from pydantic import Field as Described
from sqlalchemy import Index
from sqlmodel import Field

from models.base import ActorId, ArticleId, Document, Facts, Published, RecordType, Row
from models.base import Date as Edtf
from models.searched import Searched, Weight
from models.text import Words, fold, string


class Reference(Row, table=True):
    """A reference's columns."""

    __table_args__ = (
        Index("ix_reference_article", "withdrawn", "article_key", "key"),
        Index("ix_reference_date_earliest", "withdrawn", "date_earliest", "key"),
        Index("ix_reference_date_latest", "withdrawn", "date_latest", "key"),
        Index("ix_reference_accessed_earliest", "withdrawn", "accessed_earliest", "key"),
        Index("ix_reference_accessed_latest", "withdrawn", "accessed_latest", "key"),
    )

    article_key: int = Field(foreign_key="article.key")
    number: str | None = string(default=None)
    outlet_key: int | None = Field(default=None, foreign_key="actor.key")
    title: str | None = string(default=None)
    title_folded: str | None = string(default=None)
    date: str | None = string(default=None)
    date_earliest: str = string()
    date_latest: str = string()
    accessed: str | None = string(default=None)
    accessed_earliest: str = string()
    accessed_latest: str = string()
    url: str | None = string(default=None)

    @classmethod
    def index_columns(cls, document: Any) -> dict[str, Any]:
        return {"title_folded": document.title and fold(document.title)}


class ReferenceFacts(Facts):
    """A source that an article cites."""

    article: ArticleId = Described(description="The article that cites it.")
    number: Words | None = Described(None, description="Number of the footnote, as printed.")
    outlet: ActorId | None = Described(None, description="Where it appeared.")
    title: Words | None = None
    date: Edtf | None = Described(None, description="When it appeared, as cited.")
    accessed: Edtf | None = Described(None, description="When the author read it, as cited.")
    url: Words | None = None


class ReferenceDocument(Published, ReferenceFacts, Document):
    """A source that an article cites."""

    type: ClassVar[RecordType] = RecordType.references
    labels = (
        "title",
        "url",
    )
    searched: ClassVar[Searched] = {"title": Weight.label, "outlet": Weight.alias, "url": Weight.rest}
