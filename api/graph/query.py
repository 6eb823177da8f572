"""What may be asked of the graph. The filters of edges are those of the lists that hold the records of the edges."""

from collections.abc import Mapping
from copy import copy
from functools import cached_property
from typing import Any

from pydantic import Field, create_model

from api.graph.edges import EDGES, EdgeKind, EdgeRule
from api.parameters import AnyRecord, Whole
from api.query import ListQuery
from api.query_string import Parameters
from models.base import ArticleId, RecordType

MOST_DEPTH, MOST_HOPS = 3, 6

# The fields of each list whose filters are filters of its edges.
FILTERED: Mapping[RecordType, tuple[str, ...]] = {
    RecordType.relations: ("predicate", "role", "said_by", "attribution", "denied", "valid", "attested"),
    RecordType.positions: ("stance", "said_by", "attribution", "denied", "when"),
    RecordType.events: ("when",),
}


class EdgeQuery(Parameters, frozen=True, extra="forbid"):
    """Which edges. A filter leaves out every kind of edge that does not have it; a mere link is never denied."""

    edge: tuple[EdgeKind, ...] = Field((), description="Edges of any of these kinds.")
    article: tuple[ArticleId, ...] = Field((), description="Edges with evidence from any of these.")

    @cached_property
    def filters(self) -> dict[str, Any]:
        """The filters in use that the lists share with the graph."""
        used = {name: getattr(self, name) for name in _shared()}
        return {name: value for name, value in used.items() if value is not None and value != ()}

    def listed(self, rule: EdgeRule) -> ListQuery | None:
        """The query of the list whose records have the edges of a rule; None where the rule has none that match."""
        given, known = self.filters, filters_of(rule.resource.query)
        if "denied" not in known and given.get("denied") is False:
            given = {name: value for name, value in given.items() if name != "denied"}
        if (self.edge and rule.kind not in self.edge) or not given.keys() <= known:
            return None
        return rule.resource.query.model_validate(given)


class GraphQuery(EdgeQuery, frozen=True, extra="forbid"):
    """The surroundings of which records, how far, and by which edges."""

    root: tuple[AnyRecord, ...] = Field(
        description="Begin at each of these records, by id or `type/id`.",
        examples=[["kogas"]],
        json_schema_extra={"minItems": 1},
    )
    depth: Whole = Field(1, ge=1, le=MOST_DEPTH, description="Go so many edges far, whichever way they lead.")


class PathsQuery(EdgeQuery, frozen=True, extra="forbid"):
    """Between which records, how far, and by which edges."""

    max_hops: Whole = Field(4, ge=1, le=MOST_HOPS, description="Paths of at most so many edges.", examples=[4])


def filters_of(query: type[ListQuery]) -> set[str]:
    """The filters that a list shares with the graph."""
    fields = next((fields for type, fields in FILTERED.items() if _query(type) is query), ())
    return {name for name in query.wheres() if name.partition("__")[0] in fields}


def _query(type: RecordType) -> type[ListQuery]:
    return next(rule.resource.query for rule in EDGES if rule.resource.name == type)


def _shared() -> dict[str, Any]:
    """Every filter that some list shares with the graph, as that list declares it."""
    found: dict[str, Any] = {}
    for type in FILTERED:
        query = _query(type)
        for name in query.wheres():
            if name in filters_of(query):
                field = query.model_fields[name]
                found.setdefault(name, (field.annotation, field))
    return found


def graph_query() -> type[GraphQuery]:
    """The query of the surroundings of records."""
    return create_model("GraphQuery", __base__=GraphQuery, **_shared())


def paths_query() -> type[PathsQuery]:
    """The query of paths between records. What a source denies connects nothing unless it is asked for."""
    shared = _shared()
    denied = copy(shared["denied"][1])
    denied.default = False
    denied.description = "Through what a source says is not so, instead of what it says is so."
    shared["denied"] = (denied.annotation, denied)
    ends: dict[str, Any] = {"from": _end("From", "moon-jae-in"), "to": _end("To", "vladimir-putin")}
    return create_model("PathsQuery", __base__=PathsQuery, **ends, **shared)


def _end(word: str, example: str) -> Any:
    return AnyRecord, Field(description=f"{word} this record, by id or `type/id`.", examples=[example])
