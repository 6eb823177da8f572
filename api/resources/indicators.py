"""Indicators on the wire."""

from typing import Annotated, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from api.operators import contains, equals, exists_in, none_of, one_of, order, prefix
from api.pages import Included, Page
from api.parameters import Flag, Text
from api.query import ListQuery
from api.resource import Resource, by_column
from models.base import IndicatorId, RecordType
from models.indicators import Direction, Indicator, IndicatorDocument, Measure, UnitSystem


class IndicatorIncluded(Included):
    """Records that indicators link to."""

    indicators: dict[str, IndicatorDocument] = {}


class IndicatorPage(Page):
    """A page of indicators."""

    data: list[IndicatorDocument]
    included: IndicatorIncluded


class IndicatorQuery(ListQuery, frozen=True, extra="forbid"):
    """Which indicators, in which order."""

    measure: Annotated[list[Measure], one_of(Indicator.measure)] = Field([], description="Any of these quantities.")
    measure__ne: Annotated[list[Measure], none_of(Indicator.measure)] = Field([], description="None of these.")
    direction: Annotated[list[Direction], one_of(Indicator.direction)] = Field(
        [], description="Trade in any of these directions."
    )
    direction__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(Indicator.direction)] = Field(
        None, description="Whether it has a direction."
    )
    unit: Annotated[list[Text], one_of(Indicator.unit)] = Field(
        [], description="In any of these units.", examples=[["USD"]]
    )
    unit_system: Annotated[list[UnitSystem], one_of(Indicator.unit_system)] = Field(
        [], description="With a unit of any of these systems."
    )
    of: Annotated[list[IndicatorId], one_of(Indicator.of_key)] = Field(
        [], description="Growth, share or ratio of any of these indicators."
    )
    of__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(Indicator.of_key)] = Field(
        None, description="Whether it is about another indicator."
    )
    name: Annotated[list[Text], equals(Indicator.name_folded)] = Field(
        [], description="The whole name, whatever its case."
    )
    name__prefix: Annotated[Text | SkipJsonSchema[None], prefix(Indicator.name_folded)] = Field(
        None, description="How the name begins."
    )
    name__contains: Annotated[Text | SkipJsonSchema[None], contains(Indicator.name_folded)] = Field(
        None, description="What the name holds.", examples=["trade"]
    )
    sort: Annotated[
        list[Literal["id", "-id", "name", "-name"]],
        order(id=Indicator.id, name=Indicator.name_folded),
    ] = Field(["name"], description="Sort keys, `-` for descending.")
    include: list[Literal["of"]] = Field([], description="Linked records to add, each once.")


INDICATORS = Resource(
    RecordType.indicators,
    Indicator,
    IndicatorDocument,
    IndicatorQuery,
    IndicatorPage,
    "What is measured, in which unit; the figures are observations.",
    {"of": by_column(RecordType.indicators, Indicator.of_key)},
)
