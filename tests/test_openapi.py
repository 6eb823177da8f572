"""The contract as a committed file. `rokrus openapi > tests/openapi.json` writes it; the diff shows each change."""

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openapi_spec_validator import validate
from pydantic import TypeAdapter

from api.openapi import EXAMPLES, operations
from models import SUBJECTS
from rokrus.cli import openapi_document
from tests.contract import resolved
from tests.examples import answered, requests

SNAPSHOT = Path(__file__).parent / "openapi.json"
LARGEST = 600_000
WITHOUT_EXAMPLE = {"get_index", "get_readiness", "list_problems"}  # too long, of the machine, or a list of the others


@pytest.fixture(scope="module")
def document(real: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = real.get("/openapi.json").json()
    return found


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    """Every object in a JSON value."""
    if isinstance(node, dict):
        yield node
    for item in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from nodes(item)


def test_it_is_the_committed_one() -> None:
    assert json.loads(SNAPSHOT.read_text("utf-8")) == json.loads(openapi_document())


def test_it_is_valid_and_not_too_large(real: TestClient, document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    validate(document)
    assert len(real.get("/openapi.json").content) < LARGEST


def test_every_operation_is_told(document: dict[str, Any]) -> None:
    tags = {tag["name"] for tag in document["tags"]}
    assert all(len(tag["description"]) > 60 for tag in document["tags"])
    ids = [operation["operationId"] for operation in operations(document)]
    assert len(ids) == len(set(ids))
    for operation in operations(document):
        assert operation["summary"]
        assert operation["description"]
        assert set(operation["tags"]) <= tags
        for parameter in (resolved(document, one) for one in operation.get("parameters", [])):
            assert parameter["description"], (operation["operationId"], parameter["name"])
            assert parameter["schema"]["examples"], (operation["operationId"], parameter["name"])
            if parameter["schema"].get("type") == "string":
                assert f"`{parameter['schema']['examples'][0]}`" in parameter["description"], parameter["name"]
        for status, answer in ((s, resolved(document, a)) for s, a in operation["responses"].items()):
            if int(status) >= 400:
                assert list(answer["content"]) == ["application/problem+json"]
                assert answer["content"]["application/problem+json"]["schema"] == {
                    "$ref": "#/components/schemas/Problem"
                }


@pytest.mark.long
def test_every_example_of_a_parameter_is_accepted(real: TestClient, document: dict[str, Any]) -> None:
    """Alone but for what is required, on the real data; the cursor of another query is the one that cannot be."""
    for path, methods in document["paths"].items():
        parameters = [resolved(document, one) for one in methods.get("get", {}).get("parameters", [])]
        for one in (one for one in parameters if one["in"] == "path"):
            path = path.replace(f"{{{one['name']}}}", one["schema"].get("examples", ["csv"])[0])
        needed = {
            one["name"]: one["schema"]["examples"][0] for one in parameters if one["in"] == "query" and one["required"]
        }
        for one in (one for one in parameters if one["in"] == "query" and one["name"] != "cursor"):
            value = one["schema"]["examples"][0]
            query = {**needed, one["name"]: json.dumps(value) if isinstance(value, bool) else value}
            query |= {"sort": "id"} if one["name"] == "after" else {}
            answer = real.get(path, params=query)
            assert answer.status_code == 200, (path, query, answer.text)


def test_the_examples_of_answers_are_real(real: TestClient, document: dict[str, Any]) -> None:
    written = json.loads(EXAMPLES.read_text("utf-8"))
    assert written == answered(real), "run `python -m tests.examples`"
    assert {operation for operation in written if operation not in requests()} == {"verify_evidence", "verify_text"}
    for operation in operations(document):
        content = operation["responses"]["200"].get("content", {}).get("application/json")
        if content is not None and operation["operationId"] not in WITHOUT_EXAMPLE:
            assert content["example"] == written[operation["operationId"]]


def test_what_may_be_null_says_so_in_its_type(document: dict[str, Any]) -> None:
    for node in nodes(document):
        assert {"type": "null"} not in node.get("anyOf", [])


def test_nothing_is_told_twice(document: dict[str, Any]) -> None:
    """No two schemas are the same but for their prose, and parameters that operations share are components."""
    same: dict[str, list[str]] = defaultdict(list)
    for name, schema in document["components"]["schemas"].items():
        bare = {key: value for key, value in schema.items() if key not in ("title", "description")}
        same[json.dumps(bare, sort_keys=True)].append(name)
    assert [names for names in same.values() if len(names) > 1] == []
    inline = [
        json.dumps(one, sort_keys=True)
        for operation in operations(document)
        for one in operation.get("parameters", [])
        if "$ref" not in one
    ]
    assert len(inline) == len(set(inline))


def test_every_document_class_and_vocabulary_is_told() -> None:
    for subject in SUBJECTS.values():
        schema = TypeAdapter(subject.document).json_schema(mode="serialization")
        assert schema["description"]
        for words in schema.get("$defs", {}).values():
            assert words.get("description")
            if "enum" in words:
                assert all(f"`{value}`: " in words["description"] for value in words["enum"])
