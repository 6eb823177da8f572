"""Strong ETags that are known before the body, and the answer to If-None-Match."""

from functools import lru_cache
from hashlib import blake2b

from fastapi import Response
from starlette.types import Scope

from api.ready import Ready
from models.fingerprint import fingerprint

REMEMBERED = 2_048


def etag(revision: int, path: str, canonical: str, media_type: str) -> str:
    """A body is a function of revision, path, query, media type and the version of the documents."""
    return _tag(revision, path, canonical, media_type, fingerprint())


@lru_cache(REMEMBERED)
def _tag(revision: int, *names: str) -> str:
    digest = blake2b("\0".join(names).encode(), digest_size=9).hexdigest()
    return f'"{revision}-{digest}"'


class Condition:
    """What a request says that its client holds (`If-None-Match`, weak comparison, as RFC 9110 asks for)."""

    def __init__(self, scope: Scope) -> None:
        given = [value.decode("latin-1") for name, value in scope["headers"] if name == b"if-none-match"]
        self.tags = [part.strip().removeprefix("W/") for value in given for part in value.split(",")]

    def held(self, headers: dict[str, str]) -> Response | None:
        """304 where the client holds the very answer; it was a good request then, so nothing needs to be read."""
        return Ready(None, headers, 304) if headers["ETag"] in self.tags else None

    def met(self, headers: dict[str, str]) -> Response | None:
        """304 where the client holds the answer, or whatever there is (`*`), once it is known that there is one."""
        return Ready(None, headers, 304) if "*" in self.tags else self.held(headers)
