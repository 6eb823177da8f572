"""Indicators on the wire."""

from typing import Annotated, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from api.includes import Reverse, by_column, by_evidence
from api.operators import (
    contains,
    equals,
    exists_in,
    none_of,
    one_of,
    order,
    prefix,
    through,
)
from api.parameters import Flag, Text
from api.resource import Nested, Resource
from api.resources.common import EvidencedQuery
from models.base import (
    ActorId,
    IndicatorId,
    RecordType,
)
from models.indicators import Direction, Indicator, IndicatorDocument, Measure, UnitSystem
from models.observations import Observation


class IndicatorQuery(EvidencedQuery, frozen=True, extra="forbid"):
    """Which indicators, in which order."""

    measure: Annotated[tuple[Measure, ...], one_of(Indicator.measure)] = Field(
        (), description="Any of these quantities."
    )
    measure__ne: Annotated[tuple[Measure, ...], none_of(Indicator.measure)] = Field(
        (), description="None of these quantities."
    )
    direction: Annotated[tuple[Direction, ...], one_of(Indicator.direction)] = Field(
        (), description="Trade in any of these directions."
    )
    direction__ne: Annotated[tuple[Direction, ...], none_of(Indicator.direction)] = Field(
        (), description="Trade in a direction, and in none of these."
    )
    direction__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(Indicator.direction)] = Field(
        None, description="Whether it has a direction."
    )
    unit: Annotated[tuple[Text, ...], one_of(Indicator.unit)] = Field(
        (), description="In any of these units.", examples=[["USD"]]
    )
    unit_system: Annotated[tuple[UnitSystem, ...], one_of(Indicator.unit_system)] = Field(
        (), description="With a unit of any of these systems."
    )
    of: Annotated[tuple[IndicatorId, ...], one_of(Indicator.of_key)] = Field(
        (), description="Growth, share or ratio of any of these indicators."
    )
    of__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(Indicator.of_key)] = Field(
        None, description="Whether it is about another indicator."
    )
    reporter: Annotated[tuple[ActorId, ...], through(Observation.indicator_key, one_of(Observation.reporter_key))] = (
        Field((), description="With figures about any of these.", examples=[["russia"]])
    )
    partner: Annotated[tuple[ActorId, ...], through(Observation.indicator_key, one_of(Observation.partner_key))] = (
        Field((), description="With figures that have any of these as the other side.", examples=[["north-korea"]])
    )
    name: Annotated[tuple[Text, ...], equals(Indicator.name_folded)] = Field(
        (), description="The whole name, whatever its case.", examples=[["Bilateral trade turnover"]]
    )
    name__prefix: Annotated[Text | SkipJsonSchema[None], prefix(Indicator.name_folded)] = Field(
        None, description="How the name begins.", examples=["Bilateral"]
    )
    name__contains: Annotated[Text | SkipJsonSchema[None], contains(Indicator.name_folded)] = Field(
        None, description="What the name holds.", examples=["Bilateral"]
    )
    sort: Annotated[
        tuple[Literal["id", "-id", "name", "-name"], ...],
        order(id=Indicator.id, name=Indicator.name_folded),
    ] = Field(("name",), description="Sort keys, `-` for descending.")


INDICATORS = Resource(
    Indicator,
    IndicatorDocument,
    IndicatorQuery,
    "What is measured, in which unit. The figures themselves are observations, also under "
    "`/v1/indicators/{id}/observations`, as rows ready for a plot under `/v1/indicators/{id}/series` (a picture under "
    "`series.svg`), and side by side with who says them under `/v1/indicators/{id}/comparison`.",
    "bilateral-trade-turnover",
    {
        "of": by_column(RecordType.indicators, Indicator.of_key),
        "sources": by_evidence(),
        "related": Reverse(RecordType.indicators, "of"),
        "observations": Reverse(RecordType.observations, "indicator"),
    },
    {
        "observations": Nested(RecordType.observations, "indicator"),
    },
    views=("series", "series.svg", "comparison"),
)
