"""The graph is what the documents say: compared, edge by edge, with one that is made from the lists."""

import json
from itertools import combinations
from pathlib import Path
from typing import Any, get_args

import networkx
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.graph import search, walk
from api.graph.edges import EdgeKind
from api.graph.query import EdgeQuery, GraphQuery, filters_of, graph_query, paths_query
from api.graph.routes import NEGOTIATED
from api.resources import RESOURCES
from api.settings import Settings
from models.db import Statement
from models.postgresql import PostgresqlSnapshot
from models.sqlite import SqliteSnapshot
from seed.load import load, read_all
from tests.conftest import Databases, Served
from tests.contract import told_parameters
from tests.graph_oracle import Json, World, name
from tests.worlds import NOW

FILTERS = sorted(graph_query().model_fields.keys() - GraphQuery.model_fields.keys())


@pytest.fixture(scope="module")
def worlds(clients: dict[Served, TestClient]) -> dict[str, World]:
    return {world: World(clients["sqlite", world, "document"]) for world in ("edges", "real")}


@pytest.fixture
def world(served: Served, worlds: dict[str, World]) -> World:
    """The world of `client`."""
    return worlds[served[1]]


def get(client: TestClient, path: str, **parameters: Any) -> Json:
    answer = client.get(path, params=parameters)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def every_edge(client: TestClient, world: World, **parameters: Any) -> dict[str, Json]:
    """All edges that match, asked for with every record as root."""
    found: dict[str, Json] = {}
    roots = sorted(world.graph())
    for start in range(0, len(roots), 100):
        answer = get(client, "/v1/graph", root=roots[start : start + 100], **parameters)
        assert not any(answer["cut"].values())
        found |= {edge["id"]: edge for edge in answer["edges"]}
    return found


def test_every_edge_is_as_the_documents_say(client: TestClient, world: World) -> None:
    assert every_edge(client, world) == world.edges
    assert all(edge["evidence"] and edge["articles"] for edge in world.edges.values())


def test_every_kind_of_edge_is_there(worlds: dict[str, World]) -> None:
    assert {edge["kind"] for edge in worlds["real"].edges.values()} == set(EdgeKind)


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_surroundings(client: TestClient, world: World, depth: int) -> None:
    names = sorted(world.graph())
    for roots in ([names[0]], [names[-1]], names[1:9:3], ["topics/" + world.lists["topics"][0]["id"]]):
        answer = get(client, "/v1/graph", root=roots, depth=depth)
        nodes, edges = world.surroundings(roots, depth)
        assert answer["nodes"] == nodes
        assert {edge["id"] for edge in answer["edges"]} == edges
        assert len(answer["edges"]) == len(edges)
        assert not any(answer["cut"].values())


def test_a_record_without_edges_is_a_graph(client: TestClient, world: World) -> None:
    for type in ("comparisons", "evidence", "statuses", "indicators"):
        id = world.lists[type][0]["id"]
        answer = get(client, "/v1/graph", root=f"{type}/{id}", edge="author")
        assert (answer["nodes"], answer["edges"]) == ([world.node(f"{type}/{id}", 0)], [])


def test_an_id_of_several_types_names_all_of_them(edges: TestClient, worlds: dict[str, World]) -> None:
    answer = get(edges, "/v1/graph", root="ferry-treaty")
    roots = [name(node) for node in answer["nodes"] if node["depth"] == 0]
    assert roots == sorted(one for one in worlds["edges"].records if one.endswith("/ferry-treaty"))
    assert len(roots) > 1


@pytest.mark.long
@pytest.mark.parametrize("filter", FILTERS)
def test_a_filter_leaves_what_the_lists_with_it_hold(client: TestClient, world: World, filter: str) -> None:
    """Each filter with each of some values; a kind of edge whose list does not have it is left out."""
    for value in values_of(filter, world):
        left = every_edge(client, world, **{filter: value})
        records = listed(client, filter, value)
        wanted = {id for id, edge in world.edges.items() if name(edge["record"]) in records}
        if (filter, value) == ("denied", "false"):
            wanted = {id for id, edge in world.edges.items() if not edge["denied"]}
        assert left.keys() == wanted, value


