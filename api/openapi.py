"""What FastAPI's own OpenAPI document is completed with: problems, formats, examples, and introductions; what several
operations share becomes a component, and what may be null says so in its type."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

from api.errors import KINDS, PROBLEM_JSON, ErrorItem, Problem
from api.formats import Format
from api.resource import Resource
from models.base import Document

REFERENCES = "#/components/schemas/{model}"
EXAMPLES = Path(__file__).parent / "examples.json"

DESCRIPTION = """
Articles, actors, projects and figures of Russia–South Korea relations, extracted from analysts' articles. Every value
points at the exact characters of the source that state it; contradictory claims stand side by side.

One grammar for all lists: a repeated parameter means *any of*; `__gte`, `__lte`, `__overlaps`, `__within`, `__exists`,
`__ne`, `__all`, `__prefix` and `__contains` after a name are operators; `sort` takes several keys, `-` in front means
descending; `include` adds linked records once. Pages follow `next`. Whatever is unknown is an error, never ignored.
"""

# Parameters whose example is the id of a record of the list.
OF_THE_LIST = ("id", "after")
# What the paths that show records in another way than their list show.
SHOWN = {"series": "observations", "comparison": "observations"}

DISCOVERY = {
    "name": "discovery",
    "description": "Ways into the data across all resources: by words, by names while they are typed, "
    "by time, and by how records are connected.",
}
SERVICE = {
    "name": "service",
    "description": "What the service is, whether it works, and what its failures mean.",
}

GRAPH = {
    "name": "graph",
    "description": "The records as a graph: what surrounds a record, and by which ways two are connected. Every edge "
    "has its evidence.",
}


def _problem(status: int) -> dict[str, Any]:
    codes = [code for code, kind in KINDS.items() if kind.status == status]
    text = " ".join(f"`{code}`: {KINDS[code].title}" for code in codes)
    return {"description": text, "content": {PROBLEM_JSON: {"schema": _schema(Problem)}}}


def _schema(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": REFERENCES.format(model=model.__name__)}


PROBLEMS: dict[int, dict[str, Any]] = {
    status: _problem(status) for status in sorted({kind.status for kind in KINDS.values()})
} | {304: {"description": "What the client holds under this `ETag` still stands."}}
# Named as components of the document, once each.
SHARED = {
    304: "NotModified",
    400: "BadRequest",
    404: "NotFound",
    405: "MethodNotAllowed",
    406: "NotAcceptable",
    410: "Gone",
    413: "TooLarge",
    422: "Unprocessable",
    500: "Internal",
    503: "Unavailable",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The failures that an operation declares."""
    return {status: PROBLEMS[status] for status in statuses}


def export_content(told: str, formats: Mapping[str, Format], document: type[Document]) -> dict[str, Any]:
    """The bodies of an answer that may have several formats."""
    return {
        "description": told,
        "content": {format.media_type: format.content(document) for format in formats.values()},
    }


