"""`rokrus doctor --documents` finds every document that is not what its rows say, and changes nothing."""

from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from typer.testing import CliRunner

from models import SUBJECTS, rebuild
from models.db import read_engine
from models.stale import documents as all_documents
from models.stale import stale
from rokrus.cli import app
from seed import bulk
from seed.load import load, read_all
from tests.bulk import documents, topics
from tests.conftest import Database, Databases
from tests.worlds import NOW

LATER = "2026-12-01T00:00:00Z"
# What is done to a database behind the back of rokrus, and whose document is then not what its rows say.
STALE = [
    ("update record set document = replace(document, 'Songs', 'Song') where id = 'songs'", "topics/songs"),
    ("update record set document = document || ' ' where id = 'songs'", "topics/songs"),
    ("update record set revision = 7 where id = 'songs'", "topics/songs"),
    ("update topic set label = 'Sung' where id = 'songs'", "topics/songs"),
    ("update topic set id = 'sung' where id = 'songs'", "topics/songs"),
    ("update topic set label = '' where id = 'songs'", "topics/songs"),
    ("delete from topic where id = 'songs'", "topics/songs"),
    ("update observation set low = 901 where id = 'ferry-counted'", "observations/ferry-counted"),
    (
        "update evidence set start = start + 1 where key = (select min(e.key) from evidence e "
        "join status s on s.key = e.record_key where s.id = 'ferry-treaty')",
        "statuses/ferry-treaty",
    ),
    (
        "delete from link where name = 'derivation.inputs' and position = 1 "
        "and source_key = (select key from observation where id = 'ferry-times')",
        "observations/ferry-times",
    ),
    (
        "update actor_name set text = 'Oost' where position = 0 "
        "and record_key = (select key from actor where id = 'ost')",
        "actors/ost",
    ),
]


def examined(monkeypatch: pytest.MonkeyPatch, url: str) -> tuple[int, str, str]:
    """Exit status, what is listed, and what is told."""
    monkeypatch.setenv("ROKRUS_DATABASE_URL", url)
    result = CliRunner().invoke(app, ["doctor", "--documents"], catch_exceptions=False)
    return result.exit_code, result.stdout, result.stderr


def test_all_documents_are_true(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    total = len(documents(database.engine))
    assert examined(monkeypatch, database.url) == (0, f"{total} documents are what their rows say\n", "")


def test_they_stay_so_whatever_is_loaded(
    databases: Databases, backend: str, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where records are withdrawn, replaced in bulk, and brought back."""
    url, engine = databases.migrated(backend)
    load(engine, read_all(data), NOW)
    article = data / "articles" / "harbour-song.yaml"
    away = article.rename(tmp_path / article.name)
    load(engine, read_all(data), LATER)
    assert examined(monkeypatch, url)[0] == 0
    file = tmp_path / "topics.ndjson"
    file.write_text(topics(3) + '{"id": "songs", "label": "Songs of the sea"}\n')
    bulk.load(engine, [file], LATER)
    assert examined(monkeypatch, url)[0] == 0
    away.rename(article)
    load(engine, read_all(data), LATER)
    assert examined(monkeypatch, url) == (0, f"{len(documents(engine))} documents are what their rows say\n", "")


@pytest.fixture(scope="module")
def standing(databases: Databases, backend: str, edges_data: Path) -> Engine:
    _, engine = databases.migrated(backend)
    load(engine, read_all(edges_data), NOW)
    return engine


@pytest.mark.parametrize(("statement", "name"), STALE, ids=[statement for statement, _ in STALE])
def test_a_stale_document_is_named(standing: Engine, statement: str, name: str) -> None:
    with standing.connect() as connection:
        with connection.begin() as transaction:
            assert connection.exec_driver_sql(statement).rowcount == 1
            assert name in {f"{ref.type}/{ref.id}" for ref in stale(connection)}
            transaction.rollback()
        assert list(stale(connection)) == []


def test_they_are_listed_and_counted_and_left_as_they_are(
    databases: Databases, backend: str, edges_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, engine = databases.migrated(backend)
    load(engine, read_all(edges_data), NOW)
    with engine.begin() as connection:
        for statement, _ in (STALE[0], STALE[-1]):
            connection.exec_driver_sql(statement)
    before = documents(engine)
    code, listed, told = examined(monkeypatch, url)
    assert (code, sorted(listed.split())) == (1, ["actors/ost", "topics/songs"])
    assert told.startswith(f"2 of {len(before)} documents are not what their rows say")
    assert documents(engine) == before
    assert CliRunner().invoke(app, ["migrate"]).exit_code == 0
    assert examined(monkeypatch, url)[0] == 0


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("update topic set label = '' where id = 'songs'", "topics/songs"),
        ("update observation set qualifier = 'odd' where id = 'ferry-counted'", "observations/ferry-counted"),
        ("update evidence set digest = '' where id = (select min(id) from evidence)", "evidence/"),
    ],
)
def test_rows_that_no_document_can_hold_are_told(
    databases: Databases, backend: str, edges_data: Path, monkeypatch: pytest.MonkeyPatch, statement: str, name: str
) -> None:
    url, engine = databases.migrated(backend)
    load(engine, read_all(edges_data), NOW)
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)
    before = documents(engine)
    monkeypatch.setenv("ROKRUS_DATABASE_URL", url)
    result = CliRunner().invoke(app, ["migrate"], catch_exceptions=False)
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert result.stderr.startswith(f"the rows of {name}")
    assert documents(engine) == before


def test_few_are_held_at_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild, "MOST_AT_ONCE", 7)
    with read_engine(database.url).begin() as connection:
        parts = [len(keys) for type in SUBJECTS for keys in rebuild.slices_of(connection, type)]
        assert (max(parts), sum(parts)) == (7, all_documents(connection))
        assert list(stale(connection)) == []


def test_one_state_is_read_and_no_writer_waits(databases: Databases, backend: str, data: Path) -> None:
    url, engine = databases.migrated(backend)
    load(engine, read_all(data), NOW)
    file = data / "topics.yaml"
    file.write_text(file.read_text().replace("label: Songs", "label: Sea songs"))
    revision = "select revision from dataset"
    with read_engine(url).begin() as connection:
        assert connection.exec_driver_sql(revision).scalar_one() == 1
        assert load(engine, read_all(data), LATER).revision == 2
        assert connection.exec_driver_sql(revision).scalar_one() == 1
        with pytest.raises(DBAPIError, match=r"read-?only"):
            connection.exec_driver_sql("delete from dataset")


def test_where_there_is_no_database_none_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, _, told = examined(monkeypatch, f"sqlite:///{tmp_path / 'none.db'}")
    assert (code, told.startswith("the database cannot be used: ")) == (1, True)
    assert list(tmp_path.iterdir()) == []


def test_without_a_check_it_says_which_there_are() -> None:
    assert "--documents" in CliRunner().invoke(app, ["doctor"]).output
