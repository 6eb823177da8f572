"""The service over two real PostgreSQL servers: reads on the replica while it is fit, on the primary otherwise."""

import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import anyio
import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError
from sqlalchemy import Select, literal_column, select, table, text
from typer.testing import CliRunner

from api.app import create_app
from api.settings import Settings
from models import postgresql, replica
from models.db import FETCH, Fetched, Moved, Reader, Snapshot, Unavailable, reader
from rokrus.cli import app as command
from seed.load import load, read_all
from tests.replication import Pair, Twins, until
from tests.worlds import NOW

PRIMARY, REPLICA = "postgresql://primary/rokrus", "postgresql://reader:hunter2@replica/rokrus"


@pytest.fixture(scope="module")
def pair(edges_data: Path) -> Iterator[Pair]:
    made = Pair()
    with made.on_new("loaded") as engine:
        load(engine, read_all(edges_data), NOW)
        with engine.begin() as connection:
            connection.execute(text("create table planet (key int)"))
    yield made
    made.close()


@pytest.fixture
def twins(pair: Pair) -> Iterator[Twins]:
    """A loaded database, on both servers."""
    yield pair.copied("loaded")
    pair.restored()


@pytest.fixture(autouse=True)
def _looks_often(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replica, "LOOK_SECONDS", 0.05)


@contextmanager
def served(primary: str, replica: str) -> Iterator[TestClient]:
    app = create_app(Settings(database_url=primary, read_database_url=replica))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def server(client: TestClient) -> str:
    """Which server is read."""
    answer = client.get("/readyz").json()
    assert ("server" not in answer) or (answer["server"] == "replica") == (not answer["warnings"])
    return str(answer.get("server"))


def until_read(client: TestClient, name: str) -> None:
    until(lambda: server(client) == name)


def test_loads_go_to_the_primary_and_reads_to_the_replica_even_when_it_is_behind(
    pair: Pair, twins: Twins, data: Path
) -> None:
    with served(*twins) as client:
        until_read(client, "replica")
        pair.pause()
        topics = data / "topics.yaml"
        topics.write_text(topics.read_text("utf-8").replace("label: Songs", "label: Shanties"), "utf-8")
        environment = {"ROKRUS_DATABASE_URL": twins.primary, "ROKRUS_READ_DATABASE_URL": twins.replica}
        assert CliRunner().invoke(command, ["load", "--data", str(data)], env=environment).exit_code == 0

        old = client.get("/v1/topics?limit=2&include=broader")
        one = client.get("/v1/topics/songs")
        assert (old.headers["rokrus-revision"], one.headers["rokrus-revision"], one.json()["label"]) == (
            "1",
            "1",
            "Songs",
        )
        assert client.get(old.request.url, headers={"If-None-Match": old.headers["etag"]}).status_code == 304
        pair.resume()
        until(lambda: client.get("/v1/topics/songs").headers["rokrus-revision"] == "2")
        assert client.get("/v1/topics/songs").json()["label"] == "Shanties"
        assert client.get(old.request.url, headers={"If-None-Match": old.headers["etag"]}).status_code == 200
        rest = client.get(old.json()["next"])
        assert (rest.status_code, rest.headers["rokrus-revision"], server(client)) == (200, "2", "replica")


READS = ("/v1", "/v1/articles?include=authors&facet=publisher", "/v1/observations.csv", "/v1/search?q=ferry", "/readyz")


def test_a_replica_that_dies_and_returns(pair: Pair, twins: Twins) -> None:
    """The very read that meets the dead server is answered, as the replica would have."""
    with served(*twins) as client:
        for url in READS:
            until_read(client, "replica")
            before = client.get(url)
            pair.stop(pair.replica)
            after = client.get(url)
            assert (after.status_code, after.headers.get("etag")) == (200, before.headers.get("etag")), url
            assert url == "/readyz" or after.content == before.content
            assert server(client) == "primary"
            pair.start(pair.replica)
        until_read(client, "replica")


def test_a_primary_that_dies_is_not_missed_until_the_replica_dies_too(
    pair: Pair, twins: Twins, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "POOL_WAIT_SECONDS", 1)
    with served(*twins) as client:
        until_read(client, "replica")
        try:
            pair.stop(pair.primary)
            assert (client.get("/v1/actors").status_code, server(client)) == (200, "replica")
            pair.stop(pair.replica)
            answer = client.get("/v1/actors")
            assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
            pair.start(pair.replica)
            until_read(client, "replica")
            assert client.get("/v1/actors").status_code == 200
        finally:
            pair.start(pair.primary)


BEHIND = {
    "holds no data": "delete from dataset",
    "holds documents of another version": "update dataset set documents = 'x'",
    "has no schema of this version": "alter table dataset rename column documents to texts",
    "is behind": "update dataset set revision = 0",
}


@pytest.mark.parametrize("reason", [*BEHIND, "does not answer"])
def test_a_replica_that_is_not_fit_is_not_read(pair: Pair, twins: Twins, reason: str) -> None:
    """It stays at a state in which it is not; the primary goes on from there."""
    if reason in BEHIND:
        pair.on_primary("create table kept as select * from dataset", twins)
        pair.on_primary(BEHIND[reason], twins)
        pair.pause()
        pair.on_primary("drop table dataset; alter table kept rename to dataset", twins)
    else:
        pair.pause()
        twins = pair.copied("loaded")
    with served(*twins) as client:
        until(lambda: reason in client.get("/readyz").json()["warnings"][0])
        answer = client.get("/v1/actors")
        assert (answer.status_code, answer.headers["rokrus-revision"], server(client)) == (200, "1", "primary")
        pair.resume()
        until_read(client, "replica")


