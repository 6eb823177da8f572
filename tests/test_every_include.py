"""What every include, quote and nested list promises, written once over the registry."""

from hashlib import sha256
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api import includes
from api.documents import Documents, Memory
from api.includes import Forward, Reverse, paths
from api.parameters import ANY
from api.resource import Resource
from models.db import Statement
from models.keeping import links
from models.postgresql import PostgresqlSnapshot
from models.sqlite import SqliteSnapshot
from tests.conftest import Served
from tests.test_every_resource import BY_NAME, each, walk

LINKS_AND_DOCUMENTS = 2
JUST_THE_WALK = 1


@each
def test_forward_includes_are_what_the_records_link_to(client: TestClient, resource: Resource) -> None:
    forward = [name for name, include in resource.includes.items() if isinstance(include, Forward)]
    for name in forward:
        page = client.get(f"/v1/{resource.name}?limit=500&include={name}").json()
        assert included_in(page) == {link for record in page["data"] for link in linked_by(resource, record, name)}
        for type, records in page["included"].items():
            assert list(records) == sorted(records)
            assert all(record["id"] == id for id, record in records.items()), type
        assert page["included_next"] == {}
    of_documents = {name for name, field in resource.document.model_fields.items() if name in forward}
    assert {path.split(".")[0] for path in every_link(client, resource)} <= of_documents
    assert client.get(f"/v1/{resource.name}").json()["included"] == {}


def linked_by(resource: Resource, record: dict[str, Any], name: str) -> set[tuple[str, str]]:
    """What a document links to under a name; its sources are the articles of its evidence."""
    if name == "sources":
        return {("articles", span["article"]) for span in record["evidence"]}
    found = links(resource.document.model_validate(record))
    return {(str(ref.type), ref.id) for path, ref in found if path.split(".")[0] == name}


def every_link(client: TestClient, resource: Resource) -> set[str]:
    records = client.get(f"/v1/{resource.name}?limit=500").json()["data"]
    return {path for record in records for path, _ in links(resource.document.model_validate(record))}


def included_in(page: dict[str, Any]) -> set[tuple[str, str]]:
    return {(type, id) for type, records in page["included"].items() for id in records}


@pytest.mark.long
@each
def test_a_reverse_include_is_the_list_with_its_filter(client: TestClient, resource: Resource) -> None:
    for name, include in resource.includes.items():
        if isinstance(include, Reverse):
            page = client.get(f"/v1/{resource.name}?limit=20&include={name}").json()
            untyped = BY_NAME[include.type].query.refers()[include.filter] == ANY
            ids = [f"{resource.name}/{record['id']}" if untyped else record["id"] for record in page["data"]]
            linked = [
                record["id"]
                for id in ids
                for record in walk(client, f"/v1/{include.type}?limit=500&{include.filter}={id}")
            ]
            found = page["included"].get(include.type, {})
            assert set(found) == set(linked) or page["included_next"]
            for id, record in found.items():
                assert record["id"] == id


@pytest.mark.long
@each
def test_a_second_step_leads_on_from_the_first(client: TestClient, resource: Resource) -> None:
    for path in paths(resource, BY_NAME):
        first, _, second = path.partition(".")
        if second:
            page = client.get(f"/v1/{resource.name}?limit=20&include={path}").json()
            (type,) = {*getattr(resource.includes[first], "types", ())} or {resource.includes[first].type}  # type: ignore[union-attr]
            one = client.get(f"/v1/{resource.name}?limit=20&include={first}").json()
            step = one["included"].get(type, {}).values()
            wanted = {link for record in step for link in linked_by(BY_NAME[type], record, second)}
            assert included_in(page) == included_in(one) | wanted, path


