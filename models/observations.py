"""Observations: figures, each with its period, base, bounds, wording, speaker and status."""

import sys
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic import Field as Described
from sqlalchemy import Index
from sqlmodel import Field

from models.base import (
    ActorId,
    Basis,
    Date,
    Document,
    Facts,
    IndicatorId,
    ObservationId,
    PlaceId,
    Published,
    RecordType,
    Ref,
)
from models.numbers import Number
from models.rendering import rendered
from models.searched import Searched, Weight
from models.statements import StatementFacts, StatementRow
from models.text import Words, fold, string
from models.vocabulary import Vocabulary


class ObservationStatus(Vocabulary):
    """The standing of a figure: names of SDMX OBS_STATUS, and two more."""

    normal = "normal", "A figure given as a fact."
    estimated = "estimated", "An estimate."
    forecast = "forecast", "Expected for a later time."
    provisional = "provisional", "May still be revised."
    low_reliability = "low_reliability", "The source itself doubts it."
    target = "target", "A goal that somebody set."
    limit = "limit", "A bound that a rule sets."


class Qualifier(Vocabulary):
    """How the text qualifies a figure."""

    exact = "exact", "Stated without qualification."
    about = "about", "About, roughly, some."
    over = "over", "More than the figure."
    at_least = "at_least", "The figure or more."
    under = "under", "Less than the figure."
    up_to = "up_to", "The figure or less."


class Change(Vocabulary):
    """The direction of a change."""

    increase = "increase", "It rose."
    decrease = "decrease", "It fell."
    maximum = "maximum", "It reached its highest value."
    minimum = "minimum", "It reached its lowest value."
    none = "none", "It did not change."


class DerivationOp(Vocabulary):
    """How a figure follows from others."""

    ratio = "ratio", "The first input divided by the second."
    difference = "difference", "The first input less the second."
    scale = "scale", "The input times the factor."
    undo_growth = (
        "undo_growth",
        "The level before the growth: the first input divided by one plus the second in percent.",
    )


class Derivation(BaseModel):
    """How a figure that no text states follows from figures that one does."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_serialization_defaults_required=True, defer_build=True
    )

    op: DerivationOp
    inputs: list[ObservationId] = Described(min_length=1, description="The figures it is made from, in order.")
    factor: Number | None = None


class Observation(StatementRow, table=True):
    """An observation's columns; who said it and what it was derived from are links."""

    __table_args__ = (
        # With the point a series is read from the index alone, in one go, wherever its observations stand in the table.
        Index("ix_observation_indicator", "withdrawn", "indicator_key", "period_earliest", "key", "point"),
        Index("ix_observation_period_earliest", "withdrawn", "period_earliest", "key"),
        Index("ix_observation_period_latest", "withdrawn", "period_latest", "key"),
        Index("ix_observation_value_ascending", "withdrawn", "value_ascending", "key"),
        Index("ix_observation_value_descending", "withdrawn", "value_descending", "key"),
        Index("ix_observation_reporter", "reporter_key", "partner_key"),
        Index("ix_observation_partner", "partner_key"),
    )

    indicator_key: int = Field(foreign_key="indicator.key")
    reporter_key: int | None = Field(default=None, foreign_key="actor.key")
    partner_key: int | None = Field(default=None, foreign_key="actor.key")
    compiled_by_key: int | None = Field(default=None, foreign_key="actor.key")
    about_key: int | None = Field(default=None, foreign_key="record.key")
    place_key: int | None = Field(default=None, foreign_key="place.key")
    scope: str | None = string(default=None)
    scope_folded: str | None = string(default=None)
    period: str | None = string(default=None)
    period_earliest: str = string()
    period_latest: str = string()
    period_basis: str = string()
    period_reason: str | None = string(default=None)
    deadline: bool = False
    value: float | None = None
    low: float | None = None
    high: float | None = None
    value_ascending: float
    value_descending: float
    as_written: str | None = string(default=None)
    qualifier: str = string()
    change: str | None = string(default=None)
    base: str | None = string(default=None)
    base_earliest: str = string()
    base_latest: str = string()
    base_basis: str | None = string(default=None)
    base_reason: str | None = string(default=None)
    status: str = string()
    derivation_op: str | None = string(default=None)
    derivation_factor: float | None = None
    point: str = string()

    @classmethod
    def index_columns(cls, document: Any) -> dict[str, Any]:
        by = document.low if document.low is not None else document.high
        return {
            "scope_folded": document.scope and fold(document.scope),
            "value_ascending": sys.float_info.max if by is None else float(by),
            "value_descending": -sys.float_info.max if by is None else float(by),
            "point": rendered(_point(document)).decode(),
        }


