"""What the graph answers, as classes for OpenAPI; the answers are made without them."""

from pydantic import ConfigDict, Field

from api.answer import Answer
from api.graph.edges import EdgeKind
from models.base import Date, RecordType, Ref
from models.positions import Stance
from models.relations import Predicate


class Told(Answer):
    """A class that forbids what it does not name."""

    model_config = ConfigDict(extra="forbid", json_schema_serialization_defaults_required=True)


class Node(Told):
    """A record in the graph."""

    type: RecordType
    id: str = Field(examples=["kogas"])
    label: str = Field(description="Its name or title, in English; its id where it has none.", examples=["KOGAS"])
    kind: str | None = Field(description="Its own kind, where it has one.", examples=["company"])
    depth: int = Field(description="How many edges it is away from where the graph begins.")


class Edge(Told):
    """A connection of two records, with its evidence."""

    id: str = Field(
        description="Where it stands: the record, and behind `#` the path of the link in it.",
        examples=["events/moon-putin-summit-2017-09#participants.0"],
    )
    kind: EdgeKind
    record: Ref = Field(description="The record that states it.")
    source: Ref = Field(description="Where it leads from.")
    target: Ref = Field(description="Where it leads to.")
    predicate: Predicate | None = Field(description="Of a relation: how they are connected.")
    role: str | None = Field(description="Of a relation or a participant: the part that is taken.", examples=["host"])
    title: str | None = Field(description="Of a relation: the office or goods as the text names them.")
    stance: Stance | None = Field(description="Of a position: the stance that is taken.")
    denied: bool = Field(description="True where the source says that it is not so.")
    valid: Date | None = Field(description="Of a relation: when it holds.")
    attested: Date | None = Field(description="Of a relation: a time at which a source shows that it held.")
    when: list[Date] = Field(
        description="Of a position: when it was held or voiced. Of an edge of an event: when that was, by each account."
    )
    evidence: list[str] = Field(description="Ids of its evidence, as it stands in the texts.")
    articles: list[str] = Field(description="The articles that the evidence comes from.")


class EdgeInfo(Told):
    """A kind of edge."""

    kind: EdgeKind
    meaning: str


class GraphInfo(Told):
    """What can be asked of the graph, from its declaration."""

    url: str
    paths: str = Field(description="Where the shortest paths between two records are.")
    edges: list[EdgeInfo]
    filters: list[str] = Field(description="The parameters that choose edges.")
    formats: list[str]


class Cut(Told):
    """What was left out, because an answer holds 500 records and 2,000 edges."""

    nodes: bool = Field(description="Whether records were left out, with the edges to them.")
    edges: bool = Field(description="Whether edges were left out, with the records that only they lead to.")


class GraphDocument(Told):
    """Records and what connects them."""

    nodes: list[Node] = Field(description="By distance, then by type and id.")
    edges: list[Edge] = Field(description="By distance, then by the two ends.")
    cut: Cut


class GraphPath(Told):
    """One path between two records."""

    hops: int
    nodes: list[Ref] = Field(description="The records on the way, from the first to the last.")
    edges: list[list[str]] = Field(description="For each step the ids of all edges that make it, whichever way.")


class PathsCut(Told):
    """What was left out, because a search looks at 4,000 records and 10,000 edges from each end, and an answer holds 25
    paths. Where the search was cut, there may be other paths as short as these, or a path where none is told."""

    nodes: bool = Field(description="Whether there were more records to search.")
    edges: bool = Field(description="Whether there were more edges to search.")
    paths: bool = Field(description="Whether there are more shortest paths.")


class PathsDocument(Told):
    """The shortest paths between two records, and the graph that they make."""

    paths: list[GraphPath] = Field(description="All of the same length; empty where there is none.")
    nodes: list[Node] = Field(description="The records on the paths, each once.")
    edges: list[Edge] = Field(description="The edges of the paths, each once.")
    cut: PathsCut
