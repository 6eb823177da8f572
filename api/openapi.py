"""What FastAPI's own OpenAPI document is completed with: problems, formats, and an introduction to each tag."""

from typing import Any

from fastapi import FastAPI

from api.errors import KINDS, PROBLEM_JSON, ErrorItem, Problem
from api.formats import MEDIA_TYPES, ExportFormat, columns_of
from api.resource import Resource
from models.base import Document

SCHEMA = {"$ref": "#/components/schemas/Problem"}
REFERENCES = "#/components/schemas/{model}"

DESCRIPTION = """
Articles, actors, projects and figures of Russia–South Korea relations, extracted from analysts' articles. Every value
points at the exact characters of the source that state it; contradictory claims stand side by side.

One grammar for all lists: a repeated parameter means *any of*; `__gte`, `__lte`, `__overlaps`, `__within`, `__exists`,
`__ne`, `__all`, `__prefix` and `__contains` after a name are operators; `sort` takes several keys, `-` in front means
descending; `include` adds linked records once. Pages follow `next`. Whatever is unknown is an error, never ignored.
"""


def _problem(status: int) -> dict[str, Any]:
    codes = [code for code, kind in KINDS.items() if kind.status == status]
    text = " ".join(f"`{code}`: {KINDS[code].title}" for code in codes)
    return {"description": text, "content": {PROBLEM_JSON: {"schema": SCHEMA}}}


PROBLEMS: dict[int, dict[str, Any]] = {
    status: _problem(status) for status in sorted({kind.status for kind in KINDS.values()})
} | {304: {"description": "What the client holds under this `ETag` still stands."}}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The failures that an operation declares."""
    return {status: PROBLEMS[status] for status in statuses}


def export_content(document: type[Document]) -> dict[str, Any]:
    """The bodies of an export."""
    lines = {"schema": {"type": "string", "description": f"{document.__name__} objects, one a line."}}
    header = {"schema": {"type": "string"}, "example": ",".join(columns_of(document))}
    return {
        "description": "The whole list as a file.",
        "content": {MEDIA_TYPES[ExportFormat.csv]: header, MEDIA_TYPES[ExportFormat.ndjson]: lines},
    }


def complete(app: FastAPI, resources: tuple[Resource, ...]) -> None:
    """Has the app's OpenAPI document hold the problem schemas, and tags in the order of the resources."""
    of_service = {
        "name": "service",
        "description": "What the service is, whether it works, and what its failures mean.",
    }
    app.openapi_tags = [{"name": resource.name, "description": resource.about} for resource in resources] + [of_service]
    made = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            schemas = made()["components"]["schemas"]
            for model in (Problem, ErrorItem):
                schema = model.model_json_schema(mode="serialization", ref_template=REFERENCES)
                schema.pop("$defs", None)
                schemas[model.__name__] = schema
        assert app.openapi_schema is not None
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
