"""Edges and records of the graph as the answer tells them. Knows no FastAPI."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

from sqlalchemy import func, select

from api.documents import padded
from api.graph.edges import EVIDENCE, is_of, present
from api.graph.hops import Found, Vertex
from api.graph.search import Paths
from api.graph.walk import Part
from api.query import placed, placeholders
from models import SUBJECTS, edtf
from models.base import RECORD, RecordType, table_of
from models.db import Reader, Snapshot, Statement
from models.events import EventClaim

CLAIM = table_of(EventClaim)
ARTICLE, TEXT_OF = RECORD.alias("article"), RECORD.alias("text_of")

Rows = Sequence[tuple[Any, ...]]
Json = dict[str, Any]
Span = tuple[str | None, str, str]  # field, id, article


class Answers:
    """Adds to a part of the graph what its walk does not need: labels, evidence, the dates of events."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.of_nodes = lru_cache(16)(self._of_nodes)
        self.of_evidence = lru_cache(16)(self._of_evidence)
        self.of_claims = lru_cache(16)(self._of_claims)

    async def graph(self, snapshot: Snapshot, part: Part) -> Json:
        """The surroundings of records."""
        told = await self._told(snapshot, part.depths, part.edges)
        return {**told, "cut": {"nodes": part.cut_nodes, "edges": part.cut_edges}}

    async def paths(self, snapshot: Snapshot, found: Paths) -> Json:
        """The paths between records."""
        depths: dict[Vertex, int] = {}
        edges: dict[str, Found] = {}
        paths = []
        for path in found.paths:
            depths |= {vertex: depth for depth, vertex in enumerate(path)}
            steps = [found.steps[one][next] for one, next in pairwise(path)]
            edges |= {identity(edge): edge for step in steps for edge in step}
            ids = [[identity(edge) for edge in step] for step in steps]
            paths.append({"hops": len(steps), "nodes": [_ref(vertex) for vertex in path], "edges": ids})
        ordered = dict(sorted(depths.items(), key=lambda item: (item[1], item[0])))
        told = await self._told(snapshot, ordered, list(edges.values()))
        cut = {"nodes": found.cut_nodes, "edges": found.cut_edges, "paths": found.cut_paths}
        return {"paths": paths, **told, "cut": cut}

    async def _told(self, snapshot: Snapshot, depths: Mapping[Vertex, int], edges: Sequence[Found]) -> Json:
        labels = {key: (label, kind) for key, label, kind in await self._read(snapshot, self.of_nodes, _keys(depths))}
        evidence: dict[int, list[Span]] = defaultdict(list)
        claims: dict[int, list[str]] = defaultdict(list)
        of_records = {edge.record_key for edge in edges}
        for key, field, id, article in await self._read(snapshot, self.of_evidence, of_records):
            evidence[key].append((field and field.decode(), id.decode(), article.decode()))
        of_events = {edge.record_key for edge in edges if edge.rule.resource.name == RecordType.events}
        for key, date in await self._read(snapshot, self.of_claims, of_events):
            claims[key].append(date.decode())
        nodes = [_node(vertex, *labels[vertex.key], depth) for vertex, depth in depths.items()]
        told = [_edge(edge, evidence[edge.record_key], claims[edge.record_key]) for edge in edges]
        return {"nodes": nodes, "edges": told}

    async def _read(self, snapshot: Snapshot, statement: Any, keys: Iterable[int]) -> Rows:
        wanted = padded(sorted(keys)) if keys else []
        return await snapshot.rows(statement(len(wanted)), placed("key", wanted)) if wanted else []

    # statements: built once a shape

    def _of_nodes(self, count: int) -> Statement:
        """The label and the kind of records, whatever their type."""
        tables, labels, kinds = RECORD, [], []
        for subject in SUBJECTS.values():
            table = table_of(subject.table)
            tables = tables.outerjoin(table, table.c.key == RECORD.c.key)  # type: ignore[assignment]
            labels += [table.c[name] for name in subject.document.labels if name in table.c]
            kinds += [table.c.kind] if "kind" in table.c else []
        columns = (RECORD.c.key, func.coalesce(*labels, RECORD.c.id), func.coalesce(*kinds))
        return self.reader.compile(
            select(*columns).select_from(tables).where(RECORD.c.key.in_(placeholders("key", count)))
        )

    def _of_evidence(self, count: int) -> Statement:
        """The evidence of records, in the order of the texts."""
        return self.reader.compile(
            select(EVIDENCE.c.record_key, EVIDENCE.c.field, EVIDENCE.c.id, ARTICLE.c.id)
            .join(ARTICLE, ARTICLE.c.key == EVIDENCE.c.article_key)
            .join(TEXT_OF, TEXT_OF.c.key == EVIDENCE.c.text_of_key)
            .where(EVIDENCE.c.record_key.in_(placeholders("key", count)), present(EVIDENCE))
            .order_by(TEXT_OF.c.id, EVIDENCE.c.start, EVIDENCE.c.end, func.coalesce(EVIDENCE.c.field, ""))
        )

    def _of_claims(self, count: int) -> Statement:
        """The dates of events by every account."""
        known = (CLAIM.c.date.is_not(None), CLAIM.c.denied.is_(False))
        return self.reader.compile(
            select(CLAIM.c.record_key, CLAIM.c.date)
            .where(CLAIM.c.record_key.in_(placeholders("key", count)), *known)
            .order_by(CLAIM.c.record_key, CLAIM.c.position)
        )


def identity(edge: Found) -> str:
    """The id of an edge: where it stands."""
    field = edge.rule.field(edge.position)
    return f"{edge.rule.resource.name}/{edge.record_id}" + (f"#{field}" if field else "")


def _keys(vertices: Iterable[Vertex]) -> set[int]:
    return {vertex.key for vertex in vertices}


def _ref(vertex: Vertex) -> Json:
    return {"type": vertex.type, "id": vertex.id}


def _node(vertex: Vertex, label: bytes, kind: bytes | None, depth: int) -> Json:
    return {**_ref(vertex), "label": label.decode(), "kind": kind and kind.decode(), "depth": depth}


def _edge(edge: Found, spans: Sequence[Span], claims: Sequence[str]) -> Json:
    """An edge with the evidence of its record, or of its link in the record."""
    path = None if edge.rule.start else edge.rule.field(edge.position)
    own = [(id, article) for field, id, article in spans if path is None or is_of(field, path)]
    when = [edge.shown["when"]] if edge.shown["when"] else claims
    return {
        "id": identity(edge),
        "kind": edge.rule.kind,
        "record": {"type": edge.rule.resource.name, "id": edge.record_id},
        "source": _ref(edge.source),
        "target": _ref(edge.target),
        **edge.shown,
        "valid": _date(edge.shown["valid"]),
        "attested": _date(edge.shown["attested"]),
        "when": [_date(date) for date in dict.fromkeys(when)],
        "evidence": [id for id, _ in own],
        "articles": sorted({article for _, article in own}),
    }


def _date(text: str | None) -> Json | None:
    return None if text is None else {"edtf": text, **edtf.parse(text)._asdict()}
