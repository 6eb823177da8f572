"""The search index: the tokens of every record, and the conditions and the score that both databases compute alike.

FTS5 on SQLite and a GIN index on PostgreSQL find the records that have all words. Whether words stand side by side, and
how well a record fits, is asked of the strings of tokens, in whole numbers, so that no database has an order of its
own. A string of tokens begins and ends with a blank; texts in it are set apart by a full stop, which is no token.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, Self

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Integer,
    bindparam,
    case,
    cast,
    column,
    exists,
    func,
    insert,
    literal,
    literal_column,
    select,
    table,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import UserDefinedType
from sqlmodel import Field

from models.base import Document, table_of
from models.searched import Weight, texts
from models.tables import Stored
from models.text import TEXT, string
from models.tokens import compounds, tokens

STOP = " . "
LENGTHS = 99
CANDIDATES = 5_000


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
_FTS = table("search_fts", column("rowid"), column("search_fts"))


def indexed(key: int, document: Document) -> tuple[dict[str, Any], dict[str, str]] | None:
    """A document's row of the index, and its words with their stems. None where it has no text to search."""
    by_weight: dict[Weight, list[str]] = defaultdict(list)
    words: dict[str, str] = {}
    values = document.model_dump(include={field.split(".")[0] for field in document.searched})
    for _, text, weight in texts(values, document.searched):
        found = list(tokens(text))
        by_weight[weight] += [" ".join(token.text for token in found), *compounds(text)]
        words |= {token.word: token.text for token in found}
    if not words:
        return None
    columns = {str(weight): _string(by_weight[weight]) for weight in (Weight.label, Weight.alias, Weight.sentence)}
    length = min(len((columns["label"] or columns["sentence"]).split()), LENGTHS)
    unlike = [word for word, stem in words.items() if word != stem]
    every = _string([*chain.from_iterable(by_weight.values()), *unlike])
    return {"key": key, **columns, "tokens": every, "length": length}, words


def learn(connection: Connection, words: Mapping[str, str]) -> None:
    """Remembers words that are not yet known. What was known stays so, though its last record may be gone."""
    known = exists().where(SEARCH_WORD.c.word == bindparam("new", type_=TEXT))
    new: Any = select(bindparam("new", type_=TEXT), bindparam("root", type_=TEXT)).where(~known)
    if words:
        given = [{"new": word, "root": stem} for word, stem in words.items()]
        connection.execute(insert(SEARCH_WORD).from_select(["word", "stem"], new), given)


def _string(parts: Iterable[str]) -> str:
    held = STOP.join(part for part in parts if part)
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
