"""What documents and their rows look like, as one digest: a server serves only what the classes that it knows made."""

import json
from functools import cache
from hashlib import sha256
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from models import SUBJECTS, tokens
from models.base import table_of
from models.vocabulary import Vocabulary


@cache
def fingerprint() -> str:
    """SHA-256 over the fields of all document classes with their types, over the columns that hold them, and over what
    search makes of them.

    It is read off the declarations: the first answer waits for it, and JSON Schemas need every class built.
    """
    shapes = {str(type): _shape(subject.document) for type, subject in SUBJECTS.items()}
    searched = {str(type): dict(subject.document.searched) for type, subject in SUBJECTS.items()}
    columns = {str(type): sorted(table_of(subject.table).c.keys()) for type, subject in SUBJECTS.items()}
    described = [shapes, columns, searched, tokens.VERSION]
    return sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()


def _shape(kind: Any) -> Any:
    """A type in plain lists: a class as its fields, a vocabulary as its words, the same on every version of Python."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _shape(arguments[0])
    if origin is not None:
        name = "Union" if origin in (Union, UnionType) else origin.__name__
        return [name, *map(_shape, arguments)]
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [[name, _shape(field.annotation)] for name, field in kind.model_fields.items()]
    if isinstance(kind, type) and issubclass(kind, Vocabulary):
        return [str(word) for word in kind]
    return getattr(kind, "__name__", str(kind))
