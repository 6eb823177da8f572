"""The search index: the tokens of every record, and the conditions and the score that both databases compute alike.

FTS5 on SQLite and a GIN index on PostgreSQL find the records that have all words. Whether words stand side by side, and
how well a record fits, is asked of the strings of tokens, in whole numbers, so that no database has an order of its
own. A string of tokens begins and ends with a blank; texts in it are set apart by a full stop, which is no token.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, Self

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Integer,
    case,
    cast,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
)
from sqlalchemy import text as sql
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import UserDefinedType
from sqlmodel import Field

from models.base import table_of
from models.searched import Searched, Weight, texts
from models.tables import Stored
from models.text import string
from models.tokens import compounds, words

STOP = " . "
LENGTHS = 99
CANDIDATES = 5_000
SHORT = 40


class Search(Stored, table=True):
    """The tokens of one record: those of its name, of other names, of sentences, and all with the words they are of."""

    key: int = Field(primary_key=True, foreign_key="record.key")
    label: str = string()
    alias: str = string()
    sentence: str = string()
    tokens: str = string()
    length: int


class SearchWord(Stored, table=True):
    """A word that some record has or had, and its stem: what a mistyped word is compared with."""

    __tablename__ = "search_word"

    word: str = string(primary_key=True)
    stem: str = string()


SEARCH, SEARCH_WORD = table_of(Search), table_of(SearchWord)
NAMES = SEARCH.c.label + SEARCH.c.alias
# Made by the migrations: the full-text table of SQLite over the tokens.
_FTS = table("search_fts", column("rowid"), column("tokens"), column("search_fts"))


def indexed(document: Mapping[str, Any], searched: Searched) -> tuple[dict[str, Any], dict[str, str]] | None:
    """A document's row of the index, and its words with their stems. None where it has no text to search."""
    read = tuple([(text, weight) for _, text, weight in texts(document, searched)])
    return _of_few(read) if len(read) == 1 and len(read[0][0]) < SHORT else _of(read)


def _of(read: Iterable[tuple[str, Weight]]) -> tuple[dict[str, Any], dict[str, str]] | None:
    by_weight: dict[Weight, list[str]] = defaultdict(list)
    known: dict[str, str] = {}
    for text, weight in read:
        found = words(text)
        by_weight[weight] += [" ".join([part for _, parts in found for part in parts]), *compounds(text)]
        known |= {word: parts[-1] for word, parts in found if parts}
    if not known:
        return None
    columns = {name: _string(by_weight[weight]) for name, weight in _COLUMNS}
    length = min(len((columns["label"] or columns["sentence"]).split()), LENGTHS)
    unlike = [word for word, stem in known.items() if word != stem]
    every = _string([*chain.from_iterable(by_weight.values()), *unlike])
    return {**columns, "tokens": every, "length": length}, known


# Figures are often worded alike.
_of_few = lru_cache(20_000)(_of)

# Those that have a column of their own; all stand in `tokens`.
_COLUMNS = [(str(weight), weight) for weight in (Weight.label, Weight.alias, Weight.sentence)]


def learn(connection: Connection, words: Mapping[str, str]) -> None:
    """Remembers words that are not yet known. What was known stays so, though its last record may be gone."""
    if words:
        given = json.dumps(words, ensure_ascii=False)
        connection.execute(_LEARN[connection.dialect.name], {"words": given})


def find_by_tokens(connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    """Makes new rows of the index findable. PostgreSQL does so by itself."""
    if rows and connection.dialect.name == "sqlite":
        found = [(row[0], row[_TOKENS]) for row in rows]
        connection.exec_driver_sql("INSERT INTO search_fts (rowid, tokens) VALUES (?, ?)", found)


_TOKENS = list(SEARCH.c).index(SEARCH.c.tokens)


# In one statement, however many words there are.
_LEARN = {
    dialect: sql(
        f"INSERT INTO search_word (word, stem) SELECT key, value FROM {pairs} WHERE true ON CONFLICT DO NOTHING"
    )
    for dialect, pairs in (
        ("sqlite", "json_each(:words)"),
        ("postgresql", "json_each_text(CAST(:words AS json))"),
    )
}


def _string(parts: Iterable[str]) -> str:
    held = STOP.join([part for part in parts if part])
    return held and f"{STOP}{held}{STOP}"


# --- conditions over placeholders: both forms of the words, the whole, its beginning, then a string and whether it is
# wanted for each term -----

FORMS = 4


def matches(key: Any, given: Sequence[Any], within: Any = SEARCH.c.tokens) -> ColumnElement[bool]:
    """The record of that key has every wanted term, and no other, in all its tokens or in a part of them. An index
    finds the records that have all words somewhere."""
    met = [holds(within, needle) == wanted for needle, wanted in _pairs(given)]
    found = select(SEARCH.c.key).where(*met)
    in_fts = found.join(_FTS, _FTS.c.rowid == SEARCH.c.key).where(_FTS.c.search_fts.op("MATCH")(given[0]))
    lexemes = func.array_to_tsvector(func.string_to_array(func.btrim(SEARCH.c.tokens), literal_column("' '")))
    in_gin = found.where(lexemes.op("@@", is_comparison=True)(cast(given[1], TsQuery())))
    return ByDialect(sqlite=key.in_(in_fts), postgresql=key.in_(in_gin))


def score(given: Sequence[Any]) -> ColumnElement[int]:
    """How well a row of the index fits: more for names than for sentences, for whole words than for beginnings, for all
    words side by side, and for short texts."""
    _, _, whole, beginning = given[:FORMS]
    starts, label, alias, sentence = literal(" .") + beginning, SEARCH.c.label, SEARCH.c.alias, SEARCH.c.sentence
    whole_name = [(label, whole, 50), (alias, whole, 40), (label, starts, 20)]
    together = [(label, beginning, 14), (alias, starts, 12), (alias, beginning, 8), (sentence, beginning, 4)]
    points = _best(*whole_name, *together)
    for needle, _ in _pairs(given):
        word = needle + literal(" ")
        in_names = [(label, word, 14), (alias, word, 12), (label, needle, 9), (alias, needle, 8)]
        points += _best(*in_names, (sentence, word, 5), (sentence, needle, 3))
    return cast(points * 100 + LENGTHS - SEARCH.c.length + 1, Integer)


def _best(*graded: tuple[Any, Any, int]) -> Any:
    """The points of the first text that holds its part."""
    return case(*[(holds(text, part), points) for text, part, points in graded], else_=0)


def _pairs(given: Sequence[Any]) -> list[tuple[Any, Any]]:
    terms = given[FORMS:]
    return list(zip(terms[::2], terms[1::2], strict=True))


def holds(text: Any, part: Any) -> ColumnElement[bool]:
    """The text has that part."""
    return ByDialect(sqlite=func.instr(text, part) > 0, postgresql=func.strpos(text, part) > 0)


class ByDialect(ColumnElement[bool]):
    """A condition that is written in another way for each database."""

    inherit_cache = False
    type = Boolean()

    def __init__(self, **written: ColumnElement[bool]) -> None:
        self.written = written

    def self_group(self, against: Any = None) -> Self:  # noqa: ARG002
        """Itself: SQLAlchemy would write `= 1` behind it on SQLite, which then uses no index for it."""
        return self


class TsQuery(UserDefinedType[str]):
    """PostgreSQL's type of what is looked for in a text. SQLAlchemy's own comes with all drivers for PostgreSQL."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """The name of the type."""
        return "TSQUERY"


@compiles(ByDialect)
def _compile(element: ByDialect, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.written[compiler.dialect.name].self_group(), **options)