def request_body(model: type[BaseModel]) -> dict[str, Any]:
    """A JSON body, for an operation that reads it by itself."""
    schema = model.model_json_schema(ref_template=REFERENCES)
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def complete(app: FastAPI, resources: tuple[Resource, ...]) -> None:
    """Has the app's OpenAPI document completed when it is first asked for."""
    app.openapi_tags = [{"name": resource.name, "description": resource.about} for resource in resources] + [
        DISCOVERY,
        GRAPH,
        SERVICE,
    ]
    made = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = made()
            for model in (Problem, ErrorItem):
                schema = model.model_json_schema(mode="serialization", ref_template=REFERENCES)
                schema.pop("$defs", None)
                document["components"]["schemas"][model.__name__] = schema
            _say_null_in_the_type(document)
            _show_examples(document, {resource.name: resource.example for resource in resources})
            _share_responses(document)
            _share_parameters(document)
        assert app.openapi_schema is not None
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every operation of an OpenAPI document."""
    return (operation for _, operation in _with_paths(document))


def _with_paths(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        yield from ((path, operation) for method, operation in methods.items() if method in ("get", "post"))


# --- what may be null -----


def _say_null_in_the_type(node: Any) -> None:
    """`anyOf` with null becomes a list of types; a reference cannot have one, and stays beside null in `oneOf`."""
    if isinstance(node, list):
        for item in node:
            _say_null_in_the_type(item)
    elif isinstance(node, dict):
        for item in node.values():
            _say_null_in_the_type(item)
        options = node.get("anyOf")
        if isinstance(options, list) and len(options) == 2 and options[1] == {"type": "null"}:
            del node["anyOf"]
            if "$ref" in options[0]:
                node["oneOf"] = options
            else:
                node.update({**options[0], "type": [options[0]["type"], "null"]})


# --- examples -----


@cache
def examples() -> dict[str, Any]:
    """Real answers by operation id, as `python -m tests.examples` wrote them."""
    found: dict[str, Any] = json.loads(EXAMPLES.read_text("utf-8")) if EXAMPLES.exists() else {}
    return found


def _show_examples(document: dict[str, Any], ids: dict[str, str]) -> None:
    """Every parameter and every JSON answer gets an example: a real one. `ids` has one of each type."""
    schemas = document["components"]["schemas"]
    for path, operation in _with_paths(document):
        of = SHOWN.get(_last_word(path), _last_word(path))
        for parameter in operation.get("parameters", []):
            schema = parameter["schema"]
            if parameter["name"] in OF_THE_LIST and parameter["in"] == "query" and of in ids:
                schema["examples"] = [ids[of] if parameter["name"] == "after" else [ids[of]]]
            schema.setdefault("examples", [_example(schema, schemas)])
            if not _is_chosen(schema, schemas):  # reference pages show the choices of a list, but no examples
                shown = schema["examples"][0]
                told = " ".join(f"`{one}`" for one in (shown if isinstance(shown, list) else [shown]))
                parameter["description"] += f" For example {told}."
        answer = operation["responses"].get("200", {}).get("content", {}).get("application/json")
        if answer is not None and operation["operationId"] in examples():
            answer["example"] = examples()[operation["operationId"]]


def _last_word(path: str) -> str:
    """The last segment of a path without an extension."""
    return path.rpartition("/")[2].partition(".")[0]


def _is_chosen(schema: dict[str, Any], schemas: dict[str, Any]) -> bool:
    """Whether a value is one of a few that the schema names."""
    if "$ref" in schema:
        return _is_chosen(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if schema.get("type") == "array":
        return _is_chosen(schema["items"], schemas)
    return "enum" in schema or "const" in schema or schema.get("type") == "boolean"


def _example(schema: dict[str, Any], schemas: dict[str, Any]) -> Any:
    """A value that a parameter takes."""
    if "$ref" in schema:
        return _example(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    for key in ("examples", "enum"):
        if key in schema:
            return schema[key][0]
    if "const" in schema:
        return schema["const"]
    if schema["type"] == "array":
        return [_example(schema["items"], schemas)]
    return schema.get("default", True)  # of what is neither a list nor chosen, only booleans have no example


# --- components -----


def _share_responses(document: dict[str, Any]) -> None:
    """Failures are told once."""
    document["components"]["responses"] = {name: PROBLEMS[status] for status, name in SHARED.items()}
    for operation in operations(document):
        for status in operation["responses"]:
            if operation["responses"][status] == PROBLEMS.get(int(status)):
                operation["responses"][status] = {"$ref": f"#/components/responses/{SHARED[int(status)]}"}


def _share_parameters(document: dict[str, Any]) -> None:
    """A parameter that several operations take is told once: by its name where it is the same everywhere."""
    taken_by: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for path, operation in _with_paths(document):
        for parameter in operation.get("parameters", []):
            taken_by[parameter["name"]][json.dumps(parameter, sort_keys=True)].append(path)
    shared = document["components"]["parameters"] = {}
    for operation in operations(document):
        for index, parameter in enumerate(operation.get("parameters", [])):
            name, told = parameter["name"], json.dumps(parameter, sort_keys=True)
            variants = {one: paths for one, paths in taken_by[name].items() if len(paths) > 1}
            if told in variants:
                of = _of(min(variants[told], key=len)) if len(variants) > 1 else []
                key = "_".join([*of, name])
                shared[key] = parameter
                operation["parameters"][index] = {"$ref": f"#/components/parameters/{key}"}


def _of(path: str) -> list[str]:
    """What a path is of: a resource, the records of one, the dataset, or another way of showing records."""
    if _last_word(path) in SHOWN:
        return [_last_word(path)]
    found = re.match(r"/v1(?:/([a-z]+))?(?:/\{(id)\})?", path)
    return [word for word in found.groups() if word] if found else []
