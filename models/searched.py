"""Which texts of a document search reads, and how much each counts."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from models.vocabulary import Vocabulary


class Weight(Vocabulary):
    """How much it counts that a searched word stands in a field."""

    label = "label", "The name or title."
    alias = "alias", "Other names."
    sentence = "sentence", "What the record is or states."
    rest = "rest", "Anything else."


# The fields that search reads, by their path without the places of lists.
Searched = Mapping[str, Weight]


def texts(document: BaseModel | Mapping[str, Any], searched: Searched) -> Iterator[tuple[str, str, Weight]]:
    """The texts of a document, or of its JSON, that search reads: the dotted path of each, the text, what it counts."""
    members = _members(document)
    for field, weight in searched.items():
        text = members.get(field)
        if isinstance(text, str):
            yield field, text, weight
        elif text is not None or field not in members:
            for path, text in _found(members, field.split(".")):
                yield path, text, weight


def _found(value: Any, steps: list[str]) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for position, item in enumerate(value):
            for path, text in _found(item, steps):
                yield f"{position}.{path}", text
    elif not steps:
        if value is not None:
            yield "", value
    else:
        for path, text in _found(_members(value)[steps[0]], steps[1:]):
            yield f"{steps[0]}.{path}".rstrip("."), text


def _members(value: BaseModel | Mapping[str, Any]) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else value.__dict__