def values_of(filter: str, world: World) -> list[str]:
    """Values of a filter: who speaks, the example, or words of its list."""
    field = graph_query().model_fields[filter]
    if filter.startswith("said_by"):
        statements = [*world.lists["relations"], *world.lists["positions"]]
        return sorted({id for one in statements for id in one["said_by"]})[:3]
    if filter.endswith("__exists") or filter == "denied":
        return ["true", "false"]
    if field.examples:
        (example,) = field.examples
        return example if isinstance(example, list) else [example]
    words, _ = get_args(field.annotation)
    return [str(word) for word in list(words)[:2]]


def listed(client: TestClient, filter: str, value: str) -> set[str]:
    """The records that the lists with a filter hold, of those lists that lend it to the graph."""
    lists = [f"/v1/{resource.name}" for resource in RESOURCES if filter in filters_of(resource.query)]
    found = [(path, client.get(f"{path}.ndjson", params={filter: value}).text.splitlines()) for path in lists]
    return {f"{path.removeprefix('/v1/')}/{json.loads(line)['id']}" for path, lines in found for line in lines}


def test_kinds_and_articles_choose_edges(client: TestClient, world: World) -> None:
    for kind in EdgeKind:
        wanted = {id for id, edge in world.edges.items() if edge["kind"] in (kind, "author")}
        assert every_edge(client, world, edge=[kind, "author"]).keys() == wanted
    for article in world.lists["articles"]:
        wanted = {id for id, edge in world.edges.items() if article["id"] in edge["articles"]}
        assert every_edge(client, world, article=article["id"]).keys() == wanted


