"""Indicators: what is measured, in which unit, and how it relates to other indicators."""

from typing import Any, ClassVar

from pydantic import Field as Described
from sqlalchemy import Index
from sqlmodel import Field

from models.base import Document, Facts, IndicatorId, Published, RecordType, Row
from models.searched import Searched, Weight
from models.text import Words, fold, string
from models.vocabulary import Vocabulary


class Measure(Vocabulary):
    """What sort of quantity it is."""

    level = "level", "An amount over a period."
    stock = "stock", "An amount at a moment."
    growth = "growth", "A change relative to a base, in percent."
    share = "share", "A part of a whole, in percent."
    rank = "rank", "A place in an order."
    count_ = "count", "A number of things."
    ratio = "ratio", "How many times one amount is another."


class Direction(Vocabulary):
    """Which way trade goes, seen from the reporter."""

    export = "export", "From the reporter to the partner."
    import_ = "import", "From the partner to the reporter."
    both = "both", "Both ways together; the pair then has no direction."
    balance = "balance", "Exports less imports."


class UnitSystem(Vocabulary):
    """Where the unit's code comes from."""

    iso4217 = "iso4217", "A currency code of ISO 4217."
    ucum = "ucum", "A code of the Unified Code for Units of Measure."
    count_ = "count", "What is counted, in English, singular."


class Indicator(Row, table=True):
    """An indicator's columns."""

    __table_args__ = (Index("ix_indicator_name", "withdrawn", "name_folded", "key"),)

    name: str = string()
    name_folded: str = string()
    definition: str = string()
    unit: str = string()
    unit_system: str = string()
    measure: str = string()
    of_key: int | None = Field(default=None, foreign_key="indicator.key")
    direction: str | None = string(default=None)

    @classmethod
    def index_columns(cls, document: Any) -> dict[str, Any]:
        return {"name_folded": fold(document.name)}


class IndicatorFacts(Facts):
    """What is measured."""

    name: Words = Described(examples=["Bilateral trade turnover"])
    definition: Words = Described(description="What the figure counts, in our own words.")
    unit: Words = Described(description="Code of the unit; values are absolute, never scaled.", examples=["USD"])
    unit_system: UnitSystem
    measure: Measure
    of: IndicatorId | None = Described(None, description="The level that a growth, share or ratio is about.")
    direction: Direction | None = Described(None, description="For trade: which way; null where it does not apply.")


class IndicatorDocument(Published, IndicatorFacts, Document):
    """Something that is measured; its figures are observations."""

    type: ClassVar[RecordType] = RecordType.indicators
    labels = ("name",)
    searched: ClassVar[Searched] = {"name": Weight.label, "definition": Weight.sentence}
