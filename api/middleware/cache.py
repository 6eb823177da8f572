"""Whole answers of the present revision, ready to be sent, in each coding that somebody asked for.

An answer to GET is a function of its address and of the revision. So there is nothing to expire: when another revision
is served, the cache begins anew. What several clients ask for at once is made once. It knows only what lies inside of
it: the headers of outer layers are not kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import anyio
from anyio.to_thread import run_sync
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.bounded import Bounded
from api.codings import CODINGS, IDENTITY, LEAST, accepted
from api.conditional import Condition
from api.errors import DATABASE_ERRORS
from api.middleware.head import asked_for_head
from models.db import Reader, State

Key = tuple[str, bytes]
Headers = list[tuple[bytes, bytes]]
LARGEST = 8  # no answer takes more than this part of the cache
OFF_LOOP = 65_536  # bytes beyond which a thread compresses
OVERHEAD = 2_000
OF_BODY = (b"content-type", b"content-length", b"content-encoding")
COMPRESSED = (b"application/json", b"image/svg+xml")
VARY = (b"vary", b"Accept-Encoding")
HIT = (b"cache-status", b"rokrus; hit")


@dataclass
class Kept:
    """An answer: its headers without those that differ between codings, and its body in each coding."""

    headers: Mapping[bytes, bytes]
    bodies: dict[str, bytes]
    ready: dict[tuple[str, tuple[tuple[bytes, bytes], ...]], Headers] = field(default_factory=dict)

    @cached_property
    def compresses(self) -> bool:
        """Whether codings gain something."""
        return len(self.bodies[IDENTITY]) >= LEAST and self.headers[b"content-type"].startswith(COMPRESSED)

    @property
    def size(self) -> int:
        """Bytes in memory, with room for its codings."""
        return len(self.bodies[IDENTITY]) * 3 // 2 + OVERHEAD

    def tag(self, coding: str) -> bytes:
        """The ETag, which differs between codings because the bytes do."""
        own = self.headers[b"etag"]
        return own if coding == IDENTITY else own[:-1] + f'-{coding}"'.encode()


class Cache:
    """Answers from memory what it can."""

    def __init__(self, app: ASGIApp, reader: Reader, most: int) -> None:
        self.app, self.reader, self.most = app, reader, most
        self.state: State | None = None
        self.kept = self._empty()
        self.making: dict[Key, Making] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith("/v1"):
            await self.app(scope, receive, send)
            return
        key = scope["path"], scope["query_string"]
        while (kept := await self._find(key)) is None and (making := self.making.get(key)):
            await making.told.wait()
            if making.is_not_kept:
                await self.app(scope, receive, send)
                return
        if kept is None:
            await self._make(key, scope, receive, send)
        else:
            await _send(kept, scope, send, HIT)

    def _empty(self) -> Bounded[Key, Kept]:
        return Bounded(self.most, lambda kept: kept.size)

    async def _find(self, key: Key) -> Kept | None:
        """What is kept of the present revision; whether there is one is told by the application."""
        try:
            state = await self.reader.look()
        except tuple(DATABASE_ERRORS):
            return None
        if state != self.state:
            self.state, self.kept = state, self._empty()
        return self.kept.held.get(key)

    async def _make(self, key: Key, scope: Scope, receive: Receive, send: Send) -> None:
        """Has the application answer, and keeps that."""
        making = self.making[key] = Making(self, key, scope, send)
        try:
            await self.app(scope, receive, making)
        finally:
            making.told.set()
            del self.making[key]

    def keep(self, key: Key, kept: Kept) -> bool:
        """Takes an answer in, where it is of the present revision and not too large."""
        present = self.state is not None and kept.headers[b"rokrus-revision"] == b"%d" % self.state.revision
        fits = present and kept.size <= self.most // LARGEST
        if fits:
            self.kept.put(key, kept)
        return fits


class Making:
    """Sends on what the application sends, and keeps an answer that comes whole. Who waits for it is told as soon as it
    is clear whether there will be one to keep."""

    def __init__(self, cache: Cache, key: Key, scope: Scope, send: Send) -> None:
        self.cache, self.key, self.scope, self.send = cache, key, scope, send
        self.told = anyio.Event()
        self.is_not_kept = False
        self.start: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and self._may_be_kept(message):
            self.start = message
        elif self.start is None or message.get("more_body"):
            await self._pass_on(message)
        else:
            kept = Kept(dict(self.start["headers"]), {IDENTITY: message["body"]})
            self.is_not_kept = not self.cache.keep(self.key, kept)
            self.told.set()
            await _send(kept, self.scope, self.send)

    async def _pass_on(self, message: Message) -> None:
        self.is_not_kept = True
        self.told.set()
        start, self.start = self.start, None
        if start is not None:
            await self.send(start)
        await self.send(message)

    def _may_be_kept(self, start: Message) -> bool:
        names = {name for name, _ in start["headers"]}
        whole = start["status"] == 200 and {b"etag", b"rokrus-revision", b"content-length"} <= names
        return whole and not asked_for_head(self.scope)


async def _send(kept: Kept, scope: Scope, send: Send, *more: tuple[bytes, bytes]) -> None:
    """Sends what is kept, or that the client has it already."""
    coding, conditional = IDENTITY, False
    for name, value in scope["headers"]:
        if name == b"accept-encoding" and kept.compresses:
            coding = accepted(value)
        elif name == b"if-none-match":
            conditional = True
    if (coding, more) not in kept.ready:
        await _prepare(kept, coding, more)
    headers, status, body = kept.ready[coding, more], 200, kept.bodies[coding]
    if conditional and _holds(scope, kept):
        headers, status, body = [pair for pair in headers if pair[0] not in OF_BODY], 304, b""
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _holds(scope: Scope, kept: Kept) -> bool:
    """Whether the client holds the answer, in whichever coding."""
    tags = Condition(scope).tags
    return "*" in tags or any(kept.tag(coding).decode() in tags for coding in (IDENTITY, *CODINGS))


async def _prepare(kept: Kept, coding: str, more: tuple[tuple[bytes, bytes], ...]) -> None:
    """Makes body and headers of a coding."""
    own = kept.bodies[IDENTITY]
    if coding not in kept.bodies:
        compress = CODINGS[coding]
        kept.bodies[coding] = await run_sync(compress, own) if len(own) > OFF_LOOP else compress(own)
    replaced = {b"etag": kept.tag(coding), b"content-length": b"%d" % len(kept.bodies[coding])}
    headers = [*{**kept.headers, **replaced}.items()]
    coded = [] if coding == IDENTITY else [(b"content-encoding", coding.encode())]
    kept.ready[coding, more] = [*headers, *coded, *([VARY] if kept.compresses else []), *more]
