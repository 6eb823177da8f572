"""Answers that another server gave, sent again from memory: the most that uvicorn can do with the same bytes."""

import os
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Bare:
    """The files of a folder at their paths. What there is no file for has not changed: 304."""

    def __init__(self, folder: Path) -> None:
        self.answers: Mapping[str, tuple[Message, Message]] = {
            f"/{path.relative_to(folder).as_posix()}": _answer(path.read_bytes())
            for path in folder.rglob("*")
            if path.is_file()
        }
        self.unchanged = (_start(304, (b"etag", b'"1-0123456789abcdef01"')), _body(b""))

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
            return
        start, body = self.answers.get(scope["path"], self.unchanged)
        await send(start)
        await send(body)


def _answer(content: bytes) -> tuple[Message, Message]:
    length = str(len(content)).encode()
    return _start(200, (b"content-type", b"application/json"), (b"content-length", length)), _body(content)


def _start(status: int, *headers: tuple[bytes, bytes]) -> Message:
    return {"type": "http.response.start", "status": status, "headers": list(headers)}


def _body(content: bytes) -> Message:
    return {"type": "http.response.body", "body": content}


async def _live(receive: Receive, send: Send) -> None:
    while (message := await receive())["type"] == "lifespan.startup":
        await send({"type": "lifespan.startup.complete"})
    await send({"type": f"{message['type']}.complete"})


def app() -> Bare:
    """The answers in the folder that BENCH_ANSWERS names."""
    return Bare(Path(os.environ["BENCH_ANSWERS"]))
