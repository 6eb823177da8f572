"""The graph as GraphML and as GEXF 1.3, for networkx, Gephi, Cytoscape and yEd. Knows no FastAPI.

What a node or an edge tells in JSON are its attributes: objects taken apart with a dotted name, lists joined by `|`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from api.formats import columns_of
from api.graph.documents import Edge, Node
from models.vocabulary import Vocabulary

GRAPHML, GEXF = "http://graphml.graphdrawing.org/xmlns", "http://gexf.net/1.3"
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Told by the element itself.
OF_EDGES = ("id", "source.type", "source.id", "target.type", "target.id")
TYPES = {"denied": "boolean", "depth": "int"}

Json = dict[str, Any]


class GraphFormat(Vocabulary):
    """The formats of a graph beside JSON."""

    graphml = "graphml", "GraphML, a directed graph with parallel edges."
    gexf = "gexf", "GEXF 1.3, as Gephi writes it."


def graphml(answer: Json) -> bytes:
    """A graph as GraphML."""
    root = Element("graphml", xmlns=GRAPHML)
    for domain, names in (("graph", _cuts(answer)), ("node", NODE), ("edge", EDGE)):
        for name in names:
            type = "boolean" if domain == "graph" else _type(name)
            SubElement(root, "key", {"id": f"{domain}.{name}", "for": domain, "attr.name": name, "attr.type": type})
    graph = SubElement(root, "graph", edgedefault="directed")
    _data(graph, "graph", ((name, _text(cut)) for name, cut in _cuts(answer).items()))
    for node in answer["nodes"]:
        _data(SubElement(graph, "node", id=_name(node)), "node", _attributes(node, NODE))
    for edge in answer["edges"]:
        _data(SubElement(graph, "edge", _ends(edge)), "edge", _attributes(edge, EDGE))
    return _written(root)


def gexf(answer: Json) -> bytes:
    """A graph as GEXF."""
    root = Element("gexf", xmlns=GEXF, version="1.3")
    meta = SubElement(root, "meta")
    SubElement(meta, "creator").text = "rokrus"
    SubElement(meta, "description").text = ", ".join(f"{n}: {_text(cut)}" for n, cut in _cuts(answer).items())
    graph = SubElement(root, "graph", defaultedgetype="directed", mode="static")
    for domain, names in (("node", NODE), ("edge", EDGE)):
        declared = SubElement(graph, "attributes", {"class": domain})
        for name in names:
            type = _type(name).replace("int", "integer")
            SubElement(declared, "attribute", id=f"{domain}.{name}", title=name, type=type)
    nodes, edges = SubElement(graph, "nodes"), SubElement(graph, "edges")
    for node in answer["nodes"]:
        element = SubElement(nodes, "node", id=_name(node), label=_legal(node["label"]))
        _values(element, "node", _attributes(node, NODE))
    for edge in answer["edges"]:
        label = edge["predicate"] or edge["stance"] or edge["role"] or edge["kind"]
        _values(SubElement(edges, "edge", _ends(edge), label=label), "edge", _attributes(edge, EDGE))
    return _written(root)


NODE = tuple(columns_of(Node))
EDGE = tuple(name for name in columns_of(Edge) if name not in OF_EDGES)
WRITERS: Mapping[GraphFormat, Callable[[Json], bytes]] = {GraphFormat.graphml: graphml, GraphFormat.gexf: gexf}
MEDIA_TYPES = {format: f"application/{format}+xml" for format in GraphFormat}


def _data(element: Element, domain: str, values: Iterable[tuple[str, str]]) -> None:
    for name, value in values:
        SubElement(element, "data", key=f"{domain}.{name}").text = value


def _values(element: Element, domain: str, values: Iterable[tuple[str, str]]) -> None:
    inside = SubElement(element, "attvalues")
    for name, value in values:
        SubElement(inside, "attvalue", {"for": f"{domain}.{name}", "value": value})


def _attributes(told: Json, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """What there is, by its dotted name."""
    for name in names:
        value: Any = told
        for step in name.split("."):
            value = None if value is None else value[step]
        if value not in (None, []):
            yield name, _text(value)


def _text(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case list():
            return "|".join(item["edtf"] if isinstance(item, dict) else item for item in value)
    return _legal(str(value))


def _legal(text: str) -> str:
    """Text without the characters that no XML may hold."""
    return NOT_XML.sub("\ufffd", text)


def _ends(edge: Json) -> dict[str, str]:
    return {"id": edge["id"], "source": _name(edge["source"]), "target": _name(edge["target"])}


def _name(node: Json) -> str:
    return f"{node['type']}/{node['id']}"


def _cuts(answer: Json) -> dict[str, bool]:
    return {f"cut.{name}": cut for name, cut in answer["cut"].items()}


def _type(name: str) -> str:
    return TYPES.get(name, "string")


def _written(root: Element) -> bytes:
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written
