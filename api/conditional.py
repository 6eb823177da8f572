"""Strong ETags that are known before the body, and the answer to If-None-Match."""

from hashlib import blake2b

from models.fingerprint import fingerprint


def etag(revision: int, path: str, canonical: str, media_type: str) -> str:
    """A body is a function of revision, path, query, media type and the version of the documents."""
    name = "\0".join((path, canonical, media_type, fingerprint()))
    return f'"{revision}-{blake2b(name.encode(), digest_size=9).hexdigest()}"'


def is_fresh(if_none_match: str | None, tag: str) -> bool:
    """Whether a cached answer still stands (weak comparison, as RFC 9110 asks for)."""
    if if_none_match is None:
        return False
    given = [part.strip().removeprefix("W/") for part in if_none_match.split(",")]
    return "*" in given or tag in given
