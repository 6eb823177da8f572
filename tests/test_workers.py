"""Several processes serve one database: each keeps what it has read, and none answers from a revision that is gone."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from seed.load import load, read_all
from tests.conftest import Databases
from tests.test_cli import ROOT, served

PATHS = ("/v1/topics/songs", "/v1/topics?sort=id")  # from the memory of documents; from the cache of answers
WORKERS = 2


def children(of: int) -> list[int]:
    """The processes that serve for another one."""
    found = Path(f"/proc/{of}/task/{of}/children").read_text().split()
    return [int(one) for one in found if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()]


def labels(address: str) -> set[str]:
    """What is answered over connections of their own, which come to one worker or the other."""
    answers = [httpx.get(address + path) for path in PATHS for _ in range(12)]
    assert {answer.status_code for answer in answers} == {200}
    return {"Shanties" if "Shanties" in answer.text else "Songs" for answer in answers}


def test_a_load_shows_in_every_worker_at_once(databases: Databases, backend: str, data: Path, tmp_path: Path) -> None:
    url, engine = databases.migrated(backend)
    load(engine, read_all(data), "2026-12-01T00:00:00Z")
    arguments = ("--workers", str(WORKERS), "--data", str(data))
    with served(tmp_path, *arguments, ROKRUS_DATABASE_URL=url) as (address, _):
        assert labels(address) == {"Songs"}
        topics = data / "topics.yaml"
        topics.write_text(topics.read_text("utf-8").replace("label: Songs", "label: Shanties"), "utf-8")
        load(engine, read_all(data), "2026-12-02T00:00:00Z")
        time.sleep(0 if backend == "sqlite" else 0.25)  # as old as a revision may be on PostgreSQL
        assert labels(address) == {"Shanties"}


@pytest.mark.parametrize("workers", [0, 65])
def test_a_wrong_number_of_workers_stops_the_start(workers: int, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "rokrus", "serve", "--workers", str(workers)]
    result = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    assert result.returncode == 1
    assert "ROKRUS_WORKERS" in result.stderr


def test_a_worker_that_dies_is_started_again(data: Path, tmp_path: Path) -> None:
    with served(tmp_path, "--workers", str(WORKERS), "--data", str(data)) as (address, _):
        (parent,) = [
            int(folder.name)
            for folder in Path("/proc").iterdir()
            if folder.name.isdigit() and address.rpartition(":")[2].encode() in _command(folder)
        ]
        first = children(parent)
        assert len(first) == WORKERS
        os.kill(first[0], signal.SIGKILL)
        until = time.monotonic() + 60
        while (now := children(parent)) == first or len(now) < WORKERS:
            assert time.monotonic() < until
            time.sleep(0.05)
        assert httpx.get(f"{address}/readyz").status_code == 200
    assert not Path(f"/proc/{parent}").exists()
    assert not any(Path(f"/proc/{one}").exists() for one in now)


def _command(folder: Path) -> bytes:
    try:
        return (folder / "cmdline").read_bytes()
    except OSError:
        return b""
