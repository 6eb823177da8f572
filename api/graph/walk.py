"""The surroundings of records: step by step, each by one statement, up to what one answer holds. Knows no FastAPI."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from api.graph.hops import Asked, Found, Hops, Vertex
from models.db import Snapshot

MOST_NODES, MOST_EDGES = 500, 2_000


@dataclass
class Part:
    """A part of the graph: records with how far they are, in that order; edges; and what was left out."""

    depths: dict[Vertex, int] = field(default_factory=dict)
    edges: list[Found] = field(default_factory=list)
    cut_nodes: bool = False
    cut_edges: bool = False

    @property
    def cut(self) -> bool:
        """Whether it is not whole."""
        return self.cut_nodes or self.cut_edges

    def admit(self, vertices: set[Vertex], depth: int) -> list[Vertex]:
        """Takes in what is new, by type and id, as far as there is room."""
        new = sorted(vertices - self.depths.keys())
        admitted = new[: MOST_NODES - len(self.depths)]
        self.cut_nodes = self.cut_nodes or len(admitted) < len(new)
        self.depths |= dict.fromkeys(admitted, depth)
        return admitted

    def add(self, found: Sequence[Found], depth: int) -> list[Vertex]:
        """Takes in the edges of one step, with the records that they lead to; gives those that are new."""
        room = MOST_EDGES - len(self.edges)
        self.cut_edges = len(found) > room
        taken = found[:room]
        admitted = self.admit({end for edge in taken for end in (edge.source, edge.target)}, depth)
        self.edges += [edge for edge in taken if {edge.source, edge.target} <= self.depths.keys()]
        return admitted


async def surroundings(hops: Hops, snapshot: Snapshot, asked: Asked, depth: int) -> Part:
    """All edges at records that are less than `depth` edges away from the roots."""
    part, behind = Part(), list[Vertex]()
    here = part.admit(set(asked.named["root"]), 0)
    for distance in range(1, depth + 1):
        if part.cut or not here:
            break
        most = MOST_EDGES - len(part.edges) + 1
        found = await hops.edges(snapshot, asked, here, behind, most)
        behind += here
        here = part.add(found, distance)
    return part
