"""What `q` asks for: words, "phrases" in quotation marks, and -exclusions, as tokens of the search index.

A word finds what begins like it, a phrase what has its words side by side, and every term must be met. Knows no
database.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from models.tokens import paired, tokens

MOST_TERMS = 32
_PART = re.compile(r'(?P<no>-?)(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')


@dataclass(frozen=True)
class Term:
    """Tokens that must stand side by side, or must not. `word` is the one word that they are of."""

    tokens: tuple[str, ...]
    word: str | None
    wanted: bool

    @property
    def open(self) -> tuple[str, ...]:
        """The tokens without the last syllable alone, so that a longer word of syllables begins like this one."""
        alone = len(self.tokens) > 1 and paired(self.tokens[-1]) and len(self.tokens[-1]) == 1
        return self.tokens[:-1] if alone else self.tokens

    @property
    def needle(self) -> str:
        """As it stands in a string of tokens. A wanted word may go on; a phrase and what is not wanted may not, unless
        they end in syllables, where particles are written together with words."""
        goes_on = paired(self.tokens[-1]) or (self.wanted and self.word)
        return f" {' '.join(self.open)}" + ("" if goes_on else " ")


@dataclass(frozen=True)
class Terms:
    """All terms of a query."""

    all: tuple[Term, ...]

    @property
    def wanted(self) -> list[Term]:
        """The terms that a record must meet."""
        return [term for term in self.all if term.wanted]

    def values(self) -> Sequence[Any]:
        """The values for the placeholders of `models.search.matches` and `score`."""
        found = [token for term in self.wanted for token in term.open]
        whole = " ".join(token for term in self.wanted for token in term.tokens)
        beginning = " ".join(token for term in self.wanted[:-1] for token in term.tokens)
        return (
            " ".join(f'"{token}"*' for token in found),
            " & ".join(f"'{token}':*" for token in found),
            f" . {whole} . ",
            f" {beginning} {' '.join(self.wanted[-1].open)}".replace("  ", " "),
            *[part for term in self.all for part in (term.needle, term.wanted)],
        )


def read_terms(text: str) -> Terms:
    """The terms of a query. Raises ValueError for one that cannot be answered."""
    if text.count('"') % 2:
        raise ValueError('has a quotation mark without its partner; write phrases as "two words"')
    found = [term for part in _PART.finditer(text) for term in _terms(part)]
    if not any(term.wanted for term in found):
        raise ValueError("names no word to look for")
    if len(found) > MOST_TERMS:
        raise ValueError(f"has more than {MOST_TERMS} words and phrases")
    return Terms(tuple(found))


def read_words(text: str) -> Terms:
    """The words of a text in which no character has a meaning of its own. Raises ValueError where there are none."""
    found = tuple(_words(text, wanted=True))
    if not found:
        raise ValueError("names no word to look for")
    return Terms(found[:MOST_TERMS])


def _terms(part: re.Match[str]) -> Iterator[Term]:
    wanted = not part["no"]
    if part["phrase"] is None:
        yield from _words(part["word"], wanted=wanted)
    elif phrase := tuple(token.text for token in tokens(part["phrase"])):
        yield Term(phrase, None, wanted)


def _words(text: str, *, wanted: bool) -> Iterator[Term]:
    for word, run in groupby(tokens(text), key=lambda token: token.word):
        yield Term(tuple(token.text for token in run), word, wanted)
