"""The response cache: what it keeps is what the application answers, in every coding, for one revision only."""

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path

import anyio
import httpx2
import pytest
from fastapi.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from api.app import create_app
from api.codings import CODINGS, IDENTITY, accepted, zstd
from api.middleware import cache
from api.resource import Resource
from api.resources import RESOURCES
from api.settings import Settings
from models.db import reader
from seed.load import load, read_all
from tests.conftest import Database, Databases
from tests.test_every_resource import each

CACHE_STATUS = "cache-status"
HIT = "rokrus; hit"
LARGE = b"x" * 1_000_000
DECODE: dict[str, Callable[[bytes], bytes]] = {IDENTITY: bytes, "gzip": gzip.decompress, "zstd": zstd.decompress}
OF_REQUEST = (CACHE_STATUS, "x-request-id", "vary")


@pytest.fixture(scope="module")
def cached(loaded: dict[tuple[str, str], Database]) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(database_url=loaded["sqlite", "real"].url))) as client:
        yield client


def raw(client: TestClient, path: str, coding: str = IDENTITY, **headers: str) -> tuple[httpx2.Response, bytes]:
    """An answer, and its bytes as they were sent."""
    with client.stream("GET", path, headers={"Accept-Encoding": coding, **headers}) as answer:
        return answer, b"".join(answer.iter_raw())


def paths(resource: Resource) -> list[str]:
    return [f"/v1/{resource.name}?limit=5", f"/v1/{resource.name}/{resource.example}"]


@each
def test_what_is_kept_is_what_was_answered(cached: TestClient, real: TestClient, resource: Resource) -> None:
    for path in paths(resource):
        first, body = raw(cached, path)
        again, kept = raw(cached, path)
        assert (first.headers.get(CACHE_STATUS), again.headers[CACHE_STATUS]) == (None, HIT)
        made, fresh = raw(real, path)
        assert body == kept == fresh
        for answer in (first, again):
            assert without_own(answer) == without_own(made), path


def without_own(answer: httpx2.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in OF_REQUEST}


@pytest.mark.parametrize("coding", DECODE)
def test_codings(cached: TestClient, real: TestClient, coding: str) -> None:
    path = f"/v1/articles?include=evidence&limit={list(DECODE).index(coding) + 2}"
    _, body = raw(real, path)
    for _ in range(2):
        answer, coded = raw(cached, path, coding)
        assert answer.headers.get("content-encoding", IDENTITY) == coding
        assert DECODE[coding](coded) == body
        assert len(coded) == int(answer.headers["content-length"])
        assert {"Accept", "Accept-Encoding"} <= set(answer.headers.get_list("vary"))


def test_a_client_that_holds_any_coding_need_not_be_sent_it(cached: TestClient) -> None:
    path = "/v1/actors?limit=50"
    tags = {coding: raw(cached, path, coding)[0].headers["etag"] for coding in DECODE}
    assert len(set(tags.values())) == len(DECODE)
    for tag in (*tags.values(), "*", f"W/{tags['gzip']}", f'"x", {tags["zstd"]}'):
        answer, body = raw(cached, path, **{"If-None-Match": tag})
        assert (answer.status_code, body) == (304, b"")
        assert not {"content-length", "content-type", "content-encoding"} & set(answer.headers)
        assert answer.headers["rokrus-revision"]
    assert raw(cached, path, **{"If-None-Match": '"another"'})[0].status_code == 200


def test_head_is_answered_from_what_is_kept(cached: TestClient) -> None:
    path = "/v1/topics"
    whole = raw(cached, path)[0]
    answer = cached.head(path, headers={"Accept-Encoding": IDENTITY})
    assert (answer.headers[CACHE_STATUS], answer.content) == (HIT, b"")
    assert answer.headers["content-length"] == whole.headers["content-length"]


