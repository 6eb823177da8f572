"""How fast whole lists come as files, and what memory that takes."""

import http.client
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from threading import Event, Thread

from benchmarks.contestants.base import Contestant, Export
from benchmarks.processes import NotRun, Running
from benchmarks.rows import RECORDS, Row, not_run

CHUNK = 1 << 20
PAUSE = 0.05


def exports(servers: Mapping[str, tuple[Contestant, Running]], records: int, rounds: int) -> list[Row]:
    """A row for each format of each server, by turns."""
    rows: dict[str, Row] = {}
    for _ in range(rounds):
        for name, (contestant, running) in servers.items():
            for export in contestant.exports:
                told = f"{name}: {export.name}"
                rows[told] = _with(rows.get(told), _measured(told, running, export, records))
    return list(rows.values())


def _with(row: Row | None, another: Row) -> Row:
    """One row of two rounds."""
    if row is None or not another.values:
        return another
    return replace(another, values=[*row.values, *another.values])


def _measured(name: str, running: Running, export: Export, records: int) -> Row:
    before, most = running.memory(), [0]
    try:
        with _watched(running, most):
            start = time.monotonic()
            size = _read(running.port, export)
            seconds = time.monotonic() - start
    except NotRun as why:
        return not_run("export", name, why)
    told = [f"{max(most[0] - before, 0) / 1e6:.0f} MB over idle", f"{size / 1e6 / seconds:,.0f} MB/s"]
    return Row("export", name, RECORDS, [records / seconds], None, size, remarks=told)


def _read(port: int, export: Export) -> int:
    """Reads the whole file, and gives its length. Raises NotRun where it is not whole."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    size = 0
    try:
        connection.request("GET", export.path, headers=dict(export.headers))
        response = connection.getresponse()
        if response.status != http.HTTPStatus.OK:
            raise NotRun(f"answers {response.status} at {export.path}")
        while chunk := response.read(CHUNK):
            size += len(chunk)
    except (OSError, http.client.HTTPException) as error:
        raise NotRun(f"broke off after {size:,} bytes: {error!r}") from error
    finally:
        connection.close()
    return size


@contextmanager
def _watched(running: Running, most: list[int]) -> Iterator[None]:
    """Keeps the most memory that a server has in the meantime."""
    done = Event()

    def watch() -> None:
        while not done.wait(PAUSE):
            with suppress(OSError):
                most[0] = max(most[0], running.memory())

    thread = Thread(target=watch)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
