"""A bulk load that is killed or interrupted in the middle: the former revision stays, and the next load works."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.app import create_app
from api.settings import Settings
from models.writing import Fate
from seed import bulk
from seed.load import load, read_all
from tests.bulk import documents, topics
from tests.conftest import Databases
from tests.worlds import NOW

ROOT = Path(__file__).parent.parent
LINES = bulk.FEW * 3
# A load that says when most of its lines are checked and many are written, and goes no further.
HALTED = """
import sys, time
from pathlib import Path
from models.db import write_engine
from seed import bulk

def halted(items, title, total):
    for number, item in enumerate(items):
        if total and number == total - 1:
            print("halted", flush=True)
            time.sleep(600)
        yield item

bulk.load(write_engine(sys.argv[1]), [Path(sys.argv[2])], "2026-12-01T00:00:00Z", halted)
"""


@contextmanager
def halted(url: str, file: Path) -> Iterator[subprocess.Popen[str]]:
    """A load that stands still in the middle; its processes are a group."""
    command = [sys.executable, "-c", HALTED, url, str(file)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "halted\n"
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def gone(group: int) -> bool:
    """Whether all processes of a group end soon."""
    deadline = monotonic() + 30
    while monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        sleep(0.05)
    return False


@pytest.fixture
def standing(databases: Databases, backend: str, edges_data: Path) -> tuple[str, Engine]:
    url, engine = databases.migrated(backend)
    load(engine, read_all(edges_data), NOW)
    return url, engine


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_what_stood_before_stays(standing: tuple[str, Engine], tmp_path: Path, blow: signal.Signals) -> None:
    url, engine = standing
    file = tmp_path / "topics.ndjson"
    file.write_text(topics(LINES))
    before = documents(engine)
    with halted(url, file) as process:
        (os.killpg if blow is signal.SIGINT else os.kill)(process.pid, blow)  # as a terminal and an operator do
        process.wait(60)
        assert gone(process.pid)
        assert process.stderr is not None
        assert "ForkProcess" not in process.stderr.read()
    assert documents(engine) == before
    with TestClient(create_app(Settings(database_url=url))) as client:
        assert client.get("/v1/topics/bulk-1").status_code == 404
        assert client.get("/v1/topics").headers["Rokrus-Revision"] == "1"
    assert bulk.load(engine, [file], NOW) == (2, {Fate.added: LINES})
    assert documents(engine).items() >= before.items()


def test_an_empty_database_stays_empty_and_whole(databases: Databases, backend: str, tmp_path: Path) -> None:
    """Its indexes were gone for the time of the load."""
    url, engine = databases.migrated(backend)
    whole = schema(engine)
    file = tmp_path / "topics.ndjson"
    file.write_text(topics(LINES))
    with halted(url, file) as process:
        process.kill()
        process.wait(60)
        assert gone(process.pid)
    assert documents(engine) == {}
    assert schema(engine) == whole
    assert bulk.load(engine, [file], NOW) == (1, {Fate.added: LINES})
    assert schema(engine) == whole


def schema(engine: Engine) -> set[str]:
    """Indexes and constraints, as the database writes them."""
    statements = {
        "sqlite": "select type || name || sql from sqlite_master",
        "postgresql": "select indexdef from pg_indexes where schemaname = current_schema() union all "
        "select conname || pg_get_constraintdef(oid) from pg_constraint "
        "where connamespace = current_schema()::regnamespace",
    }
    with engine.connect() as connection:
        return set(connection.exec_driver_sql(statements[engine.dialect.name]).scalars())
