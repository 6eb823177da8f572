"""Wrong lines of a bulk load: each mistake with its file and line, all at once, and nothing written."""

import json
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from typer.testing import CliRunner

from rokrus.cli import app
from seed import bulk, lines
from seed.load import load, read_all
from seed.mistakes import Mistakes
from tests.bulk import Change, changed, documents, exported, topics
from tests.conftest import Databases, Served
from tests.worlds import NOW

TOPIC = '{"id": "x1", "label": "X"}'
LINES = [
    ("{", r"record: not JSON: "),
    ('{"id": "x1", "label": NaN}', r"record: not JSON: "),
    ("[1]", r"record: must be an object"),
    ('{"type": "planets", "id": "x1"}', r"type: is one of topics, places, .*, unless the file is named after it"),
    ('{"type": 7, "id": "x1"}', r"type: is one of topics, "),
    ('{"type": "evidence", "id": "x1"}', r"type: evidence stands in the documents of its records"),
    ('{"label": "X"}', r"id: is not an id of the form "),
    ('{"id": "X 1", "label": "X"}', r"id: is not an id of the form "),
    ('{"id": "' + "x" * 65 + '", "label": "X"}', r"id: is not an id of the form "),
    ('{"id": 7, "label": "X"}', r"id: is not an id of the form "),
    (f"{TOPIC}\n{TOPIC}", r"id: another of the topics has the id x1"),
    ('{"id": "songs", "label": "X"}\n{"id": "songs", "label": "Y"}', r"id: another of the topics has the id songs"),
    ('{"id": "x1"}', r"label: is missing"),
    ('{"id": "x1", "label": ""}', r"label: must not be empty"),
    ('{"id": "x1", "label": "a\\u0000b"}', r"label: holds the control character U\+0000"),
    ('{"id": "x1", "label": "X", "colour": "red"}', r"colour: there is no such field"),
    ('{"id": "x1", "label": "X", "broader": "feries"}', r"broader: there is no feries among the topics; near: ferries"),
    ('{"id": "x1", "label": "X", "broader": "x2"}', r"broader: there is no x2 among the topics"),
]


def put(**values: Any) -> Change:
    return lambda document: document.update(values)


def span(**values: Any) -> Change:
    return lambda document: document["evidence"][0].update(values)


# Changes of one line of an export: its file, its record, the change, and what is told of it.
CHANGES: list[tuple[str, str, Change, str]] = [
    ("articles", "ferry", put(published={"edtf": "2019-02-30"}), r"published: 2019-02 has no day 30"),
    (
        "articles",
        "ferry",
        lambda document: document["published"].update(latest="2030-01-01"),
        r"published: earliest, latest and precision are not those of 2019-05-03",
    ),
    ("articles", "ferry", put(published_basis="unstated"), r"published: does not go with published_basis unstated"),
    (
        "articles",
        "ferry",
        put(authors=["boris-jolkin"]),
        r"authors\.0: there is no boris-jolkin among the actors; near",
    ),
    ("articles", "ferry", put(text_length=10), r"evidence \w+: the span ends after the text, which has 10 characters"),
    ("actors", "ost", put(country="XX"), r"country: is not a code of ISO 3166"),
    (
        "observations",
        "ferry-counted",
        put(value=1250000000000000001),
        r"value: must have at most 15 significant digits",
    ),
    ("observations", "ferry-counted", put(value=1e300), r"value: must have at most 15 significant digits"),
    ("observations", "ferry-counted", put(value="many"), r"value: input should be a valid decimal"),
    ("observations", "ferry-counted", put(as_written=None), r"as_written: is missing"),
    ("observations", "ferry-counted", put(evidence=[]), r"record: a statement needs evidence or a derivation"),
    ("observations", "ferry-counted", put(evidence=7), r"evidence: input should be a valid list"),
    (
        "observations",
        "ferry-counted",
        span(id="0" * 16),
        r"evidence 0{16}: is not the id of this span, which is \w{16}",
    ),
    ("observations", "ferry-counted", span(end=0), r"evidence\.0\.end: input should be greater than 0"),
    ("observations", "ferry-counted", span(article="fery"), r"evidence \w+: there is no fery among the articles"),
    ("observations", "ferry-counted", span(text_of="fery"), r"evidence \w+: there is no text of fery"),
    ("observations", "ferry-counted", span(field="val"), r"evidence \w+: the record has nothing at val"),
    (
        "observations",
        "ferry-counted",
        lambda document: document["evidence"].append(document["evidence"][0]),
        r"evidence: the same span stands twice",
    ),
    ("observations", "ferry-times", put(value=7), r"value: value of ferry-times does not follow from its inputs"),
    ("observations", "ferry-counted", put(value=0, low=0, high=0), r"derivation: cannot be computed"),
    (
        "observations",
        "ferry-times",
        lambda document: document["derivation"].update(inputs=["ferry-counted"]),
        r"derivation: ratio has other inputs",
    ),
    (
        "observations",
        "ferry-times",
        lambda document: document["derivation"].update(op="scale", inputs=["ferry-times"], factor=1),
        r"derivation: is made from itself",
    ),
    ("observations", "ferry-times", put(as_written="one"), r"as_written: does not go with a derivation"),
    (
        "events",
        "strike",
        put(when=[{"attribution": "named"}]),
        r"when\.0\.said_by: does not go with ",
    ),
]


