"""What is beside the resources: the index, health, readiness, problems, the reference page, headers of all answers."""

import sqlite3
from hashlib import sha256
from pathlib import Path
from typing import Any

import anyio
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api import conditional
from api.app import create_app
from api.errors import KINDS
from api.formats import of_lists
from api.middleware.head import Head, asked_for_head
from api.middleware.negotiation import preferred
from api.reference import PAGES
from api.resources import RESOURCES
from api.settings import Settings
from api.system import wal_reset_bug
from models.db import TooSlow, Unavailable
from models.sqlite import SqliteSnapshot
from seed.load import load, read_all
from tests.conftest import Databases, Served
from tests.worlds import NOW, anchored

ROOT = Path(__file__).parent.parent


def test_the_index_says_what_can_be_asked(client: TestClient) -> None:
    index = client.get("/v1").json()
    assert index["licence"]["data"] == "CC BY 4.0"
    assert (index["revision"], index["updated_at"]) == (1, NOW)
    assert [one["name"] for one in index["resources"]] == [resource.name for resource in RESOURCES]
    for told, resource in zip(index["resources"], RESOURCES, strict=True):
        assert told["count"] == client.get(f"{told['url']}?count=exact").json()["total"]
        assert {one["parameter"] for one in told["filters"]} == {"id", "withdrawn", *resource.query.wheres()}
        assert [one["name"] for one in told["fields"]] == list(resource.document.model_fields)
        assert told["includes"] == list(resource.includes)
        assert told["formats"] == ["json", *of_lists(resource.formats)]
        assert told["record_formats"] == ["json", *resource.formats]
        for sort in told["sorts"]:
            assert client.get(f"{told['url']}?sort={sort}").status_code == 200
        default = "&".join(f"sort={sort}" for sort in told["default_sort"])
        assert client.get(f"{told['url']}?{default}").json()["data"] == client.get(told["url"]).json()["data"]
    assert all(client.get(url).status_code == 200 for url in index["citations"])
    held = client.get("/v1").headers["etag"]
    assert client.get("/v1", headers={"If-None-Match": held}).status_code == 304


def test_health_and_readiness(client: TestClient, served: Served) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz").json()
    assert (ready["status"], ready["database"], ready["revision"]) == ("ready", served[0], 1)
    affected = served[0] == "sqlite" and wal_reset_bug(sqlite3.sqlite_version_info)
    assert len(ready["warnings"]) == affected


@pytest.mark.parametrize(
    ("version", "affected"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 54, 1), False),
    ],
)
def test_versions_with_the_wal_reset_bug(version: tuple[int, ...], affected: bool) -> None:
    assert wal_reset_bug(version) is affected


def test_a_database_that_cannot_be_served(databases: Databases, backend: str, tmp_path: Path) -> None:
    """Missing, without schema, without data, with documents of another version: 503 that says what to do."""

    def told(url: str) -> list[str]:
        with TestClient(create_app(Settings(database_url=url)), raise_server_exceptions=False) as client:
            assert client.get("/healthz").status_code == 200
            answers = [client.get(path) for path in ("/readyz", "/v1", "/v1/actors", "/v1/actors.csv", "/v1/actors/x")]
        assert [answer.status_code for answer in answers] == [503] * 5
        return [answer.json()["detail"] for answer in answers]

    url = databases.empty(backend)
    if backend == "sqlite":
        assert "does not answer" in told(url)[0]
        Path(url.removeprefix("sqlite:///")).touch()
    assert "of another version: run `rokrus migrate`" in told(url)[0]
    url, engine = databases.migrated(backend)
    assert "No data is loaded" in told(url)[0]
    load(engine, read_all(anchored(tmp_path / "edges")), NOW)
    with engine.begin() as connection:
        connection.execute(text("update dataset set documents = 'of another version'"))
    assert "documents are of another version" in told(url)[0]


@pytest.mark.parametrize(
    ("failure", "status", "code"),
    [(Unavailable, 503, "unavailable"), (TooSlow, 503, "too-slow"), (KeyError, 500, "internal")],
)
def test_failures_are_problems(
    real: TestClient, monkeypatch: pytest.MonkeyPatch, failure: type[Exception], status: int, code: str
) -> None:
    def raising() -> Any:
        raise failure("a secret path and SELECT")

    async def failing(*_: Any) -> Any:
        raising()

    def failing_stream(*_: Any) -> Any:
        yield raising()

    monkeypatch.setattr(SqliteSnapshot, "rows", failing)
    monkeypatch.setattr(SqliteSnapshot, "stream", failing_stream)
    for path in ("/v1/actors", "/v1/actors/x", "/v1/actors.csv", "/v1"):
        answer = real.get(path, headers={"Origin": "https://example.org", "X-Request-Id": "mine-1"})
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert "SELECT" not in answer.text
        assert ("retry-after" in answer.headers) == (status == 503)
        assert answer.json()["request_id"] == answer.headers["x-request-id"] == "mine-1"
        assert answer.headers["access-control-allow-origin"] == "*"


