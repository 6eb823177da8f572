"""The map: places, and projects where their places are, as GeoJSON (RFC 7946)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

import orjson

from api.formats import Batch, Format, joined
from api.formats.base import Parts
from api.formats.columns import Column
from models.base import Document, RecordType

Position = tuple[float, float]
Feature = dict[str, Any]
Features = Callable[[Batch], list[Feature]]

MEDIA_TYPE = "application/geo+json"
MEANING = "A GeoJSON feature collection (RFC 7946): points, or null where there are no coordinates."
PLACES = RecordType.places.encode()
OF_PLACES = ("kind", "name", "country", "part_of")
OF_PROJECTS = ("kind", "name", "sector", "places", "part_of")


def _of_places(batch: Batch) -> list[Feature]:
    """A point each, and where its coordinates come from."""
    return [
        _feature(place, _positions([place]), OF_PLACES, coordinates_origin=(place["coordinates"] or {}).get("origin"))
        for place in map(orjson.loads, batch.documents)
    ]


def _of_projects(batch: Batch) -> list[Feature]:
    """The points of its places each."""
    places = {id.decode(): orjson.loads(place) for id, place in batch.linked.get(PLACES, {}).items()}
    return [
        _feature(project, _positions(places[id] for id in project["places"]), OF_PROJECTS)
        for project in map(orjson.loads, batch.documents)
    ]


def _feature(record: dict[str, Any], positions: Sequence[Position], names: Iterable[str], **more: Any) -> Feature:
    return {
        "type": "Feature",
        "id": record["id"],
        "geometry": _geometry(positions),
        "properties": {name: record[name] for name in names} | more,
    }


def _positions(places: Iterable[dict[str, Any]]) -> list[Position]:
    """Where places are, longitude first; those without coordinates are nowhere."""
    points = [place["coordinates"] for place in places]
    return list(dict.fromkeys((point["longitude"], point["latitude"]) for point in points if point))


def _geometry(positions: Sequence[Position]) -> dict[str, Any] | None:
    match positions:
        case []:
            return None
        case [position]:
            return {"type": "Point", "coordinates": position}
    return {"type": "MultiPoint", "coordinates": positions}


def _collection(features: Features, batches: Iterable[Batch], _columns: Sequence[Column]) -> Parts:
    """A collection. What is known only at its end stands there: its box, and how many features are nowhere."""
    positions: set[Position] = set()
    nowhere = 0

    def rendered() -> Iterator[list[bytes]]:
        nonlocal nowhere
        for batch in batches:
            found = features(batch)
            nowhere += sum(one["geometry"] is None for one in found)
            positions.update(position for one in found for position in _within(one["geometry"]))
            yield [orjson.dumps(one) for one in found]

    yield b'{"type":"FeatureCollection","features":['
    yield from joined(rendered(), b",\n")
    end = {"without_geometry": nowhere} | ({"bbox": bounding_box(positions)} if positions else {})
    yield b"]," + orjson.dumps(end)[1:]


def _within(geometry: dict[str, Any] | None) -> Sequence[Position]:
    if geometry is None:
        return []
    found = geometry["coordinates"]
    return [found] if geometry["type"] == "Point" else found


def bounding_box(positions: Iterable[Position]) -> list[float]:
    """West, south, east, north of the smallest box; its west is greater than its east where it crosses the
    antimeridian (RFC 7946, 5.2), as one around Chukotka does."""
    longitudes, latitudes = (sorted(set(axis)) for axis in zip(*positions, strict=True))
    eastwards = list(zip(longitudes, longitudes[1:] + longitudes[:1], strict=True))
    # The box leaves out the widest gap; among equals the last, which has the antimeridian in it.
    east, west = max(reversed(eastwards), key=lambda gap: (gap[1] - gap[0]) % 360 or 360)
    return [west, latitudes[0], east, latitudes[-1]]


def _told(names: Sequence[str], _document: type[Document]) -> dict[str, Any]:
    """What OpenAPI says of it."""
    geometry = {
        "type": ["object", "null"],
        "required": ["type", "coordinates"],
        "properties": {"type": {"enum": ["Point", "MultiPoint"]}, "coordinates": {"type": "array", "items": {}}},
    }
    feature = {
        "type": "object",
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": {"const": "Feature"},
            "id": {"type": "string"},
            "geometry": geometry,
            "properties": {"type": "object", "required": list(names)},
        },
    }
    box = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4}
    members = {
        "type": {"const": "FeatureCollection"},
        "features": {"type": "array", "items": feature},
        "without_geometry": {"type": "integer", "description": "How many features have no coordinates."},
        "bbox": box,
    }
    return {"schema": {"type": "object", "required": [*members][:3], "properties": members}}


PLACES_GEOJSON = Format(
    MEDIA_TYPE,
    MEANING,
    partial(_collection, _of_places),
    partial(_told, [*OF_PLACES, "coordinates_origin"]),
)
PROJECTS_GEOJSON = Format(
    MEDIA_TYPE,
    MEANING,
    partial(_collection, _of_projects),
    partial(_told, OF_PROJECTS),
    linked=("places",),
)
