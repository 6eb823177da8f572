"""Where a document, or a text, holds what was asked for: the words around it, and the places of what was found."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import orjson
from pydantic import Field

from api.answer import Answer
from api.terms import Term, read_terms
from models.base import Document
from models.searched import Searched, texts
from models.tokens import Token, tokens

AROUND = 60
MOST_CHARACTERS = 200
MOST_MATCHES = 3


class Match(Answer):
    """Characters of a field around what was found. Offsets count Unicode code points."""

    field: str = Field(
        description="Dotted path in the document; `text` for the source text.", examples=["names.2.text"]
    )
    snippet: str = Field(description="Plain text; escape it before you put it into a page.")
    start: int = Field(description="Where the snippet begins in the field.")
    end: int = Field(description="Where it ends.")
    highlights: list[tuple[int, int]] = Field(description="What was found, as places in the snippet.")


def found_in(document: Mapping[str, Any], searched: Searched, terms: Sequence[Term]) -> list[dict[str, Any]]:
    """The fields of a document that hold terms, those that hold most of them first."""
    found = []
    for field, text, _ in texts(document, searched):
        held = [places for term in terms if (places := list(places_of(term, _tokens(text))))]
        if held:
            found.append((-len(held), snippet(field, text, [place for places in held for place in places])))
    return [match for _, match in sorted(found, key=lambda one: one[0])[:MOST_MATCHES]]


def found_in_all(type: type[Document], documents: Iterable[bytes], q: str) -> dict[str, list[dict[str, Any]]]:
    """The same for documents as they are served, by their ids."""
    terms = read_terms(q).wanted
    return {document["id"]: found_in(document, type.searched, terms) for document in map(orjson.loads, documents)}


@lru_cache(1_024)
def _tokens(text: str) -> Sequence[Token]:
    """Texts that fit one query well often fit the next."""
    return tuple(tokens(text))


def places_of(term: Term, within: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Where a text holds a term."""
    *before, last = term.open
    for index in range(len(within) - len(before)):
        run = within[index : index + len(before) + 1]
        if [token.text for token in run[:-1]] == before and _begins(run[-1], last, term):
            yield run[0].start, run[-1].end


def _begins(token: Token, last: str, term: Term) -> bool:
    if term.needle.endswith(" "):
        return token.text == last
    return token.text.startswith(last) or bool(term.word and token.word.startswith(term.word))


def snippet(field: str, text: str, places: Iterable[tuple[int, int]]) -> dict[str, Any]:
    """The first of what was found, with what stands around it, cut between words."""
    ordered = sorted(set(places))
    first = ordered[0]
    start = _cut(text, max(first[0] - AROUND, 0))
    end = text.rfind(" ", first[1], start + MOST_CHARACTERS) if start + MOST_CHARACTERS < len(text) else len(text)
    end = max(end, first[1])
    inside = [(begin - start, finish - start) for begin, finish in ordered if finish <= end]
    return {"field": field, "snippet": text[start:end], "start": start, "end": end, "highlights": _merged(inside)}


def _cut(text: str, start: int) -> int:
    """The beginning of the first word after a place."""
    return text.find(" ", start) + 1 if start else 0


def _merged(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in places:
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged
