"""The promises that all resources keep, written once over the registry, for every database, world and route class."""

import csv
import io
import json
from decimal import Decimal
from typing import Any

import jsonschema
import pytest
from fastapi.testclient import TestClient

from api.formats import columns_of, of_lists
from api.includes import paths
from api.query import Query
from api.resource import Resource
from api.resources import RESOURCES
from tests.contract import resolved, told_parameters

BY_NAME = {resource.name: resource for resource in RESOURCES}
each = pytest.mark.parametrize("resource", RESOURCES, ids=[resource.name for resource in RESOURCES])


def walk(client: TestClient, url: str) -> list[dict[str, Any]]:
    """Every record of a list, page by page."""
    found: list[dict[str, Any]] = []
    following: str | None = url
    while following:
        page = client.get(following).json()
        found.extend(page["data"])
        following = page["next"]
    return found


def declared_sorts(resource: Resource) -> list[str]:
    return [sign + name for name in resource.query.orders() for sign in ("", "-")]


@pytest.mark.long
@each
def test_pages_cover_each_record_once_in_a_total_order(client: TestClient, resource: Resource) -> None:
    ids = [record["id"] for record in walk(client, f"/v1/{resource.name}?sort=id&limit=500")]
    assert client.get(f"/v1/{resource.name}").json()["total"] == len(ids) == len(set(ids))
    assert ids == sorted(ids)
    for sort in declared_sorts(resource):
        at_once = [record["id"] for record in walk(client, f"/v1/{resource.name}?sort={sort}&limit=500")]
        assert sorted(at_once) == ids
        for limit in (1, 3) if len(ids) < 15 else (min(len(ids) // 7, 500),):
            assert [
                record["id"] for record in walk(client, f"/v1/{resource.name}?sort={sort}&limit={limit}")
            ] == at_once


@each
def test_sorts_go_by_their_column(client: TestClient, resource: Resource) -> None:
    for name in resource.query.orders():
        up = walk(client, f"/v1/{resource.name}?limit=500&sort={name}")
        down = walk(client, f"/v1/{resource.name}?limit=500&sort=-{name}")
        ascending, descending = [key(one, name) for one in up], [key(one, name, True) for one in down]
        assert [k for k in ascending if k is not None] == sorted(k for k in ascending if k is not None)
        present = [k for k in descending if k is not None]
        assert present == sorted(present, reverse=True)
        for keys in (ascending, descending):  # what has no key comes last, whichever way
            assert None not in keys[: len(present)]


def key(record: dict[str, Any], name: str, descending: bool = False) -> Any:
    """What a record is sorted by, made from its document alone."""
    from models.edtf import CALENDAR_END, CALENDAR_START
    from models.text import fold

    if name == "value":
        return record["low"] if record["low"] is not None else record["high"]
    value = record[name]
    if name == "when" and isinstance(value, list):
        dates = [claim["date"] for claim in value if claim["date"] and not claim["denied"]]
        ends = [one["latest"] or CALENDAR_END if descending else one["earliest"] or CALENDAR_START for one in dates]
        return max(ends, default=None) if descending else min(ends, default=None)
    if isinstance(value, dict):
        return (value["latest"] or CALENDAR_END) if descending else (value["earliest"] or CALENDAR_START)
    return fold(value) if isinstance(value, str) and name != "id" else value


def format_names(document: dict[str, Any], parameter: dict[str, Any]) -> list[str]:
    found: list[str] = resolved(document, parameter["schema"])["enum"]
    return found


@each
def test_what_is_declared_is_in_openapi(real: TestClient, resource: Resource) -> None:
    document = real.get("/openapi.json").json()
    parameters = told_parameters(document, f"/v1/{resource.name}")
    assert set(parameters) == set(resource.query.model_fields)
    assert parameters["sort"]["schema"]["items"]["enum"] == declared_sorts(resource)
    assert parameters["include"]["schema"]["items"]["enum"] == paths(resource, BY_NAME)
    assert parameters["id"]["schema"]["examples"] == [[resource.example]]
    for name, nested in resource.nested.items():
        under = told_parameters(document, f"/v1/{resource.name}/{{{resource.singular}}}/{name}")
        assert set(under) == set(BY_NAME[nested.type].query.model_fields) - {nested.filter} | {resource.singular}
    exported = told_parameters(document, f"/v1/{resource.name}.{{format}}")
    assert format_names(document, exported["format"]) == list(of_lists(resource.formats))
    if resource.formats:
        alone = told_parameters(document, f"/v1/{resource.name}/{{id}}.{{format}}")
        assert format_names(document, alone["format"]) == list(resource.formats)
    assert set(exported) == {
        *Query.model_fields,
        *resource.query.wheres(),
        "format",
        "after",
        "fields",
    }


@each
def test_the_index_leads_to_lists_and_views_of_a_record(once: TestClient, resource: Resource) -> None:
    """All of them, and nothing but them, is below a record in the contract."""
    (told,) = [one for one in once.get("/v1").json()["resources"] if one["name"] == resource.name]
    record = f"/v1/{resource.name}/{{{resource.singular}}}/"
    assert {*told["nested"], *told["views"]} == {
        path for path in once.get("/openapi.json").json()["paths"] if path.startswith(record)
    }


@each
def test_every_filter_has_an_effect_that_a_row_shows(resource: Resource) -> None:
    from tests.test_filters import ROWS

    shown = {parameter for name, parameters, _ in ROWS if name == resource.name for parameter in parameters}
    assert set(resource.query.wheres()) | {"id", "withdrawn"} == shown


@each
@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("colour=red", "colour"),
        ("sort=colour", "sort"),
        ("sort=", "sort"),
        ("include=colour", "include"),
        ("facet=colour", "facet"),
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("limit=", "limit"),
        ("limit=1_0", "limit"),
        ("limit=%20 5", "limit"),
        ("count=all", "count"),
        ("cursor=", "cursor"),
        ("cursor=nonsense", "cursor"),
        ("cursor=bm9uc2Vuc2U", "cursor"),
        ("withdrawn=yes", "withdrawn"),
        ("updated__gte=yesterday", "updated__gte"),
        ("updated__gte=2026-01-01T00:00:00", "updated__gte"),
        ("id=NOT-A-SLUG", "id"),
        ("id=no-such-id", "id"),
        ("after=ost", "after"),
        ("fields=id", "fields"),
    ],
)
def test_what_is_not_declared_is_refused(client: TestClient, resource: Resource, query: str, parameter: str) -> None:
    answer = client.get(f"/v1/{resource.name}?{query}")
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert parameter in [error["parameter"] for error in answer.json()["errors"]]


