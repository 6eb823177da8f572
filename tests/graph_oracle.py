"""The graph made from the documents of the lists alone, in plain Python."""

from collections.abc import Iterator
from typing import Any

import networkx
from fastapi.testclient import TestClient

from api.resources import RESOURCES
from models import SUBJECTS
from tests.test_every_resource import walk

Json = dict[str, Any]
ABSENT = dict.fromkeys(("predicate", "role", "title", "stance", "valid", "attested"))
# Links that are edges: the type of the record, the field, the kind of the edge, the type of what it names.
LINKS = (
    ("events", "participants", "participant", "actors"),
    ("articles", "authors", "author", "actors"),
    ("articles", "publisher", "publisher", "actors"),
    ("articles", "topics", "topic", "topics"),
    ("events", "place", "place", "places"),
    ("projects", "places", "place", "places"),
    ("events", "part_of", "part_of", "events"),
    ("projects", "part_of", "part_of", "projects"),
    ("places", "part_of", "part_of", "places"),
)


class World:
    """Every record and every edge of a world."""

    def __init__(self, client: TestClient) -> None:
        lists = {str(one.name): walk(client, f"/v1/{one.name}?limit=500&sort=id") for one in RESOURCES}
        self.lists: dict[str, list[Json]] = lists
        self.records = {f"{type}/{one['id']}": one for type, found in lists.items() for one in found}
        made = [*relations(lists), *positions(lists), *citations(lists), *links(lists)]
        self.edges: dict[str, Json] = {edge["id"]: edge for edge in made if self.is_there(edge)}

    def is_there(self, edge: Json) -> bool:
        """Whether an edge has evidence, and no end of it was withdrawn."""
        return bool(edge["evidence"]) and {name(edge["source"]), name(edge["target"])} <= self.records.keys()

    def node(self, name: str, depth: int) -> Json:
        """A record as the graph tells it."""
        type, _, id = name.partition("/")
        labels = SUBJECTS[type].document.labels  # type: ignore[index]
        label = next((label for field in labels if (label := self.records[name].get(field))), id)
        kind = self.records[name].get("kind")
        return {"type": type, "id": id, "label": label, "kind": kind, "depth": depth}

    def graph(self, edges: list[Json] | None = None) -> Any:
        """Edges, or all of them, as an undirected graph of networkx."""
        graph = networkx.MultiGraph()
        for edge in self.edges.values() if edges is None else edges:
            graph.add_edge(name(edge["source"]), name(edge["target"]), key=edge["id"])
        return graph

    def surroundings(self, roots: list[str], depth: int) -> tuple[list[Json], set[str]]:
        """The records near roots, in order, and the edges."""
        depths = dict.fromkeys(roots, 0)
        edges: set[str] = set()
        for distance in range(depth):
            here = {node for node, found in depths.items() if found == distance}
            for edge in self.edges.values():
                ends = {name(edge["source"]), name(edge["target"])}
                if ends & here:
                    edges.add(edge["id"])
                    depths |= dict.fromkeys(ends - depths.keys(), distance + 1)
        nodes = [self.node(node, found) for node, found in depths.items()]
        return sorted(nodes, key=lambda node: (node["depth"], node["type"], node["id"])), edges


def name(ref: Json) -> str:
    return f"{ref['type']}/{ref['id']}"


def edge(kind: str, record: str, of: Json, source: Json, target: Json, path: str = "", **told: Any) -> Json:
    """An edge with all evidence of its record."""
    return {
        "id": f"{record}/{of['id']}" + (f"#{path}" if path else ""),
        "kind": kind,
        "record": {"type": record, "id": of["id"]},
        "source": source,
        "target": target,
        **ABSENT,
        "denied": False,
        "when": [],
        "evidence": [span["id"] for span in of["evidence"]],
        "articles": sorted({span["article"] for span in of["evidence"]}),
        **told,
    }


def relations(lists: dict[str, list[Json]]) -> Iterator[Json]:
    for one in lists["relations"]:
        shown = {field: one[field] for field in ("predicate", "role", "title", "denied", "valid", "attested")}
        yield edge("relation", "relations", one, one["subject"], one["object"], **shown)


def positions(lists: dict[str, list[Json]]) -> Iterator[Json]:
    for one in lists["positions"]:
        when = [one["when"]] if one["when"] else []
        for place, holder in enumerate(one["holders"] if one["target"] else ()):
            shown = {"stance": one["stance"], "denied": one["denied"], "when": when}
            yield edge("position", "positions", one, actor(holder), one["target"], f"holders.{place}", **shown)


def citations(lists: dict[str, list[Json]]) -> Iterator[Json]:
    for one in lists["references"]:
        if one["outlet"]:
            yield edge("cites", "references", one, {"type": "articles", "id": one["article"]}, actor(one["outlet"]))


def links(lists: dict[str, list[Json]]) -> Iterator[Json]:
    for record, field, kind, type in LINKS:
        for one in lists[record]:
            listed = isinstance(one[field], list)
            for place, held in enumerate(one[field] if listed else [one[field]] if one[field] else []):
                path = f"{field}.{place}" if listed else field
                told: Json = {"role": held["role"]} if isinstance(held, dict) else {}
                id = held["actor"] if isinstance(held, dict) else held
                spans = [span for span in one["evidence"] if proves(span["field"] or "", path)]
                told["when"] = accounts(one) if record == "events" else []
                source, target = {"type": record, "id": one["id"]}, {"type": type, "id": id}
                yield edge(kind, record, {**one, "evidence": spans}, source, target, path, **told)


def proves(field: str, path: str) -> bool:
    """Whether evidence with a field is evidence of a link."""
    return field.split(".")[: len(path.split("."))] == path.split(".") or field == path.split(".")[0]


def accounts(event: Json) -> list[Json]:
    """When an event was by each account, each date once."""
    dates = [claim["date"] for claim in event["when"] if claim["date"] and not claim["denied"]]
    return list({date["edtf"]: date for date in dates}.values())


def actor(id: str) -> Json:
    return {"type": "actors", "id": id}
