"""Questions of analysts: one request each, its whole answer, and the evidence that proves it.

What tests/questions.yaml expects was read from the texts and the data files. A failure shows in the same form what the
service answers, for a person to find out which of the two is wrong. Evidence gets another id when its span moves.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import pytest
from fastapi.testclient import TestClient
from pydantic import BaseModel, Field
from ruamel.yaml import YAML

from api.resources import RESOURCES
from tests.conftest import Served

FILE = Path(__file__).with_name("questions.yaml")
ENOUGH = 60


class Question(BaseModel, frozen=True, extra="forbid", strict=True):
    """One entry of the file, which says what the fields hold."""

    question: str
    ask: str = Field(pattern="^/v1/")
    columns: list[str] = Field(min_length=1)
    answer: list[list[Any]] = Field(min_length=1)
    included: dict[str, list[str]] = {}
    evidence: list[Annotated[str, Field(pattern="^[0-9a-f]{16}$")]] = Field(min_length=1)


@dataclass(frozen=True)
class Answer:
    """What the service says: the rows, the records behind them, and the records beside these by type and id."""

    rows: list[list[Any]]
    records: list[dict[str, Any]]
    included: Mapping[str, Mapping[str, dict[str, Any]]]

    def __str__(self) -> str:
        lines = ["answer:", *(f"  - {json.dumps(row, ensure_ascii=False)}" for row in self.rows), "included:"]
        lines += [f"  {type}: [{', '.join(sorted(records))}]" for type, records in self.included.items()]
        lines += ["evidence:", *(_line(record, span) for record, span in spans(self.records))]
        return "\n".join(lines)


def _line(record: str, span: Mapping[str, Any]) -> str:
    return (
        f"  - {span['id']} # {record}, {span['field'] or 'whole'}: {span['text_of']} [{span['start']}, {span['end']})"
    )


def questions() -> list[Question]:
    return [Question.model_validate(entry) for entry in YAML(typ="safe").load(FILE)]


def asked(client: TestClient, question: Question) -> Answer:
    """The answer to a question, all of it on one page. The rows of a series lead to the observations behind them."""
    response = client.get(question.ask)
    assert response.status_code == 200, response.text
    found = response.json()
    if "rows" in found:
        rows = [dict(zip(found["columns"], row, strict=True)) for row in found["rows"]]
        records = [client.get(f"/v1/observations/{row['id']}").json() for row in rows]
        return Answer([[row[column] for column in question.columns] for row in rows], records, {})
    records = found["data"]
    assert (found["total"], found["next"], found["included_next"]) == (len(records), None, {})
    paths = [column.split(".") for column in question.columns]
    return Answer([[value(record, path) for path in paths] for record in records], records, found["included"])


def value(document: Any, path: list[str]) -> Any:
    """What stands at a path in a document; through a list, a list of it, and null beyond null."""
    if isinstance(document, list):
        return [value(one, path) for one in document] if path else document
    if not path or document is None:
        return document
    return value(document[path[0]], path[1:])


def spans(records: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The ids of records, each with one span of its evidence; evidence is its own."""
    for record in records:
        for span in [record] if "digest" in record else record["evidence"]:
            yield record["id"], span


QUESTIONS = questions()


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.ask)
def test_it_is_answered_in_full_and_proved(question: Question, backend: str, clients: dict[Served, TestClient]) -> None:
    answer = asked(clients[backend, "real", "document"], question)
    beside = {type: sorted(answer.included.get(type, {})) for type in question.included}
    assert (answer.rows, beside) == (question.answer, question.included), f"{question.question}\n{answer}"

    given = set(question.evidence)
    own = {span["id"]: record for record, span in spans(answer.records)}
    others = {span["id"] for records in answer.included.values() for _, span in spans(records.values())}
    assert given <= own.keys() | others, f"{given - own.keys() - others} is not evidence of this\n{answer}"
    unproved = set(own.values()) - {own[id] for id in given & own.keys()}
    assert not unproved, f"no evidence is given for {sorted(unproved)}\n{answer}"


def test_questions_are_many_and_different_and_reach_every_resource() -> None:
    requests = [question.ask for question in QUESTIONS]
    assert len(set(requests)) == len(requests) >= ENOUGH
    assert {request.split("/")[2].partition("?")[0] for request in requests} == {str(one.name) for one in RESOURCES}
    assert [question.ask for question in QUESTIONS if len(set(question.evidence)) < len(question.evidence)] == []