@each
@pytest.mark.parametrize(
    "parameter", ["limit=5", "cursor=x", "include=x", "facet=x", "count=none", "colour=red", "after=x&sort=-id"]
)
def test_what_an_export_does_not_take_is_refused(client: TestClient, resource: Resource, parameter: str) -> None:
    answer = client.get(f"/v1/{resource.name}.ndjson?{parameter}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == parameter.partition("=")[0]


@each
def test_the_export_is_the_list(client: TestClient, resource: Resource) -> None:
    for sort in declared_sorts(resource):
        records = walk(client, f"/v1/{resource.name}?limit=500&sort={sort}")
        lines = client.get(f"/v1/{resource.name}.ndjson?sort={sort}").text.splitlines()
        assert [json.loads(line) for line in lines] == records
    half = sorted(record["id"] for record in records)[len(records) // 2 - 1]
    resumed = client.get(f"/v1/{resource.name}.ndjson?sort=id&after={half}").text.splitlines()
    assert [json.loads(line)["id"] for line in resumed] == sorted(r["id"] for r in records if r["id"] > half)


@each
def test_a_table_holds_every_leaf(client: TestClient, resource: Resource) -> None:
    records = walk(client, f"/v1/{resource.name}?limit=500&sort=id")
    answer = client.get(f"/v1/{resource.name}.csv?sort=id")
    assert answer.headers["content-disposition"] == f'attachment; filename="{resource.name}.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert [row["id"] for row in rows] == [record["id"] for record in records]
    assert list(rows[0]) == list(columns_of(resource.document))
    for row, record in zip(rows, records, strict=True):
        for column, cell in row.items():
            assert cell == shown(record, column), column


def shown(record: Any, column: str) -> str:
    for step in column.split("."):
        record = None if record is None else record[step]
    if record is None or isinstance(record, bool):
        return {None: "", True: "true", False: "false"}[record]
    if isinstance(record, list):
        ids = all(isinstance(item, str) for item in record)
        return "|".join(record) if ids else json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    if isinstance(record, str):
        return f"'{record}" if record[0] in "=+-@" else record
    return format(Decimal(str(record)).normalize(), "f")


@each
def test_one_is_what_the_list_shows(client: TestClient, resource: Resource) -> None:
    records = walk(client, f"/v1/{resource.name}?limit=500")
    for record in records[:: len(records) // 200 + 1]:
        assert client.get(f"/v1/{resource.name}/{record['id']}").json() == record


@pytest.mark.long
@each
def test_answers_conform_to_their_schema(once: TestClient, real: TestClient, resource: Resource) -> None:
    document = real.get("/openapi.json").json()
    schema = {
        "$ref": f"#/components/schemas/{resource.document.__name__.removesuffix('Document')}Page",
        "components": document["components"],
    }
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    every = "&".join(f"include={name}" for name in resource.includes)
    answer = once.get(f"/v1/{resource.name}?limit=100&{every}")
    validator.validate(answer.json())
    for record in json.loads(answer.text, parse_float=Decimal)["data"]:
        parsed = resource.document.model_validate(record)
        assert parsed.render() == json.dumps(record, ensure_ascii=False, separators=(",", ":"), default=float)


@each
def test_totals(client: TestClient, resource: Resource) -> None:
    exact = client.get(f"/v1/{resource.name}?limit=1&count=exact").json()
    bounded = client.get(f"/v1/{resource.name}?limit=1").json()
    assert (exact["total"], exact["total_is"]) == (bounded["total"], bounded["total_is"])
    none = client.get(f"/v1/{resource.name}?limit=1&count=none").json()
    assert (none["total"], none["total_is"]) == (None, "not_counted")


@each
def test_links_lead_through_the_list(edges: TestClient, resource: Resource) -> None:
    answer = edges.get(f"/v1/{resource.name}?limit=1&sort=id")
    assert set(answer.links) == {"cite-as", "self", "first", "next"}
    assert answer.links["next"]["url"] == answer.json()["next"]
    second = edges.get(answer.links["next"]["url"])
    assert second.links["first"]["url"] == answer.links["first"]["url"] == answer.links["self"]["url"]
    assert second.links["self"]["url"] == answer.links["next"]["url"]


@each
def test_a_cursor_belongs_to_its_query(edges: TestClient, resource: Resource) -> None:
    following = edges.get(f"/v1/{resource.name}?limit=1&sort=id").json()["next"]
    cursor = following.partition("cursor=")[2]
    assert edges.get(f"/v1/{resource.name}?limit=9&sort=id&count=none&cursor={cursor}").status_code == 200
    for other in ("sort=-id", "withdrawn=true", "updated__gte=2020-01-01T00:00:00Z"):
        answer = edges.get(f"/v1/{resource.name}?limit=1&{other}&cursor={cursor}")
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid-cursor")


@each
def test_unknown_ids_have_near_matches(client: TestClient, resource: Resource) -> None:
    id = client.get(f"/v1/{resource.name}?limit=1&sort=id").json()["data"][0]["id"]
    for asked, near in ((f"{id}x", [id]), ("zz-qqqqqqqqqq", [])):
        answer = client.get(f"/v1/{resource.name}/{asked}")
        assert (answer.status_code, answer.json()["code"]) == (404, "no-such-record")
        assert answer.json()["errors"][0].get("near", [])[:1] == near
        listed = client.get(f"/v1/{resource.name}?id={asked}")
        assert (listed.status_code, listed.json()["errors"][0].get("near", [])[:1]) == (422, near)
    assert client.get(f"/v1/{resource.name}/{id}?colour=red").status_code == 422
