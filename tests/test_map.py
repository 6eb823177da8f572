"""The map: what the lists hold of places and projects, as GeoJSON that others read."""

from typing import Any

import orjson
import pytest
from fastapi.testclient import TestClient
from geojson_pydantic import FeatureCollection

from api.geojson import bounding_box
from tests.test_every_resource import walk

LISTS = ("places", "projects")
FILTERED = [
    ("places", "coordinates__exists=true"),
    ("places", "kind=city&kind=facility&sort=-name"),
    ("places", "country=RU&latitude__gte=40"),
    ("places", "id=NOBODY"),
    ("projects", "country=RU&sort=id"),
    ("projects", "kind__ne=regime&sector=transport"),
    ("projects", "withdrawn=true"),
]


def positions(record: dict[str, Any], places: dict[str, dict[str, Any]]) -> list[tuple[float, float]]:
    """Where a record is, from documents alone."""
    there = [record] if "coordinates" in record else [places[id] for id in record["places"]]
    points = [place["coordinates"] for place in there]
    return [(point["longitude"], point["latitude"]) for point in points if point]


@pytest.mark.filterwarnings("ignore:BBOX crossing")  # the smallest box around the made-up places does
@pytest.mark.parametrize("name", LISTS)
def test_features_are_the_records_of_the_list(client: TestClient, name: str) -> None:
    places = {place["id"]: place for place in walk(client, "/v1/places?limit=500")}
    records = walk(client, f"/v1/{name}?limit=500")
    answer = client.get(f"/v1/{name}.geojson")
    assert answer.headers["content-type"] == "application/geo+json"
    collection: FeatureCollection[Any] = FeatureCollection.model_validate_json(answer.content)
    assert [feature.id for feature in collection.features] == [record["id"] for record in records]
    for feature, record in zip(collection.features, records, strict=True):
        expected = positions(record, places)
        geometry = orjson.loads(feature.geometry.model_dump_json())["coordinates"] if feature.geometry else []
        found = [geometry] if feature.geometry and feature.geometry.type == "Point" else geometry
        assert [tuple(position) for position in found] == expected
        told = dict(feature.properties or {})
        if name == "places":
            assert told.pop("coordinates_origin") == (record["coordinates"] or {}).get("origin")
        assert told == {key: record[key] for key in told}
        assert {"kind", "name", "part_of"} < set(told)


@pytest.mark.parametrize("name", LISTS)
def test_a_collection_ends_with_its_box_and_with_how_many_are_nowhere(client: TestClient, name: str) -> None:
    collection = client.get(f"/v1/{name}.geojson").json()
    geometries = [feature["geometry"] for feature in collection["features"]]
    assert list(collection) == ["type", "features", "without_geometry", "bbox"]
    assert 0 < collection["without_geometry"] == geometries.count(None) < len(geometries)
    west, south, east, north = collection["bbox"]
    for geometry in filter(None, geometries):
        points = [geometry["coordinates"]] if geometry["type"] == "Point" else geometry["coordinates"]
        for longitude, latitude in points:
            assert (longitude - west) % 360 <= (east - west) % 360
            assert south <= latitude <= north


def test_nothing_has_no_box(edges: TestClient) -> None:
    assert edges.get("/v1/places.geojson?withdrawn=true").json() == {
        "type": "FeatureCollection",
        "features": [],
        "without_geometry": 0,
    }


@pytest.mark.parametrize(("name", "query"), FILTERED)
def test_filters_and_sorts_are_those_of_the_list(client: TestClient, name: str, query: str) -> None:
    listed, drawn = client.get(f"/v1/{name}?{query}&limit=500"), client.get(f"/v1/{name}.geojson?{query}")
    assert listed.status_code == drawn.status_code
    if listed.status_code == 200:
        ids = [feature["id"] for feature in drawn.json()["features"]]
        assert ids == [record["id"] for record in listed.json()["data"]]
    else:
        assert listed.json()["errors"] == drawn.json()["errors"]


def test_a_project_in_several_places_is_one_feature(real: TestClient) -> None:
    geometries = [one["geometry"] for one in real.get("/v1/projects.geojson").json()["features"]]
    assert {geometry["type"] for geometry in filter(None, geometries)} == {"Point", "MultiPoint"}


def test_one_place_is_a_collection_of_one(edges: TestClient) -> None:
    whole = edges.get("/v1/places.geojson?id=port-b").json()
    assert edges.get("/v1/places/port-b.geojson").json() == whole
    assert whole["features"][0]["geometry"] == {"type": "Point", "coordinates": [131.9, 43.1]}
    assert whole["bbox"] == [131.9, 43.1, 131.9, 43.1]


@pytest.mark.parametrize(
    ("positions", "box"),
    [
        ([(131.9, 43.1)], [131.9, 43.1, 131.9, 43.1]),
        ([(129.0, 35.1), (131.9, 43.1)], [129.0, 35.1, 131.9, 43.1]),
        ([(131.9, 43.1), (-170.0, 66.0)], [131.9, 43.1, -170.0, 66.0]),
        ([(-170.0, 66.0), (-172.0, 64.0), (179.0, 60.0)], [179.0, 60.0, -170.0, 66.0]),
        ([(-90.0, 1.0), (90.0, 0.0)], [-90.0, 0.0, 90.0, 1.0]),
        ([(0.0, 1.0), (0.0, 2.0)], [0.0, 1.0, 0.0, 2.0]),
    ],
)
def test_the_box_is_the_smallest_and_may_cross_the_antimeridian(
    positions: list[tuple[float, float]], box: list[float]
) -> None:
    assert bounding_box(positions) == box