@pytest.fixture
def files(clients: dict[Served, TestClient], tmp_path: Path) -> list[Path]:
    return exported(clients["sqlite", "edges", "document"], tmp_path / "exported")


@pytest.fixture(scope="module")
def engine(databases: Databases, edges_data: Path) -> Engine:
    _, engine = databases.migrated("sqlite")
    load(engine, read_all(edges_data), NOW)
    return engine


def told(engine: Engine, files: list[Path]) -> str:
    """What a load says that fails and writes nothing."""
    before = documents(engine)
    with pytest.raises(Mistakes) as raised:
        bulk.load(engine, files, NOW)
    assert documents(engine) == before
    return "\n".join(line.removeprefix(f"{files[0].parent}/") for line in str(raised.value).splitlines())


@pytest.mark.parametrize(("text", "message"), LINES, ids=[message for _, message in LINES])
def test_a_wrong_line_is_told(engine: Engine, tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "topics.ndjson"
    file.write_text(f'{{"id": "fine", "label": "Fine"}}\n\n{text}\n', "utf-8")
    assert re.search(rf"^topics\.ndjson:{2 + len(text.splitlines())} {message}", told(engine, [file]), re.M)


@pytest.mark.parametrize(("type", "id", "change", "message"), CHANGES, ids=[message for *_, message in CHANGES])
def test_a_wrong_record_is_told(
    engine: Engine, files: list[Path], type: str, id: str, change: Change, message: str
) -> None:
    (file,) = [file for file in files if file.stem == type]
    number = changed(file, id, change)
    found = told(engine, files)
    assert re.search(rf"^{type}\.ndjson:\d+ {message}", found, re.M), found
    assert f"{type}.ndjson:{number} " in found or "ends after" in message or "computed" in message


def test_an_input_is_not_replaced_without_what_follows_from_it(engine: Engine, files: list[Path]) -> None:
    (file,) = [file for file in files if file.stem == "observations"]
    number = changed(file, "ferry-counted", put(value=5, low=5, high=5))
    line = file.read_text("utf-8").splitlines()[number - 1]
    file.write_text(line, "utf-8")
    assert re.search(
        r":1 value: value of ferry-times does not follow from its inputs, which give", told(engine, [file])
    )


def test_all_mistakes_of_all_files_at_once_and_at_most_so_many(
    databases: Databases, backend: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, engine = databases.migrated(backend)
    monkeypatch.setenv("ROKRUS_DATABASE_URL", url)
    monkeypatch.setattr(lines, "MOST_TOLD", 3)
    (tmp_path / "topics.ndjson").write_text(topics(4).replace('"Topic 2"', "7") + '{\n{"id": "x2", "label": ""}\n')
    (tmp_path / "places.ndjson").write_text(json.dumps({"id": "x1", "kind": "city", "name": "X", "country": "XX"}))
    names = [str(tmp_path / name) for name in ("places.ndjson", "topics.ndjson")]
    result = CliRunner().invoke(app, ["load", "--bulk", *names])
    assert (result.exit_code, result.stdout) == (1, "")
    assert [line.split(" ")[0].replace(f"{tmp_path}/", "") for line in result.stderr.splitlines()] == [
        "places.ndjson:1",
        "topics.ndjson:3",
        "topics.ndjson:5",
        "4",
    ]
    assert result.stderr.endswith("4 mistakes, of which these are the first 3; nothing was written\n")
    assert documents(engine) == {}


def test_a_file_is_named_as_it_was_given(engine: Engine, tmp_path: Path) -> None:
    """Two of one name are told apart."""
    files = [tmp_path / folder / "topics.ndjson" for folder in ("a", "b")]
    for file in files:
        file.parent.mkdir()
        file.write_text(TOPIC)
    assert told(engine, files).startswith(f"{files[1]}:1 id: another of the topics has the id x1")


def test_a_pipe_cannot_be_read_twice(engine: Engine, tmp_path: Path) -> None:
    os.mkfifo(pipe := tmp_path / "topics.ndjson")
    assert told(engine, [pipe]) == "topics.ndjson:1 file: is read twice, and so must be a regular file"


@pytest.mark.parametrize("after", ["", TOPIC, '{"id": "x2", "label": "Y"}'])
def test_a_file_stays_as_it_is_meanwhile(engine: Engine, tmp_path: Path, after: str) -> None:
    """Or nothing is written, for its records would not be those that were counted."""
    file = tmp_path / "topics.ndjson"
    file.write_text(TOPIC)

    def rewritten(items: Iterable[Any], title: str, total: int | None) -> Iterable[Any]:
        if total is not None:
            file.write_text(f"{after}\n")
        return items

    before = documents(engine)
    with pytest.raises(Mistakes, match=r"topics\.ndjson:1 file: changed while it was read"):
        bulk.load(engine, [file], NOW, rewritten)
    assert documents(engine) == before
