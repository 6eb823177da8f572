"""Positions: who supports, opposes, seeks or expects what, and who says so."""

from typing import Any, ClassVar

from pydantic import Field as Described
from sqlalchemy import Index
from sqlmodel import Field

from models.base import ActorId, Basis, Date, Document, Facts, Published, RecordType, Ref, TopicId
from models.searched import Searched, Weight
from models.statements import StatementFacts, StatementRow
from models.text import Words, fold, string
from models.vocabulary import Vocabulary


class Stance(Vocabulary):
    """The stance that is taken."""

    supports = "supports", "Is for it."
    opposes = "opposes", "Is against it."
    seeks = "seeks", "Wants it and works for it."
    offers = "offers", "Puts it forward to others."
    rejects = "rejects", "Turned it down when asked."
    fears = "fears", "Is afraid of it or of what follows."
    calls_for = "calls_for", "Asks others for it in public."
    expects = "expects", "Believes that it will come."
    hopes = "hopes", "Wishes that it will come."
    assesses = "assesses", "Judges how it is."
    praises = "praises", "Speaks well of it."
    condemns = "condemns", "Speaks against it as wrong."
    doubts = "doubts", "Does not believe in it."
    conditional_on = "conditional_on", "Makes its own part depend on it."


class Position(StatementRow, table=True):
    """A position's columns; its holders are links."""

    __table_args__ = (
        Index("ix_position_when_earliest", "withdrawn", "when_earliest", "key"),
        Index("ix_position_when_latest", "withdrawn", "when_latest", "key"),
        Index("ix_position_target", "target_key"),
        Index("ix_position_topic", "topic_key"),
    )

    stance: str = string()
    topic_key: int = Field(foreign_key="topic.key")
    target_key: int | None = Field(default=None, foreign_key="record.key")
    content: str = string()
    content_folded: str = string()
    when: str | None = string(default=None)
    when_earliest: str = string()
    when_latest: str = string()
    when_basis: str = string()
    when_reason: str | None = string(default=None)

    @classmethod
    def index_columns(cls, document: Any) -> dict[str, Any]:
        return {"content_folded": fold(document.content)}


class PositionFacts(Facts):
    """Who holds which stance towards what."""

    holders: list[ActorId] = Described(min_length=1, description="Who holds it.")
    stance: Stance
    topic: TopicId
    target: Ref | None = Described(None, description="The record that it is about, where there is one.")
    content: Words = Described(description="What is held, in our own words.")
    when: Date | None = Described(None, description="When it was held or voiced.")
    when_basis: Basis = Described(Basis.unstated, description="Where that date comes from.")
    when_reason: Words | None = Described(None, description="Why, when the date is inferred.")


class PositionDocument(Published, StatementFacts, PositionFacts, Document):
    """A stance that somebody takes."""

    type: ClassVar[RecordType] = RecordType.positions
    labels = ("content",)
    searched: ClassVar[Searched] = {"content": Weight.sentence}