def test_an_export_that_fails_half_way_does_not_end_well(real: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaking(*_: Any) -> Any:
        yield [(b'{"id":"first"}',)]
        raise KeyError("half way")

    monkeypatch.setattr(SqliteSnapshot, "stream", breaking)
    with TestClient(real.app) as client, pytest.raises(KeyError):
        client.get("/v1/actors.ndjson")


def test_request_ids(real: TestClient) -> None:
    assert real.get("/healthz", headers={"X-Request-Id": "abc.DEF_1-2"}).headers["x-request-id"] == "abc.DEF_1-2"
    assert real.get("/v1/nope", headers={"Accept": "text/html"}).status_code == 404
    for unusable in ("", "a b", "x" * 65, "a;b"):
        given = real.get("/healthz", headers={"X-Request-Id": unusable}).headers["x-request-id"]
        assert len(given) == 32
    ids = {real.get("/v1/nothing").json()["request_id"] for _ in range(3)}
    assert len(ids) == 3


def test_cors(client: TestClient) -> None:
    answer = client.get("/v1/actors", headers={"Origin": "https://example.org"})
    assert answer.headers["access-control-allow-origin"] == "*"
    for header in ("ETag", "Link", "Retry-After", "Rokrus-Revision", "Content-Disposition"):
        assert header in answer.headers["access-control-expose-headers"]
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    assert client.options("/v1/actors", headers=asked).status_code == 200
    revalidating = asked | {"Access-Control-Request-Headers": "If-None-Match, X-Request-Id"}
    assert client.options("/v1/actors", headers=revalidating).status_code == 200
    assert client.options("/v1/actors", headers=asked | {"Access-Control-Request-Method": "DELETE"}).status_code == 400


def test_paths_are_exact(real: TestClient) -> None:
    for path in ("/v1/actors/", "/v1/", "/V1/actors", "/v1/actors.json", "/v1/actors.", "/v2"):
        answer = real.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json"), path


def test_problems_are_explained(real: TestClient) -> None:
    assert {one["code"] for one in real.get("/problems").json()} == set(KINDS)
    for code, kind in KINDS.items():
        assert real.get(f"/problems/{code}").json() == {"code": code, **vars(kind)}
    assert real.get("/problems/nothing").status_code == 404


def test_the_reference_page_needs_no_other_origin(real: TestClient) -> None:
    assert real.get("/", follow_redirects=False).headers["location"] == "/docs"
    page = real.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "://" not in page.text
    assert "<script>" not in page.text
    for file in PAGES:
        assert f"/docs/{file}" in page.text
        assert real.get(f"/docs/{file}").status_code == 200
    assert real.get("/docs/other.js").status_code == 404


def test_vendored_files_are_those_that_were_reviewed() -> None:
    folder = ROOT / "api" / "vendor"
    lines = [line.split() for line in (folder / "checksums.txt").read_text().splitlines() if not line.startswith("#")]
    assert len(lines) >= 3
    for digest, name in lines:
        assert sha256((folder / name).read_bytes()).hexdigest() == digest, name
    listed = {folder / name for _, name in lines}
    assert {path for path in folder.rglob("*") if path.is_file()} - listed == {folder / "checksums.txt"}


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("*/*", "a/json"),
        ("a/csv", "a/csv"),
        ("a/csv;q=0.5, a/json;q=0.4", "a/csv"),
        ("a/*;q=0.5, a/json;q=0", "a/csv"),
        ("A/CSV", "a/csv"),
        ("a/csv;q=x, a/json;q=0.1", "a/json"),
        ("a/csv;charset=utf-8;q=0.9", "a/csv"),
        ("b/*", None),
        (",", "a/json"),
    ],
)
def test_what_accept_prefers(accept: str, chosen: str | None) -> None:
    assert preferred(accept, ["a/json", "a/csv"]) == chosen


def test_an_etag_is_of_one_answer_of_one_version(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = {"revision": 1, "path": "/v1/actors", "canonical": "limit=1", "media_type": "application/json"}
    others = {"revision": 2, "path": "/v1/places", "canonical": "limit=2", "media_type": "text/csv"}
    tag = conditional.etag(**parts)  # type: ignore[arg-type]
    for name, value in others.items():
        assert conditional.etag(**{**parts, name: value}) != tag  # type: ignore[arg-type]
    monkeypatch.setattr(conditional, "fingerprint", lambda: "of another version")
    assert conditional.etag(**parts) != tag  # type: ignore[arg-type]


def test_head_sends_no_body_whatever_the_server_does() -> None:
    async def app(scope: Any, _receive: Any, send: Any) -> None:
        assert (scope["method"], asked_for_head(scope)) == ("GET", True)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"a body", "more_body": False})

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    anyio.run(Head(app), {"type": "http", "method": "HEAD"}, None, send)  # type: ignore[arg-type]
    assert [message.get("body") for message in sent] == [None, b""]
