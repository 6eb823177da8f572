"""Comparisons: statements that differ, repeat each other, or look alike, and why."""

from typing import Any, ClassVar

from pydantic import Field as Described
from sqlalchemy import Index

from models.base import Document, Facts, Published, RecordType, Ref, Row
from models.searched import Searched, Weight
from models.text import Words, fold, string
from models.vocabulary import Vocabulary


class ComparisonKind(Vocabulary):
    """How the members relate."""

    conflict = "conflict", "They cannot both be right."
    different_base = "different_base", "They compare with different times."
    different_period = "different_period", "They are about different times."
    different_scope = "different_scope", "They count different things."
    revision = "revision", "One replaces the other."
    same_number = "same_number", "Equal numbers that mean different things."
    look_alike = "look_alike", "Different things that are easily mixed up."
    same_thing = "same_thing", "One thing told twice, easily taken for two."
    not_borne_out = "not_borne_out", "A claim that the words or figures beside it do not bear out."
    ambiguous_source = "ambiguous_source", "One passage that can be read in two ways."
    assessment = "assessment", "Judgements that disagree."


class Comparison(Row, table=True):
    """A comparison's columns; its members are links."""

    __table_args__ = (Index("ix_comparison_kind", "withdrawn", "kind", "key"),)

    kind: str = string()
    explanation: str = string()
    explanation_folded: str = string()

    @classmethod
    def index_columns(cls, document: Any) -> dict[str, Any]:
        return {"explanation_folded": fold(document.explanation)}


class ComparisonFacts(Facts):
    """Records set side by side."""

    kind: ComparisonKind
    members: list[Ref] = Described(min_length=2)
    explanation: Words = Described(description="What a reader must know, in our own words.")


class ComparisonDocument(Published, ComparisonFacts, Document):
    """Records set side by side, and why."""

    type: ClassVar[RecordType] = RecordType.comparisons
    labels = ("explanation",)
    searched: ClassVar[Searched] = {"explanation": Weight.sentence}
