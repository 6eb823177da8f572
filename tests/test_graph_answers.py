"""What the answers of the graph promise: files that others read, HTTP, wrong requests, nothing that was withdrawn."""

import io
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import networkx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.app import create_app
from api.graph.documents import Edge, GraphDocument, PathsDocument
from api.graph.query import graph_query, paths_query
from api.graph.routes import NEGOTIATED
from api.graph.xml import WRITERS, GraphFormat
from api.settings import Settings
from seed.load import load, read_all
from tests.conftest import Databases
from tests.graph_oracle import Json, World, name
from tests.test_bad_input import HOSTILE
from tests.test_graph import every_edge
from tests.worlds import NOW, anchored

ROOTS = {"edges": "root=actors/ost&root=articles/ferry&depth=3", "real": "root=russia&depth=2"}
ENDS = {"edges": "from=actors/ost&to=articles/ferry&max_hops=6", "real": "from=moon-jae-in&to=vladimir-putin"}
READERS = {GraphFormat.graphml: networkx.read_graphml, GraphFormat.gexf: networkx.read_gexf}
each_path = pytest.mark.parametrize("path", NEGOTIATED)
each_format = pytest.mark.parametrize("format", GraphFormat)


def query(path: str, world: str) -> str:
    return (ENDS if path.endswith("paths") else ROOTS)[world]


def flat(told: Json, before: str = "") -> dict[str, Any]:
    """What an object tells, by dotted names; lists as one text."""
    found: dict[str, Any] = {}
    for field, value in told.items():
        if isinstance(value, dict):
            found |= flat(value, f"{before}{field}.")
        elif isinstance(value, list):
            texts = [one["edtf"] if isinstance(one, dict) else one for one in value]
            found |= {before + field: "|".join(texts)} if texts else {}
        elif value is not None:
            found[before + field] = value
    return found


@each_path
@each_format
def test_networkx_reads_what_json_tells(
    client: TestClient, served: tuple[str, str, str], path: str, format: GraphFormat
) -> None:
    asked = query(path, served[1])
    told = client.get(f"{path}?{asked}").json()
    answer = client.get(f"{path}.{format}?{asked}")
    assert answer.headers["content-type"] == f"application/{format}+xml"
    assert f'filename="{path.rpartition("/")[2]}.{format}"' in answer.headers["content-disposition"]
    graph = READERS[format](io.BytesIO(answer.content))
    assert graph.is_directed()
    assert len(told["nodes"]) > 1
    assert {node: {**data} for node, data in graph.nodes(data=True)} == {
        name(node): flat(node) for node in told["nodes"]
    }
    edges = {data.get("id") or key: ends_of(one, other, data) for one, other, key, data in edges_of(graph)}
    assert edges == {edge.pop("id"): flat(edge) for edge in told["edges"]}
    for cut, is_cut in told["cut"].items():
        assert f"cut.{cut}" in answer.text
        assert graph.graph.get(f"cut.{cut}", is_cut) is is_cut


def edges_of(graph: Any) -> list[Any]:
    """With keys, also where no two edges are parallel."""
    if graph.is_multigraph():
        return list(graph.edges(keys=True, data=True))
    return [(one, other, data.get("id"), data) for one, other, data in graph.edges(data=True)]


def ends_of(one: str, other: str, data: Json) -> Json:
    ends = {"source": dict(zip(("type", "id"), one.split("/"), strict=True))}
    ends["target"] = dict(zip(("type", "id"), other.split("/"), strict=True))
    return flat(ends) | {key: value for key, value in data.items() if key not in ("id", "label")}


