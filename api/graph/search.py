"""Shortest paths between records, searched from both ends, one statement a step. Knows no FastAPI."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from api.graph.hops import Asked, Found, Hops, Vertex
from models.db import Snapshot

MOST_PATHS = 25
MOST_SEARCHED, MOST_TRIED = 4_000, 10_000  # records and edges that one search looks at, from each end

Path = tuple[Vertex, ...]
Steps = dict[Vertex, dict[Vertex, list[Found]]]


@dataclass
class Side:
    """What is found from one end: all records so far with the steps back, and the outermost of them."""

    reached: set[Vertex]
    here: list[Vertex]
    behind: list[Vertex] = field(default_factory=list)
    back: Steps = field(default_factory=dict)
    tried: int = 0
    cut_nodes: bool = False
    cut_edges: bool = False

    async def step(self, hops: Hops, snapshot: Snapshot, asked: Asked) -> None:
        """Goes one edge further from all outermost records."""
        room = MOST_TRIED - self.tried
        found = await hops.edges(snapshot, asked, self.here, self.behind, room + 1)
        self.cut_edges = len(found) > room
        self.tried += len(found)
        here = set(self.here)
        for edge in found[:room]:
            near = edge.source if edge.source in here else edge.target
            far = edge.beyond(near)
            if far not in here:
                self.back.setdefault(far, {}).setdefault(near, []).append(edge)
        self.behind += self.here
        self.here = sorted(self.back.keys() - self.reached)
        self.reached.update(self.here)
        self.cut_nodes = len(self.reached) > MOST_SEARCHED


@dataclass(frozen=True)
class Paths:
    """All shortest paths, in the order of their records, with the edges of each step; and what was left out."""

    paths: list[Path]
    steps: Steps
    cut_nodes: bool = False
    cut_edges: bool = False
    cut_paths: bool = False


async def shortest(hops: Hops, snapshot: Snapshot, asked: Asked, most: int) -> Paths:
    """The shortest paths of at most so many edges. A search that is cut may have missed some, or all."""
    sides = [Side(set(asked.named[name]), asked.named[name]) for name in ("from", "to")]
    first, last = sides
    for _ in range(most):
        cut = any(side.cut_nodes or side.cut_edges for side in sides)
        if cut or first.reached & last.reached or not (first.here and last.here):
            break
        await min(sides, key=lambda side: len(side.here)).step(hops, snapshot, asked)
    steps = _steps(first, last)
    found = list(islice(_paths(asked.named["from"], steps, first.reached & last.reached), MOST_PATHS + 1))
    return Paths(
        found[:MOST_PATHS],
        steps,
        any(side.cut_nodes for side in sides),
        any(side.cut_edges for side in sides),
        len(found) > MOST_PATHS,
    )


def _steps(first: Side, last: Side) -> Steps:
    """Every step of a shortest path, from its first record to its last."""
    steps: Steps = {}
    meeting = sorted(first.reached & last.reached)
    for side, forward in ((first, False), (last, True)):
        rest = list(meeting)
        seen = set(rest)
        while rest:
            outer = rest.pop()
            for inner, edges in side.back.get(outer, {}).items():
                one, next = (outer, inner) if forward else (inner, outer)
                steps.setdefault(one, {})[next] = edges
                rest += [] if inner in seen else [inner]
                seen.add(inner)
    return steps


def _paths(starts: Sequence[Vertex], steps: Steps, meeting: set[Vertex]) -> Iterator[Path]:
    """The paths along the steps, in order."""
    for start in starts:
        if start in steps or start in meeting:
            yield from _onward((start,), steps)


def _onward(path: Path, steps: Steps) -> Iterator[Path]:
    following = steps.get(path[-1])
    if not following:
        yield path
    for vertex in sorted(following or ()):
        yield from _onward((*path, vertex), steps)
