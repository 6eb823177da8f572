"""What facets promise: the count of a value is the total of the list with it, whatever else the query asks."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from api import facets as module
from api.app import create_app
from api.facets import facets
from api.query import MAX_FACETS
from api.resource import Resource
from api.settings import Settings
from models.sqlite import SqliteSnapshot
from seed.load import load, read_all
from tests.conftest import Databases
from tests.contract import told_parameters
from tests.test_every_resource import BY_NAME, each, walk
from tests.worlds import NOW

MOST = 6  # of the values of a facet are looked at; the oracle counts all of them


def counted(client: TestClient, url: str) -> dict[str, Any]:
    """The facets of a list."""
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.text)
    found: dict[str, Any] = answer.json()["facets"]
    return found


def total(client: TestClient, url: str) -> int:
    """How many records a list has."""
    answer = client.get(url).json()
    assert answer["total_is"] == "exact", url
    return int(answer["total"])


def assert_counts(client: TestClient, found: dict[str, Any]) -> None:
    """Every count is the total of its list."""
    for name, facet in found.items():
        for one in [*facet["values"], *([facet["missing"]] if facet["missing"] else [])]:
            assert one["count"] == total(client, one["url"]), (name, one)


@pytest.mark.long
@each
def test_a_count_is_the_total_of_the_list_with_the_value(client: TestClient, resource: Resource) -> None:
    for name in facets(resource):
        found = counted(client, f"/v1/{resource.name}?limit=1&facet={name}")
        assert list(found) == [name]
        assert_counts(client, {name: {**found[name], "values": found[name]["values"][:MOST]}})


@pytest.mark.long
@each
def test_what_is_asked_of_the_same_filter_gives_way_to_the_value(edges: TestClient, resource: Resource) -> None:
    for name in facets(resource):
        alone = counted(edges, f"/v1/{resource.name}?limit=1&facet={name}")[name]
        assert all(
            one["url"].startswith(f"/v1/{resource.name}?limit=1&facet={name}&{name}=") for one in alone["values"]
        )
        for one in [*alone["values"][:2], *([alone["missing"]] if alone["missing"] else [])]:
            assert counted(edges, one["url"])[name] == alone


@pytest.mark.long
@each
def test_facets_of_nested_lists(client: TestClient, resource: Resource) -> None:
    for segment, nested in resource.nested.items():
        path = f"/v1/{resource.name}/{client.get(f'/v1/{resource.name}').json()['data'][0]['id']}/{segment}"
        for name in facets(BY_NAME[nested.type]):
            if name == nested.filter:
                refused = client.get(f"{path}?facet={name}")
                assert (refused.status_code, refused.json()["errors"][0]["parameter"]) == (422, "facet")
                continue
            found = counted(client, f"{path}?limit=1&facet={name}")
            assert all(one["url"].startswith(f"{path}?") for one in found[name]["values"])
            assert_counts(client, {name: {**found[name], "values": found[name]["values"][:3]}})


@each
def test_every_facet_is_declared(real: TestClient, resource: Resource) -> None:
    document = real.get("/openapi.json").json()
    (told,) = [one for one in real.get("/v1").json()["resources"] if one["name"] == resource.name]
    parameter = told_parameters(document, f"/v1/{resource.name}")["facet"]["schema"]
    assert parameter["items"]["enum"] == facets(resource) == told["facets"]
    assert parameter["maxItems"] == MAX_FACETS
    equal = {name for name in resource.query.refers() if "__" not in name}
    assert equal <= set(facets(resource))


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("facet=colour", "Is not one of what is allowed."),
        ("facet=title", "Is not one of what is allowed."),
        ("facet=", "Is not one of what is allowed."),
        ("&".join(["facet=kind"] * (MAX_FACETS + 1)), "at most 10 items"),
    ],
)
def test_what_cannot_be_counted_is_refused(edges: TestClient, query: str, detail: str) -> None:
    answer = edges.get(f"/v1/articles?{query}")
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["parameter"]) == (422, "facet")
    assert detail in error["detail"]
    assert ("topic" in error.get("allowed", [])) == ("allowed" in detail)


LABELS = [
    ("/v1/actors?facet=country", "KR", "South Korea"),
    ("/v1/actors?facet=kind", "country", "country"),
    ("/v1/actors?facet=country__exists", "false", "no"),
    ("/v1/articles?facet=language", "en", "English"),
    ("/v1/articles?facet=actor", "north-korea", "North Korea"),
    ("/v1/articles?facet=topic__within", "economic-cooperation", "Economic cooperation"),
    ("/v1/observations?facet=about", "projects/trade-doubling-target-2020", "Doubling of trade"),
    ("/v1/observations?facet=unit", "USD", "USD"),
    ("/v1/observations?facet=denied", "false", "no"),
    ("/v1/relations?facet=predicate", "takes_part_in", "takes part in"),
    ("/v1/evidence?facet=paragraph", "1", "1"),
    ("/v1/evidence?facet=record_type", "actors", "actors"),
]


@pytest.mark.parametrize(("url", "value", "label"), LABELS)
def test_labels(real: TestClient, url: str, value: str, label: str) -> None:
    (facet,) = counted(real, url).values()
    (found,) = [one["label"] for one in facet["values"] if one["value"] == value]
    assert found.startswith(label)


def test_a_capped_facet_says_so_and_has_the_most_frequent(real: TestClient) -> None:
    facet = counted(real, "/v1/evidence?facet=record")["record"]
    records = {(record["record"]["type"], record["record"]["id"]) for record in walk(real, "/v1/evidence?limit=500")}
    assert (facet["distinct"], facet["capped"], len(facet["values"])) == (len(records), True, module.SHOWN)
    order = [(-one["count"], one["value"]) for one in facet["values"]]
    assert order == sorted(order)


def test_a_facet_without_values(edges: TestClient) -> None:
    found = counted(edges, "/v1/actors?q=nobody&facet=kind&facet=country&facet=kind")
    missing = {"count": 0, "url": "/v1/actors?q=nobody&facet=kind&facet=country&facet=kind&country__exists=false"}
    nothing = {"values": [], "distinct": 0, "capped": False}
    assert found == {"kind": {**nothing, "missing": None}, "country": {**nothing, "missing": missing}}


def test_every_page_has_the_facets_of_the_whole_list(edges: TestClient) -> None:
    assert "facets" not in edges.get("/v1/actors?limit=2").json()
    first = edges.get("/v1/actors?limit=2&facet=kind&facet=country&count=none")
    second = edges.get(first.json()["next"])
    assert first.json()["facets"] == second.json()["facets"]
    assert first.headers["etag"] != edges.get("/v1/actors?limit=2&count=none").headers["etag"]


def test_withdrawn_records_have_facets_and_a_new_revision_new_counts(
    databases: Databases, backend: str, data: Any, fresh: None
) -> None:
    url, engine = databases.migrated(backend)
    load(engine, read_all(data), NOW)
    with TestClient(create_app(Settings(database_url=url))) as client:
        before = counted(client, "/v1/articles?facet=kind&facet=actor")
        (data / "articles" / "harbour-song.yaml").unlink()
        (data / "withdrawn.yaml").write_text("- record: {type: articles, id: harbour-song}\n  reason: Sung.\n")
        load(engine, read_all(data), "2026-12-03T00:00:00Z")
        after = counted(client, "/v1/articles?facet=kind&facet=actor")
        gone = counted(client, "/v1/articles?withdrawn=true&facet=kind&facet=actor")
        assert before != after
        assert sum(one["count"] for one in gone["kind"]["values"]) == 1
        for found in (after, gone):
            assert_counts(client, found)


def test_facets_are_remembered(real: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    url = "/v1/actors?kind=person&kind=outlet&facet=article&facet=kind&count=none"
    first = counted(real, url)
    asked: list[Any] = []
    rows = SqliteSnapshot.rows

    async def seen(self: Any, statement: Any, values: Any) -> Any:
        asked.append(statement)
        return await rows(self, statement, values)

    monkeypatch.setattr(SqliteSnapshot, "rows", seen)
    assert counted(real, url + "&limit=7")["kind"]["distinct"] == first["kind"]["distinct"]
    assert not any("GROUP BY" in statement.sql for statement in asked)
    assert len(asked) == 1  # the page


def test_few_counts_are_remembered(real: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REMEMBERED", 1)
    for _ in range(2):
        assert_counts(real, counted(real, "/v1/topics?facet=broader&facet=broader__within"))