@each
def test_an_include_costs_two_statements_however_many_rows_and_none_again(
    clients: dict[tuple[str, str, str], TestClient],
    backend: str,
    resource: Resource,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[Statement] = []
    for snapshot in (SqliteSnapshot, PostgresqlSnapshot):
        original = snapshot.rows

        async def counted(self: Any, statement: Statement, values: Any, original: Any = original) -> Any:
            seen.append(statement)
            return await original(self, statement, values)

        monkeypatch.setattr(snapshot, "rows", counted)

    def statements(client: TestClient, asked: str) -> int:
        seen.clear()
        assert client.get(f"/v1/{resource.name}?count=none&limit=100{asked}").status_code == 200
        return len(seen)

    client = clients[backend, "real", "document"]
    forward = [name for name, include in resource.includes.items() if isinstance(include, Forward)]
    with monkeypatch.context() as forgetful:
        forgetful.setattr(Documents, "of", lambda _, snapshot: Memory(snapshot.state, 0))
        plain = statements(client, "")
        for name in forward:
            assert statements(client, f"&include={name}") <= plain + LINKS_AND_DOCUMENTS
    every = "".join(f"&include={name}" for name in forward)
    statements(client, every)
    assert statements(client, every) == JUST_THE_WALK


@pytest.mark.long
@each
def test_what_an_include_leaves_out_is_the_next_list(
    client: TestClient, resource: Resource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(includes, "MOST_REVERSE", 2)
    for name, include in resource.includes.items():
        if isinstance(include, Reverse):
            whole = client.get(f"/v1/{resource.name}?limit=10&sort=id&include={name}").json()
            held = list(whole["included"].get(include.type, {}))
            assert len(held) <= 2
            rest = walk(client, whole["included_next"][name]) if name in whole["included_next"] else []
            assert (len(held) == 2) >= bool(rest)
            assert not set(held) & {record["id"] for record in rest}
            untyped = BY_NAME[include.type].query.refers()[include.filter] == ANY
            ids = [f"{resource.name}/{one['id']}" if untyped else one["id"] for one in whole["data"]]
            every = "&".join(f"{include.filter}={id}" for id in ids)
            listed = walk(client, f"/v1/{include.type}?sort=id&limit=500&{every}")
            assert held + [record["id"] for record in rest] == [record["id"] for record in listed]


@each
def test_reverse_includes_go_with_short_pages(edges: TestClient, resource: Resource) -> None:
    reverse = [name for name, include in resource.includes.items() if isinstance(include, Reverse)]
    for name in reverse:
        answer = edges.get(f"/v1/{resource.name}?limit=101&include={name}")
        assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "include")
        assert edges.get(f"/v1/{resource.name}?limit=100&include={name}").status_code == 200


@each
def test_quotes_are_the_characters(client: TestClient, served: Served, resource: Resource) -> None:
    answer = client.get(f"/v1/{resource.name}?limit=500&include=quotes")
    if served[1] == "real":
        assert (answer.status_code, answer.json()["code"]) == (422, "text-not-held")
        return
    page = answer.json()
    spans = [record if resource.name == "evidence" else record["evidence"] for record in page["data"]]
    flat = [span for found in spans for span in (found if isinstance(found, list) else [found])]
    assert set(page["included"]["quotes"]) == {span["id"] for span in flat}
    for span in flat:
        quote = page["included"]["quotes"][span["id"]]
        assert sha256(quote.encode()).hexdigest() == span["digest"]


@each
def test_nested_lists_are_the_list_with_one_filter(client: TestClient, resource: Resource) -> None:
    for segment, nested in resource.nested.items():
        untyped = BY_NAME[nested.type].query.refers()[nested.filter] == ANY
        for record in client.get(f"/v1/{resource.name}?limit=20").json()["data"]:
            path = f"/v1/{resource.name}/{record['id']}/{segment}"
            id = f"{resource.name}/{record['id']}" if untyped else record["id"]
            assert walk(client, f"{path}?limit=7") == walk(client, f"/v1/{nested.type}?limit=500&{nested.filter}={id}")
        answer = client.get(f"{path}?limit=1")
        assert answer.links["self"]["url"] == f"{path}?limit=1"
        assert client.get(path, headers={"If-None-Match": answer.headers["etag"]}).status_code == 200
        held = {"If-None-Match": client.get(path).headers["etag"]}
        assert client.get(path, headers=held).status_code == 304
        assert client.get(f"/v1/{resource.name}/nobody-here/{segment}").status_code == 404
        assert (
            client.get(f"/v1/{resource.name}/nobody-here/{segment}", headers={"If-None-Match": "*"}).status_code == 404
        )
        wrong = client.get(f"{path}?{nested.filter}=x")
        assert (wrong.status_code, wrong.json()["errors"][0]["parameter"]) == (422, nested.filter)
        assert client.get(path, headers={"Accept": "text/csv"}).status_code == 406
