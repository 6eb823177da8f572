"""The contract as a committed file. `rokrus openapi > tests/openapi.json` writes it; the diff shows each change."""

import json
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from openapi_spec_validator import validate
from pydantic import TypeAdapter

from models import SUBJECTS
from rokrus.cli import openapi_document

SNAPSHOT = Path(__file__).parent / "openapi.json"
METHODS = ("get", "post")


def operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [path[method] for path in document["paths"].values() for method in METHODS if method in path]


def test_it_is_the_committed_one() -> None:
    assert json.loads(SNAPSHOT.read_text("utf-8")) == json.loads(openapi_document())


def test_it_is_valid(real: TestClient) -> None:
    document = real.get("/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_every_operation_is_told(real: TestClient) -> None:
    document = real.get("/openapi.json").json()
    tags = {tag["name"] for tag in document["tags"]}
    ids = [operation["operationId"] for operation in operations(document)]
    assert len(ids) == len(set(ids))
    for operation in operations(document):
        assert operation["summary"]
        assert operation["description"]
        assert set(operation["tags"]) <= tags
        for parameter in operation.get("parameters", []):
            assert parameter["description"], (operation["operationId"], parameter["name"])
            assert "anyOf" not in parameter["schema"], (operation["operationId"], parameter["name"])
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                assert list(answer["content"]) == ["application/problem+json"]
                assert answer["content"]["application/problem+json"]["schema"] == {
                    "$ref": "#/components/schemas/Problem"
                }


def test_every_document_class_and_vocabulary_is_told() -> None:
    for subject in SUBJECTS.values():
        schema = TypeAdapter(subject.document).json_schema(mode="serialization")
        assert schema["description"]
        for words in schema.get("$defs", {}).values():
            assert words.get("description")
            if "enum" in words:
                assert all(f"`{value}`: " in words["description"] for value in words["enum"])
