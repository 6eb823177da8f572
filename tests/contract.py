"""The OpenAPI document read as a client reads it: references followed."""

from typing import Any


def resolved(document: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    """What a node is, or what it refers to."""
    if "$ref" not in node:
        return node
    found = document
    for step in node["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return found


def told_parameters(document: dict[str, Any], path: str, method: str = "get") -> dict[str, dict[str, Any]]:
    """The parameters of an operation by name."""
    parameters = document["paths"][path][method].get("parameters", [])
    return {one["name"]: one for one in (resolved(document, parameter) for parameter in parameters)}