def test_no_request_waits_for_a_replica_that_is_gone_and_no_log_tells_its_password(
    twins: Twins, caplog: pytest.LogCaptureFixture
) -> None:
    gone = "postgresql://reader:hunter2@127.0.0.1:1/rokrus"
    with caplog.at_level(logging.DEBUG), served(twins.primary, gone) as client:
        assert client.get("/v1/actors").status_code == 200
        until(lambda: "does not answer" in caplog.text)
        said = client.get("/readyz").text
    assert "the primary is read" in caplog.text
    assert "hunter2" not in caplog.text + said


# Ends at once on the primary, and on the replica only when it is ended.
SLOW: Any = select(
    literal_column("pg_is_in_recovery()"),
    literal_column("pg_sleep(case when pg_is_in_recovery() then 9 else 0 end)::text"),
    literal_column("(select count(*) from planet)"),
)
ASLEEP = "select 1 from pg_stat_activity where wait_event = 'PgSleep'"
COUNTED: Select[Any] = select(literal_column("count(*)")).select_from(table("planet"))
NUMBERS: Select[Any] = select(literal_column(f"generate_series(1, {3 * FETCH})"))
# Others' connections to the same database.
END = "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()"  # noqa: E501
# Makes a replica give up what it was asked of this table.
CONFLICT = "alter table planet add column name text"


@asynccontextmanager
async def reading(twins: Twins) -> AsyncIterator[tuple[Reader, Snapshot]]:
    """A reader, and a read transaction that began on the replica."""
    source = reader(*twins)
    await source.open()
    try:
        with anyio.fail_after(60):
            while source.server != "replica":
                await anyio.sleep(0.01)
        async with source.snapshot() as snapshot:
            assert await snapshot.rows(source.compile(COUNTED), {}) == [(0,)]
            yield source, snapshot
    finally:
        await source.close()


@pytest.fixture
def failing(pair: Pair, twins: Twins) -> Iterator[Callable[[Callable[[], Any]], None]]:
    """Lets something happen as soon as a statement is slow on the replica."""
    threads = []

    def happens(what: Callable[[], Any]) -> None:
        def run() -> None:
            until(lambda: pair.on_replica(ASLEEP, twins))
            what()

        threads.append(Thread(target=run))
        threads[0].start()

    yield happens
    threads[0].join()


@pytest.mark.parametrize("failure", ["death", "end", "conflict"])
def test_an_answer_that_the_replica_does_not_finish_is_begun_anew_at_the_primary(
    pair: Pair, twins: Twins, failing: Callable[[Callable[[], Any]], None], failure: str
) -> None:
    async def read() -> Any:
        failures = {
            "death": lambda: pair.stop(pair.replica),
            "end": lambda: pair.on_replica(END, twins),
            "conflict": lambda: pair.on_primary(CONFLICT, twins),
        }
        async with reading(twins) as (source, snapshot):
            failing(failures[failure])
            with pytest.raises(Moved):
                await snapshot.rows(source.compile(SLOW), {})
            async with source.snapshot() as again:
                return await again.rows(source.compile(SLOW), {})

    assert anyio.run(read) == [(False, b"", 0)]


def test_what_was_read_is_not_lost_with_the_connection(pair: Pair, twins: Twins) -> None:
    async def read() -> None:
        async with reading(twins):
            pair.on_replica(END, twins)

    anyio.run(read)


def test_a_stream_is_begun_anew_only_before_its_first_row(
    pair: Pair, twins: Twins, caplog: pytest.LogCaptureFixture
) -> None:
    async def read(end_after: int) -> tuple[int, type[Exception] | None]:
        async with reading(twins) as (source, snapshot):
            if not end_after:
                pair.on_replica(END, twins)
            stream = snapshot.stream(source.compile(NUMBERS), {})
            return await source.exporting(lambda: read_and_end(stream, end_after))

    def read_and_end(stream: Iterator[Fetched], end_after: int) -> tuple[int, type[Exception] | None]:
        rows = 0
        try:
            for batch in stream:
                rows += len(batch)
                if rows == end_after:
                    pair.on_replica(END, twins)
        except (Moved, Unavailable) as error:
            return rows, type(error)
        return rows, None

    found = [anyio.run(read, after) for after in (0, FETCH, 2 * FETCH)]
    assert found == [(0, Moved), (FETCH, Unavailable), (2 * FETCH, Unavailable)]
    assert caplog.text.count("the replica failed") == 3


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"database_url": "sqlite:///x.db", "read_database_url": REPLICA}, "only a PostgreSQL database"),
        ({"database_url": PRIMARY, "read_database_url": "sqlite:///hunter2.db"}, "only a PostgreSQL database"),
        ({"read_database_url": REPLICA}, "only a PostgreSQL database"),
        ({"database_url": PRIMARY, "read_database_url": ""}, "the database is sqlite:///FILE or postgresql://"),
        ({"database_url": PRIMARY, "read_database_url": "mysql://u:hunter2@h/n"}, "the database is sqlite:///FILE or"),
        ({"database_url": REPLICA, "read_database_url": REPLICA}, "the replica is the database itself"),
        ({"database_url": REPLICA, "read_database_url": f"postgresql+psycopg{REPLICA[10:]}"}, "the database itself"),
    ],
)
def test_wrong_settings_stop_the_start(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said) as found:
        Settings(**given)
    assert found.value.errors()[0]["loc"] == ("read_database_url",)
    assert "hunter2" not in str(found.value)
    assert "hunter2" not in repr(Settings(database_url=PRIMARY, read_database_url=REPLICA))
