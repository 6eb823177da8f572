"""How exports run: some records at a time, in a lane of their own, and no longer than somebody reads them."""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import anyio
import pytest

from api.app import create_app
from api.formats import EVERY_LIST
from api.formats.base import Batch, Parts
from api.settings import Settings
from models import postgresql, sqlite
from models.db import Reader
from tests.conftest import Database

AT_ONCE = 2
each_format = pytest.mark.parametrize("format", [*EVERY_LIST])


class Client:
    """Asks the service as a server does, and goes away when a format got its first records, where it does not stay."""

    def __init__(self, url: str, stays: bool, batches: list[int]) -> None:
        self.app, self.stays, self.batches = create_app(Settings(database_url=url)), stays, batches
        self.bodies: list[bytes] = []

    async def asks(self, path: str, reader: Any) -> int:
        """Reads an answer, and gives the number of connections that the service holds after that."""
        request = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode()}
        told = {"query_string": b"", "headers": [], "asgi": {"version": "3.0", "spec_version": "2.3"}}
        async with self.app.router.lifespan_context(self.app):
            await self.app(request | told, self._receive, self._send)
            with anyio.move_on_after(10):  # a pool puts another in the place of a connection that was broken off
                while held(reader):
                    await anyio.sleep(0.01)
            return held(reader)

    async def _receive(self) -> dict[str, Any]:
        while self.stays or not self.batches:
            await anyio.sleep(0)
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        self.bodies.append(message.get("body", b""))
        while self.batches and not self.stays:
            await anyio.sleep(0)


def held(reader: Any) -> int:
    """How many connections were not given back."""
    if isinstance(reader, sqlite.SqliteReader):
        return sum(connection.in_transaction for connection in reader.idle) if reader.idle else 1
    told = reader.pool.get_stats()
    return int(told["pool_size"] - told["pool_available"])


@pytest.fixture
def batches(format: str, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many records a format was given, each time; the databases bring two at once."""
    for module in (sqlite, postgresql):
        monkeypatch.setattr(module, "FETCH", AT_ONCE)
    sizes: list[int] = []
    encode = EVERY_LIST[format].encode

    def counted(batches: Iterable[Batch]) -> Iterable[Batch]:
        for batch in batches:
            sizes.append(len(batch.documents))
            yield batch

    def watched(batches: Iterable[Batch], columns: Any) -> Parts:
        yield from encode(counted(batches), columns)

    monkeypatch.setitem(EVERY_LIST[format].__dict__, "encode", watched)
    return sizes


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The reader of the service that a test makes, once it is made."""
    made: list[Any] = []
    begin = Reader.__init__

    def remembered(self: Reader) -> None:
        begin(self)
        made.append(self)

    monkeypatch.setattr(Reader, "__init__", remembered)
    return made


@each_format
@pytest.mark.parametrize("stays", [True, False], ids=["stays", "goes"])
def test_an_export_lasts_no_longer_than_it_is_read(
    database: Database,
    format: str,
    stays: bool,
    batches: list[int],
    reader: list[Any],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """It brings records as they are read, and gives back its connection and its temporary files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    client = Client(database.url, stays, batches)
    assert anyio.run(client.asks, f"/v1/evidence.{format}", reader[0]) == 0
    assert max(batches) == AT_ONCE
    assert (len(batches) > 5) == stays
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("format", ["csv", "ndjson"])
def test_a_part_of_a_file_is_what_was_brought_at_once(
    database: Database, format: str, batches: list[int], reader: list[Any]
) -> None:
    """So that memory does not grow with the list."""
    client = Client(database.url, True, batches)
    anyio.run(client.asks, f"/v1/evidence.{format}", reader[0])
    lines = [body.count(b"\n") for body in client.bodies if body]
    assert max(lines) == AT_ONCE
    assert len(lines) >= len(batches)
