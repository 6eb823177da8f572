"""Reads NDJSON: one record a line, in the form of its public document."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import orjson
from pydantic import ValidationError

from models import SUBJECTS
from models.base import UNPUBLISHED, Published, RecordType
from models.numbers import DIGITS
from seed.files import sentence
from seed.mistakes import Mistake, Mistakes

MOST_TOLD = 1_000
TYPES = {str(type): type for type in SUBJECTS if type is not RecordType.evidence}
# Makes every digit of a line a 0, and so it shows whether a number has more digits than a double holds.
_DIGITS = bytes.maketrans(b"123456789.", b"0" * 10)
_LONG = b"0" * (DIGITS + 1)
_TYPED = b'{"type":"'


class Place(NamedTuple):
    """A line of a file."""

    file: str
    line: int

    def mistake(self, path: str, message: str) -> Mistake:
        """A mistake in the value at a dotted path, or in the record as a whole."""
        return Mistake(self.file, self.line, path or "record", message)


class Written(NamedTuple):
    """A line as it stands in its file, and the type that the file is named after, if any."""

    place: Place
    type: str
    text: bytes


class Line(NamedTuple):
    """A record as its line has it."""

    place: Place
    type: RecordType
    values: dict[str, Any]


@dataclass
class Found:
    """Mistakes: the first of them, and how many there are."""

    first: list[Mistake] = field(default_factory=list)
    total: int = 0

    def extend(self, mistakes: Iterable[Mistake]) -> None:
        """Takes mistakes down."""
        for mistake in mistakes:
            self.total += 1
            if len(self.first) < MOST_TOLD:
                self.first.append(mistake)

    def add(self, other: "Found") -> None:
        """Takes down what was found elsewhere."""
        self.first += other.first[: MOST_TOLD - len(self.first)]
        self.total += other.total

    def tell(self) -> None:
        """Raises Mistakes where there are any."""
        if self.total:
            raise Mistakes(self.first, self.total)


@contextmanager
def unchanging(files: Sequence[Path]) -> Iterator[None]:
    """Raises Mistakes where files cannot be read twice, or do not stay as they are meanwhile."""
    before = [_state(path) for path in files]
    _tell("is read twice, and so must be a regular file", [path for path in files if not path.is_file()])
    try:
        yield
    finally:
        changed = [path for path, state in zip(files, before, strict=True) if _state(path) != state]
        _tell("changed while it was read", changed)


def _tell(message: str, files: Sequence[Path]) -> None:
    if files:
        raise Mistakes([Mistake(str(path), 1, "file", message) for path in files])


def _state(path: Path) -> tuple[int, int, int]:
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


def written(files: Sequence[Path]) -> Iterator[Written]:
    """The lines of all files. Empty ones are none."""
    for path in files:
        name, named = str(path), path.name.split(".")[0]
        with path.open("rb") as file:
            for number, text in enumerate(file, 1):
                if not text.isspace():
                    yield Written(Place(name, number), named, text)


def read(line: Written) -> Line | Mistake:
    """The record of a line, or what keeps the line from being one."""
    place, type, text = line
    try:
        values = orjson.loads(text)
        if _LONG in text.translate(_DIGITS):
            values = json.loads(text, parse_float=Decimal)
    except ValueError as error:
        return place.mistake("", f"not JSON: {error}")
    if not isinstance(values, dict):
        return place.mistake("", "must be an object")
    type = values.pop("type", type)
    if type == RecordType.evidence:
        return place.mistake("type", "evidence stands in the documents of its records and has no lines of its own")
    if not isinstance(type, str) or type not in TYPES:
        return place.mistake("type", f"is one of {', '.join(TYPES)}, unless the file is named after it")
    values.update(UNPUBLISHED)
    return Line(place, TYPES[type], values)


def read_at_once(line: Written) -> Published | None:
    """The document of a line as it should be. None for any other, which must be read step by step."""
    _, type, text = line
    if text.startswith(_TYPED):
        named, _, text = text[len(_TYPED) :].partition(b'",')
        type, text = named.decode(errors="replace"), b"{" + text
    if type not in TYPES or _LONG in text.translate(_DIGITS):
        return None
    try:
        document = SUBJECTS[TYPES[type]].document.model_validate_json(text)
    except ValidationError:
        return None
    assert isinstance(document, Published)
    return document


def document_of(line: Line, found: Found) -> Published | None:
    """The document of a line; or None, and what is wrong with it among the mistakes."""
    try:
        document = SUBJECTS[line.type].document.model_validate(line.values)
    except ValidationError as error:
        found.extend(
            line.place.mistake(".".join(map(str, one["loc"])), sentence(one)) for one in error.errors(include_url=False)
        )
        return None
    assert isinstance(document, Published)
    return document
