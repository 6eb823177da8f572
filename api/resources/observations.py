"""Observations on the wire."""

from typing import Annotated, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from api.includes import Reverse, by_column, by_evidence, by_link
from api.operators import (
    at_least,
    at_most,
    contains,
    dated,
    either,
    either_way,
    equal_to,
    exists_in,
    inside,
    linked,
    none_of,
    not_after,
    not_before,
    number,
    one_of,
    order,
    overlaps,
    through,
    within,
)
from api.parameters import AnyRecord, Decimals, Edtf, EdtfPoint, Flag, Text
from api.resource import Resource
from api.resources.common import StatementQuery
from models.base import (
    RECORD,
    ActorId,
    Basis,
    IndicatorId,
    ObservationId,
    PlaceId,
    RecordType,
)
from models.indicators import Direction, Indicator, Measure
from models.observations import Change, Observation, ObservationDocument, ObservationStatus, Qualifier
from models.places import Place


class ObservationQuery(StatementQuery, frozen=True, extra="forbid"):
    """Which observations, in which order."""

    indicator: Annotated[tuple[IndicatorId, ...], one_of(Observation.indicator_key)] = Field(
        (), description="Figures of any of these indicators."
    )
    indicator__ne: Annotated[tuple[IndicatorId, ...], none_of(Observation.indicator_key)] = Field(
        (), description="Figures of none of these indicators."
    )
    unit: Annotated[tuple[Text, ...], through(Indicator.key, one_of(Indicator.unit), by="indicator_key")] = Field(
        (), description="In any of these units.", examples=[["USD"]]
    )
    measure: Annotated[tuple[Measure, ...], through(Indicator.key, one_of(Indicator.measure), by="indicator_key")] = (
        Field((), description="Figures of any of these quantities.")
    )
    direction: Annotated[
        tuple[Direction, ...], through(Indicator.key, one_of(Indicator.direction), by="indicator_key")
    ] = Field((), description="About trade in any of these directions.")
    reporter: Annotated[tuple[ActorId, ...], one_of(Observation.reporter_key)] = Field(
        (), description="About the economy or population of any of these.", examples=[["russia"]]
    )
    reporter__ne: Annotated[tuple[ActorId, ...], none_of(Observation.reporter_key)] = Field(
        (), description="About somebody, and about none of these.", examples=[["russia"]]
    )
    partner: Annotated[tuple[ActorId, ...], one_of(Observation.partner_key)] = Field(
        (), description="With any of these as the other side.", examples=[["north-korea"]]
    )
    partner__ne: Annotated[tuple[ActorId, ...], none_of(Observation.partner_key)] = Field(
        (), description="With another side, and none of these.", examples=[["north-korea"]]
    )
    between: Annotated[tuple[ActorId, ...], either_way(Observation.reporter_key, Observation.partner_key)] = Field(
        (),
        max_length=2,
        description="Between these two, whichever of them reports; one alone: with it on either side.",
        examples=[["russia", "south-korea"]],
    )
    party: Annotated[tuple[ActorId, ...], either(one_of(Observation.reporter_key), one_of(Observation.partner_key))] = (
        Field((), description="With any of these on either side.", examples=[["north-korea"]])
    )
    compiled_by: Annotated[tuple[ActorId, ...], one_of(Observation.compiled_by_key)] = Field(
        (), description="From the statistics of any of these.", examples=[["south-korea"]]
    )
    about: Annotated[tuple[AnyRecord, ...], one_of(Observation.about_key)] = Field(
        (), description="About any of these records, by id or `type/id`.", examples=[["projects/nine-bridges"]]
    )
    about_type: Annotated[tuple[RecordType, ...], through(RECORD.c.key, one_of(RECORD.c.type), by="about_key")] = Field(
        (), description="About a record of any of these types.", examples=[["projects"]]
    )
    place: Annotated[tuple[PlaceId, ...], one_of(Observation.place_key)] = Field(
        (), description="At any of these places."
    )
    place__within: Annotated[tuple[PlaceId, ...], inside(Observation.place_key, Place.part_of_key)] = Field(
        (),
        description="At any of these places, or at one that lies in them at any depth.",
        examples=[["russian-far-east"]],
    )
    status: Annotated[tuple[ObservationStatus, ...], one_of(Observation.status)] = Field(
        (), description="Of any of these standings."
    )
    status__ne: Annotated[tuple[ObservationStatus, ...], none_of(Observation.status)] = Field(
        (), description="Of none of these standings."
    )
    qualifier: Annotated[tuple[Qualifier, ...], one_of(Observation.qualifier)] = Field(
        (), description="Qualified in any of these ways."
    )
    qualifier__ne: Annotated[tuple[Qualifier, ...], none_of(Observation.qualifier)] = Field(
        (), description="Qualified in none of these ways."
    )
    change: Annotated[tuple[Change, ...], one_of(Observation.change)] = Field(
        (), description="Stating any of these changes."
    )
    change__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(Observation.change)] = Field(
        None, description="Whether a change is stated."
    )
    derived: Annotated[Flag | SkipJsonSchema[None], exists_in(Observation.derivation_op)] = Field(
        None, description="Whether it was computed from other figures rather than stated."
    )
    input: Annotated[tuple[ObservationId, ...], linked("derivation.inputs")] = Field(
        (), description="Computed from any of these.", examples=[["political-rapprochement-turnover-2018"]]
    )
    scope__contains: Annotated[Text | SkipJsonSchema[None], contains(Observation.scope_folded)] = Field(
        None, description="What the note on the scope holds.", examples=["worker"]
    )
    value: Annotated[Decimals | SkipJsonSchema[None], number(Observation.value)] = Field(
        None, description="Exactly this single figure.", examples=[25000000000]
    )
    value__gte: Annotated[Decimals | SkipJsonSchema[None], at_least(Observation.low)] = Field(
        None, description="At least so much, by the least that the figure can be.", examples=[1000]
    )
    value__lte: Annotated[Decimals | SkipJsonSchema[None], at_most(Observation.high)] = Field(
        None, description="At most so much, by the most that the figure can be.", examples=[5000]
    )
    value__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(Observation.value)] = Field(
        None, description="Whether there is a single figure."
    )
    period__gte: Annotated[EdtfPoint | SkipJsonSchema[None], not_before(Observation.period)] = Field(
        None, description="Certainly not about a time before this date.", examples=["2017"]
    )
    period__lte: Annotated[EdtfPoint | SkipJsonSchema[None], not_after(Observation.period)] = Field(
        None, description="Certainly not about a time after this date.", examples=["2017"]
    )
    period__overlaps: Annotated[Edtf | SkipJsonSchema[None], overlaps(Observation.period)] = Field(
        None, description="Possibly about this time.", examples=["2017"]
    )
    period__within: Annotated[Edtf | SkipJsonSchema[None], within(Observation.period)] = Field(
        None, description="Certainly about this time.", examples=["2013/2018"]
    )
    period__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(Observation.period)] = Field(
        None, description="Whether the period is known."
    )
    period_basis: Annotated[tuple[Basis, ...], one_of(Observation.period_basis)] = Field(
        (), description="With a period that is stated, inferred, or left open."
    )
    deadline: Annotated[Flag | SkipJsonSchema[None], equal_to(Observation.deadline)] = Field(
        None, description="Whether the period is the time by which, not during which."
    )
    base__overlaps: Annotated[Edtf | SkipJsonSchema[None], overlaps(Observation.base)] = Field(
        None, description="Compared with a time that is possibly in this one.", examples=["2016"]
    )
    base__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(Observation.base)] = Field(
        None, description="Whether the time that it is compared with is known."
    )
    sort: Annotated[
        tuple[Literal["id", "-id", "period", "-period", "value", "-value"], ...],
        order(
            id=Observation.id,
            period=dated(Observation.period),
            value=(Observation.value_ascending, Observation.value_descending),
        ),
    ] = Field(("-period",), description="Sort keys, `-` for descending.")


OBSERVATIONS = Resource(
    Observation,
    ObservationDocument,
    ObservationQuery,
    "Figures: each with its period, base, bounds, wording, speaker, standing and evidence. Competing claims stand"
    " side by side; `between=` finds a pair whichever side reports, `include=comparisons` says why figures "
    "differ.",
    "political-rapprochement-turnover-2018",
    {
        "indicator": by_column(RecordType.indicators, Observation.indicator_key),
        "reporter": by_column(RecordType.actors, Observation.reporter_key),
        "partner": by_column(RecordType.actors, Observation.partner_key),
        "compiled_by": by_column(RecordType.actors, Observation.compiled_by_key),
        "about": by_column(None, Observation.about_key),
        "place": by_column(RecordType.places, Observation.place_key),
        "derivation": by_link(RecordType.observations, "derivation.inputs"),
        "said_by": by_link(RecordType.actors, "said_by"),
        "reference": by_column(RecordType.references, Observation.reference_key),
        "sources": by_evidence(),
        "comparisons": Reverse(RecordType.comparisons, "member"),
    },
)
