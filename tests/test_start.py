"""What a start waits for: nothing that is only needed later, and later everything is there and right."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import anyio
import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response
from pydantic import BaseModel
from starlette.responses import JSONResponse

from api.app import create_app
from api.settings import Settings

SERVED = """
import sys
from sqlalchemy import event
from starlette.testclient import TestClient
{served}
with TestClient(create_app(Settings())) as client:
    assert client.get("/v1/articles").status_code == 200
print(*sys.modules)
"""
# What a database that is loaded is served without, and who would bring it.
NOT_IMPORTED = {
    "alembic": "migrations, with a template engine and a highlighter of code",
    "mako": "alembic",
    "pandas": "exports",
    "psycopg": "PostgreSQL, on SQLite",
    "pyarrow": "exports",
    "rich": "the command line",
    "ruamel.yaml": "loading",
    "seed.assemble": "loading",
    "snowballstemmer": "search",
    "sqlalchemy.dialects.postgresql": "PostgreSQL, on SQLite",
}


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """What a process has imported that looked after a loaded database and answered, as `rokrus serve` does."""
    database = f"sqlite:///{tmp_path_factory.mktemp('start') / 'data.db'}"
    environment = {**os.environ, "ROKRUS_DATABASE_URL": database}
    program = (
        "from pathlib import Path\n"
        "import sys\n"
        "from rokrus import cli\n"
        "from seed.source import DATA\n"
        "with cli.writing(cli.settings()) as engine: cli.prepare(engine, DATA)\n"
    )
    subprocess.run([sys.executable, "-c", program], env=environment, check=True, capture_output=True)
    served = f"{program}\nfrom api.app import create_app\nfrom api.settings import Settings\n"
    result = subprocess.run(
        [sys.executable, "-c", SERVED.format(served=served)], env=environment, check=True, capture_output=True
    )
    return set(result.stdout.decode().split())


@pytest.mark.parametrize("module", NOT_IMPORTED)
def test_a_server_imports_only_what_it_needs(imported: set[str], module: str) -> None:
    assert "api.app" in imported
    assert module not in imported, f"{module} is for {NOT_IMPORTED[module]}"


def _classes(of: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for one in of.__subclasses__():
        yield one
        yield from _classes(one)


def test_every_class_that_is_built_late_can_be_built() -> None:
    create_app(Settings())
    ours = {one for one in _classes(BaseModel) if one.__module__.split(".")[0] in ("api", "models", "seed")}
    assert len(ours) > 100
    for one in ours:
        one.model_rebuild(force=True)


def _ask_together(app: FastAPI, count: int) -> list[Response]:
    """Several answers of `/openapi.json`, all asked for before the first of them is there."""
    answers: list[Response] = []

    async def ask(client: AsyncClient) -> None:
        answers.append(await client.get("/openapi.json"))

    async def all() -> None:
        served = AsyncClient(transport=ASGITransport(app), base_url="http://test")
        async with served as client, anyio.create_task_group() as group:
            for _ in range(count):
                group.start_soon(ask, client)

    anyio.run(all)
    return answers


def test_the_contract_is_made_once_and_off_the_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(Settings())
    threads: list[int] = []

    def made() -> dict[str, Any]:
        threads.append(threading.get_ident())
        return {"openapi": "3.1.0", "name": "связь"}

    monkeypatch.setattr(app, "openapi", made)
    answers = _ask_together(app, 3)
    assert len(threads) == 1
    assert threads[0] != threading.get_ident()
    assert {answer.content for answer in answers} == {bytes(JSONResponse(made()).body)}
    assert len({answer.headers["ETag"] for answer in answers}) == 1
