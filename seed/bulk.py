"""Loads NDJSON in bulk: records are added, or replaced by id; all or nothing, in memory that does not grow with them.

The files are read twice: for their ids, so that a link may lead to any record of the database or of the files, and then
to check and write record by record. Only ids are held, and the figures from which others are derived.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, select

from models.adding import Addition
from models.articles import Article
from models.base import RECORD, SLUG, STATEMENT_SLUG, RecordType, table_of
from models.indexes import begun_at_once, made_afterwards
from models.present import last_key
from models.writing import Fate, unpacked
from seed.checking import Checker
from seed.figures import Figures
from seed.lines import Found, Line, Written, read, unchanging, written
from seed.mistakes import Mistake
from seed.parallel import in_parallel, uncollected
from seed.records import AUTHORITIES

BATCH = 500
FEW = 5_000  # are checked sooner than processes have started
# What is read, its title, and how many there are if that is known; gives the same, and may show how far it has come.
Track = Callable[[Iterable[Any], str, int | None], Iterable[Any]]

_AUTHORITY, _STATEMENT = re.compile(SLUG), re.compile(STATEMENT_SLUG)


def untracked(items: Iterable[Any], title: str, total: int | None) -> Iterable[Any]:  # noqa: ARG001
    """Shows nothing."""
    return items


@dataclass
class Ids:
    """The ids of the database and of the files, with their keys. New keys are `first` to `end`, which is not one."""

    keys: dict[RecordType, dict[str, int]]
    withdrawn: dict[RecordType, dict[str, int]]
    lengths: dict[str, int | None]
    first: int
    end: int
    replaced: set[int] = field(default_factory=set)
    total: int = 0

    def take(self, line: Line) -> Mistake | None:
        """Gives the record of a line its key, or says why it gets none."""
        id, keys = line.values.get("id"), self.keys[line.type]
        pattern = _AUTHORITY if line.type in AUTHORITIES or line.type is RecordType.articles else _STATEMENT
        if not isinstance(id, str) or not pattern.fullmatch(id):
            return line.place.mistake("id", f"is not an id of the form {pattern.pattern}")
        key = keys.get(id) or self.withdrawn[line.type].pop(id, None)
        if key is not None and (key >= self.first or key in self.replaced):
            return line.place.mistake("id", f"another of the {line.type} has the id {id}")
        if key is not None:
            keys[id] = key
            self.replaced.add(key)
        else:
            evidence = line.values.get("evidence")
            keys[id] = self.end
            self.end += 1 + (len(evidence) if isinstance(evidence, list) else 0)
        if line.type is RecordType.articles:
            length = line.values.get("text_length")
            self.lengths[id] = length if isinstance(length, int) else None
        return None


def load(engine: Engine, files: Sequence[Path], now: str, track: Track = untracked) -> tuple[int, Counter[Fate]]:
    """Adds the records of the files to a database, in one transaction. `now` becomes the time of what changed. Gives
    the revision and what became of records. Raises Mistakes."""
    found = Found()
    with uncollected(), begun_at_once(engine) as connection, unchanging(files):
        ids, figures = _standing(connection), Figures(connection)
        for line in track(written(files), "reading ids", None):
            if mistake := _first_look(read(line), ids, figures):
                found.extend([mistake])
        with made_afterwards(connection) if ids.first == 1 else nullcontext():
            addition = Addition(connection, ids.keys, ids.end, now)
            checker = Checker(ids.keys, ids.first, ids.lengths, figures.inputs, addition.edition)
            batches = _batches(track(written(files), "loading", ids.total))
            for checked in in_parallel(checker, batches) if ids.total > FEW else map(checker, batches):
                figures.meet(checked.figures)
                found.add(checked.found)
                if not found.total:
                    addition.add(unpacked(checked.new))
                    addition.replace(checked.standing)
            found.extend(figures.mistakes())
            found.tell()
            return addition.finish()


def _first_look(line: Line | Mistake, ids: Ids, figures: Figures) -> Mistake | None:
    ids.total += 1
    if isinstance(line, Mistake):
        return line
    if line.type is RecordType.observations:
        figures.want(line.values)
    return ids.take(line)


def _batches(lines: Iterable[Written]) -> Iterator[list[Written]]:
    remaining = iter(lines)
    while batch := list(islice(remaining, BATCH)):
        yield batch


def _standing(connection: Connection) -> Ids:
    """What the database holds."""
    keys: dict[RecordType, dict[str, int]] = {type: {} for type in RecordType}
    withdrawn: dict[RecordType, dict[str, int]] = {type: {} for type in RecordType}
    columns = select(RECORD.c.type, RECORD.c.id, RECORD.c.key, RECORD.c.withdrawn.is_not(None))
    records = columns.where(RECORD.c.type != RecordType.evidence).execution_options(yield_per=10_000)
    for type, id, key, gone in connection.execute(records):
        (withdrawn if gone else keys)[RecordType(type)][id] = key
    article = table_of(Article)
    texts = select(article.c.id, article.c.text_length).where(article.c.withdrawn.is_(False))
    lengths = {row.id: row.text_length for row in connection.execute(texts)}
    first = last_key(connection) + 1
    return Ids(keys, withdrawn, lengths, first, first)