# What each place of a point holds: a figure as the row of a series, rendered when it is published.
POINT = (
    "id",
    "period",
    "period_basis",
    "reporter",
    "partner",
    "value",
    "low",
    "high",
    "qualifier",
    "change",
    "status",
    "denied",
    "earliest",
    "latest",
)


def _point(document: Any) -> list[Any]:
    period = document.period
    edtf, *days = (period.edtf, period.earliest, period.latest) if period else (None, None, None)
    return [edtf if name == "period" else getattr(document, name) for name in POINT[:-2]] + days


class ObservationFacts(Facts):
    """A figure and what it is about."""

    indicator: IndicatorId = Described(description="What was measured; it gives the unit.")
    reporter: ActorId | None = Described(
        None, description="Whose economy or population it is about (SDMX REF_AREA).", examples=["russia"]
    )
    partner: ActorId | None = Described(
        None, description="The other side (SDMX COUNTERPART_AREA).", examples=["north-korea"]
    )
    compiled_by: ActorId | None = Described(None, description="Whose statistics they are, where the text says so.")
    about: Ref | None = Described(None, description="The record that the figure is about, where it is about one.")
    place: PlaceId | None = None
    scope: Words | None = Described(None, description="What exactly is counted, in our own words.")
    period: Date | None = Described(None, description="The time that the figure is about.")
    period_basis: Basis = Described(Basis.unstated, description="Where the period comes from.")
    period_reason: Words | None = Described(None, description="Why, when the period is inferred.")
    deadline: bool = Described(False, description="True where the period is the time by which, not during which.")
    value: Number | None = Described(None, description="The figure; null for a range or where only a change is stated.")
    low: Number | None = Described(None, description="Least that it can be; null where nothing bounds it below.")
    high: Number | None = Described(None, description="Most that it can be; null where nothing bounds it above.")
    as_written: Words | None = Described(
        None, description="The figure as it stands in the text.", examples=["$2.4 million"]
    )
    qualifier: Qualifier = Described(Qualifier.exact, description="How the text qualifies it.")
    change: Change | None = Described(None, description="The direction of a change, where one is stated.")
    base: Date | None = Described(None, description="The time that a growth, change or rank is compared with.")
    base_basis: Basis | None = Described(None, description="Where the base comes from; null where none is needed.")
    base_reason: Words | None = Described(None, description="Why, when the base is inferred.")
    status: ObservationStatus = Described(ObservationStatus.normal, description="The standing of the figure.")
    derivation: Derivation | None = Described(None, description="How it follows from other figures; null if stated.")

    @model_validator(mode="after")
    def _bounds(self) -> Self:
        """Fills low and high from a single figure, and refuses figures that say nothing or contradict themselves."""
        if self.value is not None and self.low is None and self.high is None:
            has_low = self.qualifier not in (Qualifier.under, Qualifier.up_to)
            has_high = self.qualifier not in (Qualifier.over, Qualifier.at_least)
            object.__setattr__(self, "low", self.value if has_low else None)
            object.__setattr__(self, "high", self.value if has_high else None)
        if self.low is None and self.high is None and self.change is None and self.derivation is None:
            raise ValueError("needs value, low or high; or change where the text states no number")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("low is greater than high")
        return self


class ObservationDocument(Published, StatementFacts, ObservationFacts, Document):
    """What a source says that an indicator was."""

    type: ClassVar[RecordType] = RecordType.observations
    labels = (
        "scope",
        "as_written",
    )
    searched: ClassVar[Searched] = {"scope": Weight.sentence, "as_written": Weight.sentence}
