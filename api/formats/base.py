"""What a format is, and what all formats are made from."""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.formats.columns import Column
from models.base import Document

Linked = Mapping[bytes, Mapping[bytes, bytes]]


@dataclass(frozen=True)
class Batch:
    """Some documents of a list, and the documents that they link to, by type and id."""

    documents: Sequence[bytes]
    linked: Linked


Parts = Generator[bytes, None, None]
Encode = Callable[[Iterable[Batch], Sequence[Column]], Parts]


def _no_columns(_document: type[Document]) -> Mapping[str, Column]:
    return {}


@dataclass(frozen=True)
class Format:
    """A format.

    `encode` makes bytes of batches and of the columns that were chosen, where `columns` has any. It runs in a thread of
    the exports; where its bytes come late it gives empty ones in between, so that it can be stopped. `content` tells
    OpenAPI of the bytes, `linked` names the includes whose records it needs, `most` is how many records it holds, and
    `needs` names the modules that write it, of `rokrus[export]`.
    """

    media_type: str
    meaning: str
    encode: Encode
    content: Callable[[type[Document]], dict[str, Any]]
    columns: Callable[[type[Document]], Mapping[str, Column]] = _no_columns
    linked: tuple[str, ...] = ()
    most: int | None = None
    needs: tuple[str, ...] = ()


def joined(parts: Iterable[Sequence[bytes]], between: bytes) -> Iterator[bytes]:
    """Parts in a row, with something between each two, whichever batch they are of."""
    before = b""
    for some in parts:
        if some:
            yield before + between.join(some)
            before = between