@each_format
def test_no_text_breaks_the_file(format: GraphFormat) -> None:
    wild = "<b>&amp;\"'</b>]]>\ufffe\uffff \U0001f6a2 한국 \t\u202e"
    node = {"type": "actors", "id": "ost", "label": wild, "kind": None, "depth": 0}
    ends = {field: {"type": "actors", "id": "ost"} for field in ("record", "source", "target")}
    edge: Json = {**dict.fromkeys(Edge.model_fields), **ends, "id": "relations/x", "kind": "relation", "title": wild}
    answer = {"nodes": [node], "edges": [edge], "cut": {"nodes": False}}
    graph = READERS[format](io.BytesIO(WRITERS[format](answer)))
    written = wild.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
    assert graph.nodes["actors/ost"]["label"] == written
    assert [data["title"] for *_, data in graph.edges(data=True)] == [written]


@each_path
def test_answers_are_of_their_class(client: TestClient, served: tuple[str, str, str], path: str) -> None:
    document = PathsDocument if path.endswith("paths") else GraphDocument
    told = client.get(f"{path}?{query(path, served[1])}").json()
    assert document.model_validate(told).model_dump(mode="json") == told


@each_path
def test_answers_promise_what_all_answers_do(client: TestClient, served: tuple[str, str, str], path: str) -> None:
    asked = query(path, served[1])
    tags = set()
    for file in (path, *[f"{path}.{format}" for format in GraphFormat]):
        answer = client.get(f"{file}?{asked}")
        tag = answer.headers["etag"]
        tags.add(tag)
        assert answer.headers["rokrus-revision"] == "1"
        for held in (tag, f"W/{tag}", "*"):
            unchanged = client.get(f"{file}?{asked}", headers={"If-None-Match": held})
            assert (unchanged.status_code, unchanged.content, unchanged.headers["etag"]) == (304, b"", tag)
        head = client.head(f"{file}?{asked}")
        assert (head.status_code, head.content) == (200, b"")
        differ = {"x-request-id"}
        assert {k: v for k, v in head.headers.items() if k not in differ} == {
            k: v for k, v in answer.headers.items() if k not in differ
        }
        for method in ("POST", "PUT", "DELETE"):
            refused = client.request(method, f"{file}?{asked}")
            assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD")
    assert len(tags) == 3


@each_path
def test_accept_answers_as_the_extension_does(client: TestClient, served: tuple[str, str, str], path: str) -> None:
    asked = query(path, served[1])
    for media_type, extension in NEGOTIATED[path].items():
        answer = client.get(f"{path}?{asked}", headers={"Accept": f"{media_type}, application/json;q=0.5"})
        other = client.get(f"{path}.{extension}?{asked}")
        assert (answer.content, answer.headers["etag"]) == (other.content, other.headers["etag"])
        assert "Accept" in answer.headers["vary"]
    for accept in ("*/*", "application/json", "text/html, */*;q=0.1"):
        answer = client.get(f"{path}?{asked}", headers={"Accept": accept})
        assert answer.headers["content-type"] == "application/json"
    refused = client.get(f"{path}?{asked}", headers={"Accept": "text/csv"})
    assert refused.status_code == 406
    assert refused.json()["errors"][0]["allowed"] == ["application/json", *NEGOTIATED[path]]
    missing = client.get(f"{path}.dot?{asked}")
    assert (missing.status_code, missing.json()["errors"][0]["allowed"]) == (404, list(GraphFormat))


