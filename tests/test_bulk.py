"""Bulk loads: what was exported comes back the same, beside what is there, all or nothing."""

import json
import re
import subprocess
import sys
import tracemalloc
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from rich.console import Console
from rich.progress import Task, TaskID
from sqlalchemy import Engine, select
from typer.testing import CliRunner

from api.app import create_app
from api.settings import Settings
from models import writing
from models.base import RecordType, Ref
from models.evidence import evidence_id
from models.prepared import head_of
from models.present import loaded_in_bulk
from models.rebuild import rebuild
from models.search import SEARCH, SEARCH_WORD
from models.stale import stale
from models.writing import Fate
from rokrus import progress
from rokrus.cli import app, prepare
from seed import bulk
from seed.load import load, read_all
from tests.bulk import changed, documents, exported, topics
from tests.conftest import Database, Databases, Served, count
from tests.worlds import NOW

LATER = "2026-12-01T00:00:00Z"
LINKS = writing.BATCH + 1


@pytest.fixture
def files(clients: dict[Served, TestClient], tmp_path: Path) -> list[Path]:
    """The made-up world as the service exports it."""
    return exported(clients["sqlite", "edges", "document"], tmp_path / "exported")


@pytest.fixture
def edges_engine(databases: Databases, backend: str, edges_data: Path) -> tuple[str, Engine]:
    """A database of its own with the made-up world."""
    url, engine = databases.migrated(backend)
    load(engine, read_all(edges_data), NOW)
    return url, engine


def test_an_export_comes_back_the_same(
    database: Database,
    databases: Databases,
    backend: str,
    world: str,
    clients: dict[Served, TestClient],
    tmp_path: Path,
) -> None:
    files = exported(clients["sqlite", world, "document"], tmp_path)
    _, engine = databases.migrated(backend)
    revision, fates = bulk.load(engine, files, NOW)
    assert (revision, dict(fates)) == (1, {Fate.added: len(documents(database.engine))})
    assert documents(engine) == documents(database.engine)
    for type in RecordType:
        with engine.connect() as connection:
            rebuilt = {(type.value, document.id): document.render() for document in rebuild(connection, type)}
        assert rebuilt == {ref: text for ref, text in documents(engine).items() if ref[0] == type}
    assert indexed(engine) == indexed(database.engine)
    assert indexes(engine) == indexes(database.engine)
    assert bulk.load(engine, files, LATER) == (1, {Fate.unchanged: len(documents(engine))})


def indexed(engine: Engine) -> tuple[list[Any], list[Any]]:
    """What search knows."""
    names = [name for name in SEARCH.c.keys() if name != "key"]  # noqa: SIM118
    with engine.connect() as connection:
        rows = connection.execute(select(*[SEARCH.c[name] for name in names]).order_by(*names)).all()
        return list(rows), list(connection.execute(select(SEARCH_WORD).order_by(SEARCH_WORD.c.word)))


def indexes(engine: Engine) -> set[str]:
    catalogue = "sqlite_master where type = 'index'" if engine.dialect.name == "sqlite" else "pg_indexes"
    name = "name" if engine.dialect.name == "sqlite" else "indexname"
    with engine.connect() as connection:
        return set(connection.exec_driver_sql(f"select {name} from {catalogue}").scalars())


def test_records_are_added_and_replaced_and_the_others_stay(
    edges_engine: tuple[str, Engine], files: list[Path]
) -> None:
    url, engine = edges_engine
    before = documents(engine)
    statuses = next(file for file in files if file.name == "statuses.ndjson")
    line = next(
        json.loads(line) for line in statuses.read_text("utf-8").splitlines() if line.startswith('{"id":"ferry-treaty"')
    )
    statuses.write_text(json.dumps({**line, "evidence": line["evidence"][:1], "remark": "Nobody had counted."}))
    more = statuses.with_name("anything.txt")
    more.write_text('\n{"type": "topics", "id": "bulk-1", "label": "Whales", "broader": "ferries"}\n')
    revision, fates = bulk.load(engine, [statuses, more], LATER)
    assert (revision, fates) == (2, {Fate.added: 1, Fate.changed: 1, Fate.unchanged: 1, Fate.withdrawn: 1})
    assert len(line["evidence"]) == 2
    after = documents(engine)
    assert json.loads(after["topics", "bulk-1"])["revision"] == 2
    unlike = {ref for ref, document in after.items() if before.get(ref) != document}
    assert {ref for ref in unlike if ref[0] != "evidence"} == {("topics", "bulk-1"), ("statuses", "ferry-treaty")}
    with TestClient(create_app(Settings(database_url=url))) as client:
        assert client.get("/v1/topics?q=whales").json()["total"] == 1
        assert client.get("/v1/statuses?q=%22nobody+had+counted%22").json()["total"] == 1
        assert client.get("/v1/evidence?withdrawn=true").json()["total"] == 1


