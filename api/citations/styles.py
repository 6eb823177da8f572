"""The formats of citations, each made from the same items."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson

from api.citations import bibtex, csl, ris
from api.citations.csl import Item
from api.formats import Batch, Format, joined
from api.formats.base import Parts
from api.formats.columns import Column
from models.base import Document


@dataclass(frozen=True)
class Style:
    """How items are written: one, what stands between two, and around all."""

    media_type: str
    meaning: str
    write: Callable[[Item], bytes]
    schema: dict[str, Any]
    begin: bytes = b""
    between: bytes = b"\n"
    end: bytes = b""

    def whole(self, item: Item) -> bytes:
        """A file with one item."""
        return self.begin + self.write(item) + self.end

    @property
    def content(self) -> dict[str, Any]:
        """What OpenAPI says of it."""
        return {"schema": self.schema}


_TEXT: dict[str, Any] = {"type": "string"}
_NAME = {"type": "object", "properties": dict.fromkeys(("family", "given", "literal"), _TEXT)}
_DATE = {
    "type": "object",
    "properties": {
        "date-parts": {
            "type": "array",
            "items": {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 3},
            "minItems": 1,
            "maxItems": 2,
        },
        "season": {"type": "integer", "minimum": 1, "maximum": 4},
        "circa": {"type": "boolean"},
        "literal": _TEXT,
    },
    "additionalProperties": False,
}
_ITEM = {
    "type": "object",
    "required": ["id", "type", "title"],
    "properties": {
        "id": _TEXT,
        "type": {"enum": ["article-journal", "article-magazine", "report", "webpage", "document", "dataset"]},
        "author": {"type": "array", "items": _NAME | {"additionalProperties": False}},
        "issued": _DATE,
        **dict.fromkeys(("title", "container-title", "collection-title", "publisher", "volume", "issue"), _TEXT),
        **dict.fromkeys(("number", "version", "language", "URL", "note"), _TEXT),
    },
    "additionalProperties": False,
}

STYLES: Mapping[str, Style] = {
    "bib": Style("application/x-bibtex; charset=utf-8", "BibTeX entries.", bibtex.entry, _TEXT),
    "ris": Style(
        "application/x-research-info-systems; charset=utf-8", "RIS records.", ris.record, _TEXT, between=b"\r\n"
    ),
    "csl.json": Style(
        "application/vnd.citationstyles.csl+json",
        "Items of CSL JSON in an array.",
        orjson.dumps,
        {"type": "array", "items": _ITEM},
        begin=b"[",
        between=b",\n",
        end=b"]",
    ),
}


def _encoded(style: Style, batches: Iterable[Batch], _columns: Sequence[Column]) -> Parts:
    def written() -> Iterator[list[bytes]]:
        for batch in batches:
            yield [style.write(item) for item in csl.articles(batch)]

    yield style.begin
    yield from joined(written(), style.between)
    yield style.end


def _format(style: Style) -> Format:
    def content(_document: type[Document]) -> dict[str, Any]:
        return style.content

    encode = partial(_encoded, style)
    return Format(style.media_type, style.meaning, encode, content, linked=("authors", "publisher", "host"))


CITATIONS: Mapping[str, Format] = {extension: _format(style) for extension, style in STYLES.items()}