@pytest.mark.parametrize(
    "path", ["/v1/actors?limit=0", "/v1/actors/nobody", "/v1/actors.ndjson", "/healthz", "/v1/nothing"]
)
def test_what_is_not_kept(cached: TestClient, path: str) -> None:
    for _ in range(2):
        assert CACHE_STATUS not in cached.get(path).headers


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        (b"", IDENTITY),
        (b"gzip", "gzip"),
        (b"gzip, deflate, br, zstd", "zstd"),
        (b"gzip;q=1.0, zstd;q=0.5", "gzip"),
        (b"GZIP ; q=0.3", "gzip"),
        (b"*", "zstd"),
        (b"*;q=0, gzip", "gzip"),
        (b"gzip;q=0", IDENTITY),
        (b"identity, gzip;q=0.5", IDENTITY),
        (b"gzip;q=nonsense", IDENTITY),
        (b"br", IDENTITY),
    ],
)
def test_the_coding_that_a_client_likes_best(header: bytes, coding: str) -> None:
    assert accepted(header) == coding
    assert coding in (IDENTITY, *CODINGS)


def test_another_revision_begins_anew(databases: Databases, backend: str, data: Path, fresh: None) -> None:
    url, engine = databases.migrated(backend)
    load(engine, read_all(data), "2026-12-01T00:00:00Z")
    path = "/v1/topics?sort=id"
    with TestClient(create_app(Settings(database_url=url))) as client:
        before = [raw(client, path)[0] for _ in range(2)]
        assert before[1].headers[CACHE_STATUS] == HIT
        topics = data / "topics.yaml"
        topics.write_text(topics.read_text().replace("label: ", "label: Renamed ", 1))
        load(engine, read_all(data), "2026-12-02T00:00:00Z")
        after, body = raw(client, path)
        assert (CACHE_STATUS in after.headers, b"Renamed " in body) == (False, True)
        assert after.headers["rokrus-revision"] > before[0].headers["rokrus-revision"]


def test_it_holds_no_more_than_it_may(loaded: dict[tuple[str, str], Database]) -> None:
    settings = Settings(database_url=loaded["sqlite", "real"].url, cache_bytes=100_000)
    with TestClient(create_app(settings)) as client:
        for resource in RESOURCES:
            raw(client, f"/v1/{resource.name}?limit=3")
        small, large = "/v1/topics?limit=1", "/v1/actors?limit=500"
        for path in (small, large):
            raw(client, path)
        assert CACHE_STATUS in raw(client, small)[0].headers
        assert CACHE_STATUS not in raw(client, large)[0].headers
        assert CACHE_STATUS not in raw(client, "/v1/articles?limit=3")[0].headers  # the oldest went


def test_what_is_asked_for_at_once_is_made_once(loaded: dict[tuple[str, str], Database]) -> None:
    made: list[str] = []

    async def application(scope: Scope, _receive: Receive, send: Send) -> None:
        made.append(scope["path"])
        await anyio.sleep(0.01)
        if len(made) == 1 and scope["path"] == "/v1/failing":
            raise KeyError
        headers = [(b"etag", b'"1"'), (b"rokrus-revision", b"1"), (b"content-length", b"1"), (b"content-type", b"text")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": LARGE if scope["path"] == "/v1/large" else b"x"})

    async def ask(path: str) -> list[bytes]:
        bodies: list[bytes] = []

        async def one() -> None:
            async def send(message: Message) -> None:
                bodies.append(message.get("body", b""))

            scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": []}
            try:
                await layer(scope, lambda: None, send)  # type: ignore[arg-type,return-value]
            except KeyError:
                bodies.append(b"failed")

        async with anyio.create_task_group() as group:
            for _ in range(5):
                group.start_soon(one)
        return [body[:9] for body in bodies if body]

    for path, times, answered in (
        ("/v1/whole", 1, [b"x"] * 5),
        ("/v1/failing", 2, [b"failed", *[b"x"] * 4]),
        ("/v1/large", 5, [b"x" * 9] * 5),  # too large to be kept
    ):
        made.clear()
        layer = cache.Cache(application, reader(loaded["sqlite", "real"].url), 1_000_000)
        assert anyio.run(ask, path) == answered
        assert len(made) == times