def test_loads_of_the_data_files_leave_it_alone(
    edges_engine: tuple[str, Engine], data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, engine = edges_engine
    file = tmp_path / "topics.ndjson"
    file.write_text(topics(3) + '{"id": "songs", "label": "Songs of the sea"}\n')
    assert bulk.load(engine, [file], LATER) == (2, {Fate.added: 3, Fate.changed: 1})
    with engine.connect() as connection:
        assert loaded_in_bulk(connection)
    (data / "articles" / "harbour-song.yaml").unlink()
    prepare(engine, data)
    assert capsys.readouterr().out.startswith("the database holds records of a bulk load")
    assert count(engine, "select revision from dataset") == 2
    outcome = load(engine, read_all(data), LATER)
    assert ("topics", "songs") in {(ref.type, ref.id) for ref in outcome.changed}  # the files have it
    assert {ref.type for ref in outcome.withdrawn} == {"articles", "evidence"}
    assert count(engine, "select count(*) from topic where id like 'bulk-%%' and not withdrawn") == 3


def test_the_data_files_bring_back_what_a_bulk_load_replaced(
    edges_engine: tuple[str, Engine], files: list[Path], edges_data: Path
) -> None:
    """With its evidence: what only the bulk load had goes, what it took comes again."""
    _, engine = edges_engine
    before = documents(engine)
    statuses = next(file for file in files if file.name == "statuses.ndjson")
    changed(statuses, "ferry-treaty", other_evidence)
    bulk.load(engine, [statuses], LATER)
    outcome = load(engine, read_all(edges_data), LATER)
    assert [len(outcome.changed), len(outcome.withdrawn), outcome.added] == [3, 1, []]
    assert current(before).items() <= current(documents(engine)).items()


def other_evidence(status: dict[str, Any]) -> None:
    """One span in the place of two."""
    span = status["evidence"][0]
    record = Ref(type=RecordType.statuses, id=status["id"])
    span["end"] += 1
    span["id"] = evidence_id(record, span["field"], span["text_of"], span["start"], span["end"])
    status["evidence"] = [span]


def current(documents: dict[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    """Documents without their endings."""
    return {ref: head_of(document) for ref, document in documents.items()}


def test_a_link_may_lead_to_a_later_record(edges_engine: tuple[str, Engine], tmp_path: Path) -> None:
    """Of another batch, too, while the database checks what refers to what."""
    _, engine = edges_engine
    following = [f"n-{number}" for number in range(1, LINKS)]
    lines = [{"id": f"n-{n}", "label": f"N {n}", "broader": next} for n, next in enumerate([*following, None])]
    file = tmp_path / "topics.ndjson"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert bulk.load(engine, [file], LATER) == (2, {Fate.added: LINKS})
    with engine.connect() as connection:
        assert list(stale(connection)) == []


def test_readers_see_all_or_nothing(edges_engine: tuple[str, Engine], tmp_path: Path) -> None:
    url, engine = edges_engine
    file = tmp_path / "topics.ndjson"
    file.write_text(topics(3_000))
    seen = []
    with TestClient(create_app(Settings(database_url=url))) as client:

        def polled(items: Iterable[Any], title: str, total: int | None) -> Iterator[Any]:
            for number, item in enumerate(items):
                if number % 1_000 == 0:
                    answer = client.get("/v1/topics?limit=1")
                    seen.append((answer.headers["Rokrus-Revision"], answer.json()["total"]))
                yield item

        before = client.get("/v1/topics").json()["total"]
        bulk.load(engine, [file], LATER, polled)
        assert seen == [("1", before)] * 6
        answer = client.get("/v1/topics?limit=1&count=exact")
        assert (answer.headers["Rokrus-Revision"], answer.json()["total"]) == ("2", before + 3_000)


def test_memory_does_not_grow_with_the_records(
    edges_engine: tuple[str, Engine], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, engine = edges_engine
    peaks = []
    monkeypatch.setattr(bulk, "FEW", 10**9)
    monkeypatch.setattr(bulk, "BATCH", 50)
    monkeypatch.setattr(writing, "BATCH", 200)
    for lines in (1_000, 1_000, 4_000):
        file = tmp_path / "topics.ndjson"
        file.write_text("".join(f'{{"id": "n-{lines}-{n}", "label": "{"Words " * 300}"}}\n' for n in range(lines)))
        tracemalloc.start()
        bulk.load(engine, [file], LATER)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[2] - peaks[1] < 3_000 * 500, peaks  # an id and its key, not two kilobytes of text


def test_many_records_are_checked_by_several_processes(tmp_path: Path) -> None:
    (tmp_path / "topics.ndjson").write_text(topics(bulk.FEW + 1))
    url = f"sqlite:///{tmp_path / 'a.db'}"
    environment = {"PYTHONPATH": str(Path(__file__).parent.parent), "ROKRUS_DATABASE_URL": url, "PATH": ""}
    command = [sys.executable, "-m", "rokrus", "load", "--bulk", "topics.ndjson"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == f"revision 1: {bulk.FEW + 1} added, 0 changed, 0 withdrawn, 0 unchanged\n"
    assert done.stderr == ""


@pytest.mark.parametrize("arguments", [["--bulk"], ["topics.ndjson"]])
def test_files_come_with_bulk(tmp_path: Path, arguments: list[str]) -> None:
    result = CliRunner().invoke(app, ["load", *arguments])
    assert (result.exit_code, result.stderr) == (1, "name files with --bulk, and only then\n")


def test_progress_is_shown_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = {}
    for terminal in (True, False):
        screen = StringIO()
        console = Console(file=screen, force_terminal=terminal, width=120)
        monkeypatch.setattr(progress, "Console", lambda console=console, **_: console)
        assert list(progress.tracked(iter("abc"), "loading", 3)) == ["a", "b", "c"]
        shown[terminal] = screen.getvalue()
    assert re.search(r"loading.*3/3.*0:00:00", shown[True], re.S)
    assert shown[False] == ""
    task = Task(TaskID(1), "loading", total=3, completed=3, _get_time=float, finished_speed=1234.6)
    assert str(progress.Rate().render(task)) == "1,235/s"
