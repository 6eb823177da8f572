"""Places: where things are, with coordinates and where these come from."""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Described
from sqlalchemy import Index
from sqlmodel import Field

from models.base import Document, Facts, PlaceId, Published, RecordType, Row
from models.numbers import Number
from models.searched import Searched, Weight
from models.text import Words, fold, string
from models.vocabulary import Vocabulary


class PlaceKind(Vocabulary):
    """What kind of place it is."""

    city = "city", "A city, town or settlement."
    region = "region", "A region of one or several countries."
    building = "building", "A building or site."
    facility = "facility", "A port, terminal, plant or railway."
    water = "water", "A sea, bay or strait."


class CoordinatesOrigin(Vocabulary):
    """Where coordinates come from."""

    geonames = "geonames", "GeoNames."
    editor = "editor", "Set by the editors: the middle of a region, or a site not in GeoNames."


class Place(Row, table=True):
    """A place's columns."""

    __table_args__ = (Index("ix_place_name", "withdrawn", "name_folded", "key"),)

    kind: str = string()
    name: str = string()
    name_folded: str = string()
    country: str | None = string(default=None)
    part_of_key: int | None = Field(default=None, foreign_key="place.key")
    coordinates_latitude: float | None = None
    coordinates_longitude: float | None = None
    coordinates_origin: str | None = string(default=None)

    @classmethod
    def index_columns(cls, document: Any) -> dict[str, Any]:
        return {"name_folded": fold(document.name)}


class Coordinates(BaseModel):
    """A point (WGS 84, degrees)."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_serialization_defaults_required=True, defer_build=True
    )

    latitude: Number = Described(ge=-90, le=90)
    longitude: Number = Described(ge=-180, le=180)
    origin: CoordinatesOrigin


class PlaceFacts(Facts):
    """A place."""

    kind: PlaceKind
    name: Words = Described(examples=["Vladivostok"])
    country: str | None = Described(
        None,
        pattern="^[A-Z]{2}$",
        description="ISO 3166-1 alpha-2; null where it lies in several.",
        examples=["RU"],
    )
    part_of: PlaceId | None = Described(None, description="The larger place that it lies in.")
    coordinates: Coordinates | None = None


class PlaceDocument(Published, PlaceFacts, Document):
    """A place with coordinates."""

    type: ClassVar[RecordType] = RecordType.places
    labels = ("name",)
    searched: ClassVar[Searched] = {"name": Weight.label}
