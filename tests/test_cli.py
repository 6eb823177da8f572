"""The command as a stranger uses it: started in an empty folder, answering, stopped; and what it says when it fails."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import httpx
import pytest
from typer.testing import CliRunner

from models import migrations
from rokrus.cli import app
from tests.worlds import anchored

ROOT = Path(__file__).parent.parent


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def served(folder: Path, *arguments: str, **environment: str) -> Iterator[tuple[str, list[str]]]:
    """`rokrus serve` in a folder: its address, and the lines that it said before it answered."""
    port = free_port()
    command = [sys.executable, "-m", "rokrus", "serve", "--port", str(port), *arguments]
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **environment}
    with subprocess.Popen(command, cwd=folder, env=environ, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said: list[str] = []
        while not (line := process.stdout.readline()).startswith("serving on "):
            assert line, said
            said.append(line.strip())
        Thread(target=process.stdout.read, daemon=True).start()  # a full pipe would stop the server
        address = f"http://127.0.0.1:{port}"
        try:
            with httpx.Client(transport=httpx.HTTPTransport(retries=20)) as client:
                client.get(f"{address}/healthz")
            yield address, said
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def test_serve_in_an_empty_folder(tmp_path: Path) -> None:
    with served(tmp_path) as (address, said):
        assert said[0] == "loading the data"
        assert said[1].startswith("revision 1: ")
        assert httpx.get(f"{address}/readyz").json()["revision"] == 1
        assert httpx.get(f"{address}/v1/articles").json()["total"] >= 1
        assert "server" not in httpx.get(f"{address}/v1/articles").headers
        health = subprocess.run(
            [sys.executable, "-m", "rokrus", "health"],
            env={**os.environ, "PYTHONPATH": str(ROOT), "ROKRUS_PORT": address.rpartition(":")[2]},
            check=False,
        )
        assert health.returncode == 0
    assert {path.name for path in tmp_path.iterdir()} <= {"rokrus.db", "rokrus.db-wal", "rokrus.db-shm"}
    with served(tmp_path) as (address, said):
        assert said == ["the data is loaded and up to date"]
        assert httpx.get(f"{address}/readyz").json()["revision"] == 1


def test_serve_loads_what_changed(tmp_path: Path) -> None:
    data = anchored(tmp_path / "data")
    with served(tmp_path, "--data", str(data)) as (_, said):
        assert said[0] == "loading the data"
    topics = data / "topics.yaml"
    topics.write_text(topics.read_text().replace("label: Songs", "label: Sea songs"))
    with served(tmp_path, "--data", str(data)) as (_, said):
        assert said[0] == "loading the data, which changed"
        assert said[1].startswith("revision 2: 0 added, 1 changed, 0 withdrawn")


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, result.stdout, result.stderr


def test_load_twice_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROKRUS_DATABASE_URL", f"sqlite:///{tmp_path / 'a.db'}")
    data = str(anchored(tmp_path / "data"))
    code, said, _ = run("load", "--data", data)
    assert (code, said.startswith("revision 1: ")) == (0, True)
    code, said, _ = run("load", "--data", data)
    assert (code, " 0 added, 0 changed, 0 withdrawn, " in said, said.startswith("revision 1: ")) == (0, True, True)
    code, said, _ = run("migrate")
    assert (code, said.splitlines()[0]) == (0, f"schema at {migrations.head()}")
    assert said.splitlines()[1].startswith("revision 1: 0 documents changed, ")


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("ROKRUS_PORT", "many", "ROKRUS_PORT: "),
        ("ROKRUS_PORT", "99999", "ROKRUS_PORT: "),
        ("ROKRUS_DATABASE_URL", "mysql://user:hunter2@host/db", "ROKRUS_DATABASE_URL: "),
        ("ROKRUS_DATABASE_URL", "sqlite://", "ROKRUS_DATABASE_URL: "),
        ("ROKRUS_DATABASE_URL", "nonsense", "ROKRUS_DATABASE_URL: "),
        ("ROKRUS_DATABASE_URL", "sqlite:////nowhere/at/all.db", "the database cannot be used: "),
        ("ROKRUS_DATABASE_URL", "postgresql://user:hunter2@127.0.0.1:1/db", "the database cannot be used: "),
    ],
)
def test_what_cannot_work_is_told_without_secrets(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(name, value)
    code, said, error = run("load")
    assert (code, error.startswith(told), said) == (1, True, "")
    assert "hunter2" not in error
    assert "Traceback" not in error


def test_health_without_a_service(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROKRUS_PORT", str(free_port()))
    code, _, error = run("health")
    assert (code, error.startswith("no answer: ")) == (1, True)


def test_openapi_is_printed() -> None:
    code, said, _ = run("openapi")
    assert (code, said.startswith('{\n "openapi": "3.1')) == (0, True)
