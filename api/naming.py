"""What names a value to a reader, in English. Knows no query."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from models import SUBJECTS
from models.base import RecordType
from models.vocabulary import Vocabulary

Name = Callable[[str], str]


@dataclass(frozen=True)
class Called:
    """Annotates a kind of value: what a reader calls one."""

    name: Name


def label(document: Mapping[str, Any], type: str) -> str:
    """What names a record to a reader: a name, a title or a sentence, else its id."""
    fields = SUBJECTS[RecordType(type)].document.labels
    return next((str(document[field]) for field in fields if document[field] is not None), str(document["id"]))


def naming(annotation: Any) -> Name:
    """What names the values of a parameter: as its kind says, the word of a closed list, or the value itself."""
    for argument in (annotation, *_arguments(annotation)):
        if isinstance(argument, Called):
            return argument.name
        if isinstance(argument, type) and issubclass(argument, Vocabulary):
            return _words
    return str


def _arguments(annotation: Any) -> list[Any]:
    return [found for argument in get_args(annotation) for found in (argument, *_arguments(argument))]


def _words(value: str) -> str:
    return value.replace("_", " ")
