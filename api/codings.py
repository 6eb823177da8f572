"""Content codings: which one a client takes, and the bytes in it."""

import sys
import zlib
from collections.abc import Callable, Mapping
from functools import lru_cache

if sys.version_info >= (3, 14):
    from compression import zstd as zstd
else:
    from backports import zstd as zstd

IDENTITY = "identity"
GZIP_LEVEL, GZIP_WINDOW = 6, 31  # the window that makes zlib write a gzip header
ZSTD_LEVEL = 3
LEAST = 500  # bytes below which a coding gains nothing


def _gzip(body: bytes) -> bytes:
    return zlib.compress(body, GZIP_LEVEL, GZIP_WINDOW)


def _zstd(body: bytes) -> bytes:
    return zstd.compress(body, ZSTD_LEVEL)


# The better one first.
CODINGS: Mapping[str, Callable[[bytes], bytes]] = {"zstd": _zstd, "gzip": _gzip}


@lru_cache(256)
def accepted(header: bytes) -> str:
    """The coding for an `Accept-Encoding`: the one that it likes best, and of equals the better one."""
    weights = dict(_weighed(part) for part in header.decode("latin-1").lower().split(",") if part.strip())
    offered = {name: weights.get(name, weights.get("*", 0.0)) for name in CODINGS}
    best = max(offered, key=lambda name: offered[name])
    return best if offered[best] > 0 and offered[best] >= weights.get(IDENTITY, 0.0) else IDENTITY


def _weighed(part: str) -> tuple[str, float]:
    name, _, weight = part.partition(";")
    number = weight.partition("=")[2].strip()
    try:
        return name.strip(), float(number) if number else 1.0
    except ValueError:
        return name.strip(), 0.0