@pytest.mark.parametrize(
    ("path", "asked", "parameter"),
    [
        ("/v1/graph", "", "root"),
        ("/v1/graph", "root=", "root"),
        ("/v1/graph", "root=nobody-here", "root"),
        ("/v1/graph", "root=planets/ost", "root"),
        ("/v1/graph", "root=articles/ost", "root"),
        ("/v1/graph", "root=actors/ost&root=nobody-here", "root"),
        ("/v1/graph", "root=actors/ost&depth=0", "depth"),
        ("/v1/graph", "root=actors/ost&depth=4", "depth"),
        ("/v1/graph", "root=actors/ost&depth=1&depth=2", "depth"),
        ("/v1/graph", "root=actors/ost&edge=colour", "edge"),
        ("/v1/graph", "root=actors/ost&article=nobody-here", "article"),
        ("/v1/graph", "root=actors/ost&said_by=nobody-here", "said_by"),
        ("/v1/graph", "root=actors/ost&predicate=loves", "predicate"),
        ("/v1/graph", "root=actors/ost&valid__overlaps=2017-13", "valid__overlaps"),
        ("/v1/graph", "root=actors/ost&denied=yes", "denied"),
        ("/v1/graph", "root=actors/ost&limit=5", "limit"),
        ("/v1/graph", "root=actors/ost&max_hops=5", "max_hops"),
        ("/v1/graph/paths", "to=actors/ost", "from"),
        ("/v1/graph/paths", "from=actors/ost", "to"),
        ("/v1/graph/paths", "from=actors/ost&from=actors/west&to=actors/west", "from"),
        ("/v1/graph/paths", "from=actors/ost&to=nobody-here", "to"),
        ("/v1/graph/paths", "from=actors/ost&to=actors/west&max_hops=0", "max_hops"),
        ("/v1/graph/paths", "from=actors/ost&to=actors/west&max_hops=7", "max_hops"),
        ("/v1/graph/paths", "from=actors/ost&to=actors/west&root=actors/ost", "root"),
    ],
)
def test_wrong_requests_name_the_parameter(
    edges: TestClient, route: str, path: str, asked: str, parameter: str
) -> None:
    if route == "plain" and asked.count(f"{parameter}=") == 2 and parameter != "root":
        pytest.skip("FastAPI's own reading takes the last of a repeated single value and does not tell")
    for extension in ("", ".graphml"):
        answer = edges.get(f"{path}{extension}?{asked}", headers={"If-None-Match": "*"})
        assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
        assert [error["parameter"] for error in answer.json()["errors"]] == [parameter]


@pytest.mark.long
@each_path
@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_value_in_every_parameter(edges: TestClient, path: str, value: str) -> None:
    needed = {"from": "ost", "to": "west"} if path.endswith("paths") else {"root": "ost"}
    for parameter in (paths_query() if path.endswith("paths") else graph_query()).model_fields:
        asked = "&".join(f"{name}={one}" for name, one in {**needed, parameter: HOSTILE[value]}.items())
        answer = edges.get(f"{path}?{asked}")
        assert answer.status_code in (400, 422), (parameter, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
        assert len(answer.content) < 5_000


def test_nothing_that_was_withdrawn_appears(databases: Databases, backend: str, tmp_path: Path, fresh: None) -> None:
    """Records that connect, records that are connected, links and evidence."""
    url, engine = databases.migrated(backend)
    load(engine, read_all(anchored(tmp_path / "edges")), NOW)
    gone = ("actors/gull-lines", "relations/ferry-rope", "positions/ferry-count", "events/fair-concert")
    with TestClient(create_app(Settings(database_url=url))) as client:
        before = World(client)
        held = before.edges["relations/ferry-line-money"]["evidence"]
        withdrawn = [*gone, *[f"evidence/{id}" for id in held]]
        with engine.begin() as connection:
            connection.execute(text("update dataset set revision = revision + 1"))
            for record in withdrawn:
                table, id = record.split("/")
                of = {"type": table, "id": id, "reason": "It is gone."}
                table = table.removesuffix("s")
                connection.execute(text(f"update {table} set withdrawn = true where id = :id"), of)
                connection.execute(text("update record set withdrawn = :reason where type = :type and id = :id"), of)
        after = World(client)
        after.edges.pop("relations/ferry-line-money", None)  # without evidence it is no edge
        found = every_edge(client, after)
        assert found == after.edges
        assert 0 < len(found) < len(before.edges) - len(gone)
        for record in withdrawn[:-1]:
            for path, other in (("graph", {"root": record}), ("graph/paths", {"from": record, "to": "actors/ost"})):
                answer = client.get(f"/v1/{path}?{urlencode(other)}")
                assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, next(iter(other)))
