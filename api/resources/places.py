"""Places on the wire."""

from typing import Annotated, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from api.geojson import PLACES_GEOJSON
from api.includes import Reverse, by_column, by_evidence
from api.operators import (
    at_least,
    at_most,
    contains,
    equals,
    exists_in,
    inside,
    linked_from,
    none_of,
    one_of,
    order,
    prefix,
    through,
)
from api.parameters import Country, Decimals, Flag, Text
from api.resource import Resource
from api.resources.common import EvidencedQuery
from models.base import (
    EventId,
    PlaceId,
    ProjectId,
    RecordType,
)
from models.events import Event
from models.places import Place, PlaceDocument, PlaceKind


class PlaceQuery(EvidencedQuery, frozen=True, extra="forbid"):
    """Which places, in which order."""

    kind: Annotated[tuple[PlaceKind, ...], one_of(Place.kind)] = Field((), description="Of any of these kinds.")
    kind__ne: Annotated[tuple[PlaceKind, ...], none_of(Place.kind)] = Field((), description="Of none of these kinds.")
    country: Annotated[tuple[Country, ...], one_of(Place.country)] = Field(
        (), description="In any of these countries (ISO 3166-1 alpha-2).", examples=[["RU"]]
    )
    country__ne: Annotated[tuple[Country, ...], none_of(Place.country)] = Field(
        (), description="In one country, and in none of these."
    )
    country__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(Place.country)] = Field(
        None, description="Whether it lies in one country."
    )
    part_of: Annotated[tuple[PlaceId, ...], one_of(Place.part_of_key)] = Field(
        (), description="Directly in any of these.", examples=[["russian-far-east"]]
    )
    part_of__within: Annotated[tuple[PlaceId, ...], inside(Place.part_of_key, Place.part_of_key)] = Field(
        (), description="In any of these, at any depth.", examples=[["russian-far-east"]]
    )
    part_of__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(Place.part_of_key)] = Field(
        None, description="Whether it lies in another place."
    )
    project: Annotated[tuple[ProjectId, ...], linked_from("places")] = Field(
        (), description="Place of any of these projects.", examples=[["bolshoi-kamen-shipyard"]]
    )
    event: Annotated[tuple[EventId, ...], through(Event.place_key, one_of(Event.key))] = Field(
        (), description="Place of any of these events."
    )
    latitude__gte: Annotated[Decimals | SkipJsonSchema[None], at_least(Place.coordinates_latitude)] = Field(
        None, description="At or north of this latitude.", examples=[40]
    )
    latitude__lte: Annotated[Decimals | SkipJsonSchema[None], at_most(Place.coordinates_latitude)] = Field(
        None, description="At or south of this latitude.", examples=[60]
    )
    longitude__gte: Annotated[Decimals | SkipJsonSchema[None], at_least(Place.coordinates_longitude)] = Field(
        None, description="At or east of this longitude.", examples=[120]
    )
    longitude__lte: Annotated[Decimals | SkipJsonSchema[None], at_most(Place.coordinates_longitude)] = Field(
        None, description="At or west of this longitude.", examples=[140]
    )
    coordinates__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(Place.coordinates_latitude)] = Field(
        None, description="Whether it has coordinates."
    )
    name: Annotated[tuple[Text, ...], equals(Place.name_folded)] = Field(
        (), description="The whole name, whatever its case.", examples=[["Vladivostok"]]
    )
    name__prefix: Annotated[Text | SkipJsonSchema[None], prefix(Place.name_folded)] = Field(
        None, description="How the name begins.", examples=["Vladivostok"]
    )
    name__contains: Annotated[Text | SkipJsonSchema[None], contains(Place.name_folded)] = Field(
        None, description="What the name holds.", examples=["Vladivostok"]
    )
    sort: Annotated[
        tuple[Literal["id", "-id", "name", "-name"], ...],
        order(id=Place.id, name=Place.name_folded),
    ] = Field(("name",), description="Sort keys, `-` for descending.")


PLACES = Resource(
    Place,
    PlaceDocument,
    PlaceQuery,
    "Cities, regions and facilities, with coordinates (WGS 84) and where these come from.",
    "vladivostok",
    {
        "part_of": by_column(RecordType.places, Place.part_of_key),
        "sources": by_evidence(),
        "parts": Reverse(RecordType.places, "part_of"),
        "projects": Reverse(RecordType.projects, "place"),
        "events": Reverse(RecordType.events, "place"),
        "observations": Reverse(RecordType.observations, "place"),
    },
    formats={"geojson": PLACES_GEOJSON},
)
