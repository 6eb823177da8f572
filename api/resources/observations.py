"""Observations on the wire."""

from typing import Annotated, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from api.operators import (
    at_least,
    at_most,
    dated,
    either_way,
    equal_to,
    exists_in,
    linked,
    linked_all,
    linked_none,
    none_of,
    not_after,
    not_before,
    one_of,
    order,
    overlaps,
    through,
    within,
)
from api.pages import Included, Page
from api.parameters import Decimals, Edtf, EdtfPoint, Flag
from api.query import ListQuery
from api.resource import Resource, by_column, by_link
from models.actors import ActorDocument
from models.articles import ArticleDocument
from models.base import ActorId, ArticleId, IndicatorId, PlaceId, RecordType, ReferenceId
from models.events import EventDocument
from models.evidence import Evidence
from models.indicators import IndicatorDocument
from models.observations import Change, Observation, ObservationDocument, ObservationStatus, Qualifier
from models.places import PlaceDocument
from models.projects import ProjectDocument
from models.references import ReferenceDocument
from models.statements import Attribution


class ObservationIncluded(Included):
    """Records that observations link to."""

    actors: dict[str, ActorDocument] = {}
    articles: dict[str, ArticleDocument] = {}
    events: dict[str, EventDocument] = {}
    indicators: dict[str, IndicatorDocument] = {}
    places: dict[str, PlaceDocument] = {}
    projects: dict[str, ProjectDocument] = {}
    references: dict[str, ReferenceDocument] = {}


class ObservationPage(Page):
    """A page of observations."""

    data: list[ObservationDocument]
    included: ObservationIncluded


class ObservationQuery(ListQuery, frozen=True, extra="forbid"):
    """Which observations, in which order."""

    indicator: Annotated[list[IndicatorId], one_of(Observation.indicator_key)] = Field(
        [], description="Figures of any of these indicators.", examples=[["petroleum-exports-weight"]]
    )
    reporter: Annotated[list[ActorId], one_of(Observation.reporter_key)] = Field(
        [], description="About the economy or population of any of these.", examples=[["russia"]]
    )
    reporter__ne: Annotated[list[ActorId], none_of(Observation.reporter_key)] = Field(
        [], description="About somebody, and about none of these."
    )
    partner: Annotated[list[ActorId], one_of(Observation.partner_key)] = Field(
        [], description="With any of these as the other side.", examples=[["north-korea"]]
    )
    partner__ne: Annotated[list[ActorId], none_of(Observation.partner_key)] = Field(
        [], description="With another side, and none of these."
    )
    between: Annotated[list[ActorId], either_way(Observation.reporter_key, Observation.partner_key)] = Field(
        [],
        max_length=2,
        description="Between these two, whichever of them reports; one alone: with it on either side.",
        examples=[["russia", "north-korea"]],
    )
    compiled_by: Annotated[list[ActorId], one_of(Observation.compiled_by_key)] = Field(
        [], description="From the statistics of any of these."
    )
    place: Annotated[list[PlaceId], one_of(Observation.place_key)] = Field([], description="At any of these places.")
    said_by: Annotated[list[ActorId], linked(Observation, "said_by")] = Field([], description="Said by any of these.")
    said_by__ne: Annotated[list[ActorId], linked_none(Observation, "said_by")] = Field(
        [], description="Said by none of these."
    )
    said_by__all: Annotated[list[ActorId], linked_all(Observation, "said_by")] = Field(
        [], description="Said by all of these."
    )
    attribution: Annotated[list[Attribution], one_of(Observation.attribution)] = Field(
        [], description="On the word of the article itself, of somebody named, or of somebody unnamed."
    )
    reference: Annotated[list[ReferenceId], one_of(Observation.reference_key)] = Field(
        [], description="Through any of these cited sources."
    )
    denied: Annotated[Flag | SkipJsonSchema[None], equal_to(Observation.denied)] = Field(
        None, description="Whether the source says that it is not so."
    )
    status: Annotated[list[ObservationStatus], one_of(Observation.status)] = Field(
        [], description="Of any of these standings."
    )
    status__ne: Annotated[list[ObservationStatus], none_of(Observation.status)] = Field(
        [], description="Of none of these standings."
    )
    qualifier: Annotated[list[Qualifier], one_of(Observation.qualifier)] = Field(
        [], description="Qualified in any of these ways."
    )
    change: Annotated[list[Change], one_of(Observation.change)] = Field([], description="Stating any of these changes.")
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
        None, description="Possibly about this time.", examples=["2017-40"]
    )
    period__within: Annotated[Edtf | SkipJsonSchema[None], within(Observation.period)] = Field(
        None, description="Certainly about this time.", examples=["2016/2017"]
    )
    period__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(Observation.period)] = Field(
        None, description="Whether the period is known."
    )
    article: Annotated[list[ArticleId], through(Observation, Evidence, one_of(Evidence.article_key))] = Field(
        [], description="Stated in any of these articles.", examples=[["kinu-co-17-27"]]
    )
    sort: Annotated[
        list[Literal["id", "-id", "period", "-period", "value", "-value"]],
        order(
            id=Observation.id,
            period=dated(Observation.period),
            value=(Observation.value_ascending, Observation.value_descending),
        ),
    ] = Field(["-period"], description="Sort keys, `-` for descending.")
    include: list[
        Literal["indicator", "reporter", "partner", "compiled_by", "about", "place", "said_by", "reference"]
    ] = Field([], description="Linked records to add, each once.")


OBSERVATIONS = Resource(
    RecordType.observations,
    Observation,
    ObservationDocument,
    ObservationQuery,
    ObservationPage,
    "Figures, each with its period, base, bounds, wording, speaker and evidence.",
    {
        "indicator": by_column(RecordType.indicators, Observation.indicator_key),
        "reporter": by_column(RecordType.actors, Observation.reporter_key),
        "partner": by_column(RecordType.actors, Observation.partner_key),
        "compiled_by": by_column(RecordType.actors, Observation.compiled_by_key),
        "about": by_column(None, Observation.about_key),
        "place": by_column(RecordType.places, Observation.place_key),
        "said_by": by_link(RecordType.actors, "said_by"),
        "reference": by_column(RecordType.references, Observation.reference_key),
    },
)
