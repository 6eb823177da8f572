"""Topics: a small controlled vocabulary for articles and positions."""

from typing import Any, ClassVar

from pydantic import Field as Described
from sqlalchemy import Index
from sqlmodel import Field

from models.base import Document, Facts, Published, RecordType, Row, TopicId
from models.searched import Searched, Weight
from models.text import Words, fold, string


class Topic(Row, table=True):
    """A topic's columns."""

    __table_args__ = (Index("ix_topic_label", "withdrawn", "label_folded", "key"),)

    label: str = string()
    label_folded: str = string()
    broader_key: int | None = Field(default=None, foreign_key="topic.key")

    @classmethod
    def index_columns(cls, document: Any) -> dict[str, Any]:
        return {"label_folded": fold(document.label)}


class TopicFacts(Facts):
    """A subject that articles and positions are about."""

    label: Words = Described(examples=["Sanctions"])
    broader: TopicId | None = Described(None, description="The wider topic that it belongs to.")


class TopicDocument(Published, TopicFacts, Document):
    """A topic."""

    type: ClassVar[RecordType] = RecordType.topics
    labels = ("label",)
    searched: ClassVar[Searched] = {"label": Weight.label}
