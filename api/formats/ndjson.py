"""NDJSON: the documents as they are, one a line."""

from collections.abc import Iterable, Sequence

from api.formats.base import Batch, Parts
from api.formats.columns import Column


def encode(batches: Iterable[Batch], _columns: Sequence[Column]) -> Parts:
    """One line a record."""
    for batch in batches:
        yield b"\n".join([*batch.documents, b""])