def pairs(world: World) -> list[tuple[str, str]]:
    """Some pairs of records, near and far apart."""
    names = sorted(world.graph())
    few = names[:: max(len(names) // 8, 1)]
    return [*combinations(few, 2), (few[0], few[0])]


def undenied(world: World) -> Any:
    """All records with the edges that no source denies."""
    graph = world.graph([edge for edge in world.edges.values() if not edge["denied"]])
    graph.add_nodes_from(world.graph())
    return graph


def test_paths_are_the_shortest(client: TestClient, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_PATHS", 1_000)
    graph = undenied(world)
    for one, other in pairs(world):
        answer = get(client, "/v1/graph/paths", **{"from": one, "to": other}, max_hops=6)
        try:
            wanted = sorted(list(path) for path in networkx.all_shortest_paths(networkx.Graph(graph), one, other))
        except networkx.NetworkXNoPath:
            wanted = []
        assert [[name(node) for node in path["nodes"]] for path in answer["paths"]] == wanted
        assert not any(answer["cut"].values())
        for path in answer["paths"]:
            steps = zip(path["nodes"], path["nodes"][1:], path["edges"], strict=False)
            assert path["hops"] == len(path["edges"]) == len(path["nodes"]) - 1
            assert all(set(ids) == set(graph[name(a)][name(b)]) for a, b, ids in steps)
        assert [edge["id"] for edge in answer["edges"]] == first_of(answer["paths"])
        assert all(edge == world.edges[edge["id"]] for edge in answer["edges"])
        on_the_way = {(name(node), place) for path in answer["paths"] for place, node in enumerate(path["nodes"])}
        nodes = [world.node(node, place) for node, place in on_the_way]
        assert answer["nodes"] == sorted(nodes, key=lambda node: (node["depth"], node["type"], node["id"]))


def first_of(paths: list[Json]) -> list[str]:
    return list(dict.fromkeys(id for path in paths for step in path["edges"] for id in step))


def test_paths_end_at_the_most_hops(client: TestClient, world: World) -> None:
    graph = undenied(world)
    for one, other in pairs(world)[:12]:
        if networkx.has_path(graph, one, other):
            length = networkx.shortest_path_length(graph, one, other)
            for most in range(max(length - 1, 1), min(length + 1, 6) + 1):
                answer = get(client, "/v1/graph/paths", **{"from": one, "to": other}, max_hops=most)
                assert bool(answer["paths"]) == (most >= length)


def test_what_is_denied_connects_only_when_asked_for(edges: TestClient, worlds: dict[str, World]) -> None:
    denied = [edge for edge in worlds["edges"].edges.values() if edge["denied"]]
    assert denied
    for edge in denied:
        ends = {"from": name(edge["source"]), "to": name(edge["target"]), "max_hops": 1}
        assert edge["id"] not in first_of(get(edges, "/v1/graph/paths", **ends)["paths"])
        assert edge["id"] in first_of(get(edges, "/v1/graph/paths", **ends, denied="true")["paths"])


def test_filters_of_the_graph_are_told(real: TestClient) -> None:
    document = real.get("/openapi.json").json()
    info = real.get("/v1").json()["graph"]
    assert info["filters"] == sorted([*FILTERS, *EdgeQuery.model_fields])
    assert [one["kind"] for one in info["edges"]] == list(EdgeKind)
    for path, query in zip(NEGOTIATED, (graph_query(), paths_query()), strict=True):
        assert path in (info["url"], info["paths"])
        for extension, format in (("", []), (".{format}", ["format"])):
            assert set(told_parameters(document, path + extension)) == {*query.model_fields, *format}
    for format in info["formats"][1:]:
        assert real.get(f"{info['url']}.{format}?root=kogas").status_code == 200


@pytest.mark.parametrize(
    ("nodes", "edges_"), [(1, 99), (3, 99), (8, 99), (9, 99), (99, 0), (99, 1), (99, 11), (99, 12)]
)
def test_an_answer_is_bounded_and_says_so(
    edges: TestClient, worlds: dict[str, World], monkeypatch: pytest.MonkeyPatch, nodes: int, edges_: int
) -> None:
    whole = get(edges, "/v1/graph", root="actors/ost", depth=3)
    monkeypatch.setattr(walk, "MOST_NODES", nodes)
    monkeypatch.setattr(walk, "MOST_EDGES", edges_)
    part = get(edges, "/v1/graph", root="actors/ost", depth=3)
    assert part == get(edges, "/v1/graph", root="actors/ost", depth=3)
    assert part["cut"] == {"nodes": nodes < len(whole["nodes"]), "edges": edges_ < len(whole["edges"])}
    assert (len(part["nodes"]) <= nodes, len(part["edges"]) <= edges_) == (True, True)
    held = {name(node) for node in part["nodes"]}
    assert held <= {name(node) for node in whole["nodes"]}
    for edge in part["edges"]:
        assert edge in whole["edges"]
        assert {name(edge["source"]), name(edge["target"])} <= held


@pytest.mark.parametrize(
    ("setting", "value", "cut"), [("MOST_PATHS", 1, "paths"), ("MOST_SEARCHED", 3, "nodes"), ("MOST_TRIED", 2, "edges")]
)
def test_a_search_is_bounded_and_says_so(
    real: TestClient, monkeypatch: pytest.MonkeyPatch, setting: str, value: int, cut: str
) -> None:
    ends = {"from": "moon-jae-in", "to": "vladimir-putin"}
    assert not any(get(real, "/v1/graph/paths", **ends)["cut"].values())
    monkeypatch.setattr(search, setting, value)
    assert [name for name, is_cut in get(real, "/v1/graph/paths", **ends)["cut"].items() if is_cut] == [cut]


def test_a_step_costs_one_statement(
    clients: dict[Served, TestClient], backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Statement] = []
    for snapshot in (SqliteSnapshot, PostgresqlSnapshot):
        original = snapshot.rows

        async def counted(self: Any, statement: Statement, values: Any, original: Any = original) -> Any:
            seen.append(statement)
            return await original(self, statement, values)

        monkeypatch.setattr(snapshot, "rows", counted)

    def statements(path: str) -> int:
        seen.clear()
        assert clients[backend, "real", "document"].get(path).status_code == 200
        return len(seen)

    plain = statements("/v1/graph?root=russia")
    assert [statements(f"/v1/graph?root=russia&depth={depth}") - plain for depth in (2, 3)] == [1, 2]
    path = "/v1/graph/paths?from=moon-jae-in&to=vladimir-putin&edge=relation"
    assert statements(path) - statements(f"{path}&max_hops=1") <= 3


def test_an_account_that_is_denied_gives_no_date(databases: Databases, backend: str, data: Path) -> None:
    file = data / "articles" / "ferry.yaml"
    claim = "date: 2018-06-01, "
    assert claim in file.read_text("utf-8")
    file.write_text(file.read_text("utf-8").replace(claim, f"{claim}denied: true, "), "utf-8")
    url, engine = databases.migrated(backend)
    load(engine, read_all(data), NOW)
    with TestClient(create_app(Settings(database_url=url))) as client:
        found = every_edge(client, World(client), edge="participant")
        assert [date["edtf"] for date in found["events/pier-opening#participants.0"]["when"]] == ["2018-06-02"]
