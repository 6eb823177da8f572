"""Words that no record has, and the nearest that some record has."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract
from sqlalchemy import bindparam, literal_column, or_, select

from api.terms import Term, Terms
from models.db import Reader, Snapshot
from models.search import SEARCH_WORD
from models.tokens import paired

SHORTEST = {True: 2, False: 4}  # syllables and letters
NEAR_ENOUGH = 0.7
SAME_FIRST_LETTER = 0.1  # few mistype the first
MOST_NEAR = 20
MOST_WORDS = 200_000


class Spelling:
    """The words of the dataset, read once a revision, when a search has found nothing."""

    def __init__(self, reader: Reader) -> None:
        first: Any = bindparam("first")
        last: Any = bindparam("last")
        begins = [(column >= first) & (column < last) for column in (SEARCH_WORD.c.word, SEARCH_WORD.c.stem)]
        self.of_known = reader.compile(select(SEARCH_WORD.c.word).where(or_(*begins)).limit(literal_column("1")))
        self.of_words = reader.compile(
            select(SEARCH_WORD.c.word).order_by(SEARCH_WORD.c.word).limit(literal_column(str(MOST_WORDS)))
        )
        self.revision = -1
        self.words: tuple[str, ...] = ()

    async def corrections(self, snapshot: Snapshot, terms: Terms, revision: int) -> dict[str, str]:
        """The mistyped words of a query, each with the word that it stands for."""
        unknown = [term for term in terms.wanted if term.word and not await self._known(snapshot, term)]
        if unknown and self.revision != revision:
            rows = await snapshot.rows(self.of_words, {})
            self.revision, self.words = revision, tuple(word.decode() for (word,) in rows)
        near = {term.word: nearest(term.word, self.words) for term in unknown if term.word}
        return {word: found for word, found in near.items() if found is not None}

    async def _known(self, snapshot: Snapshot, term: Term) -> bool:
        assert term.word is not None
        begins = term.word if paired(term.word) else min(term.word, term.tokens[0], key=len)
        values = {"first": begins, "last": begins + "\U0010ffff"}
        return bool(await snapshot.rows(self.of_known, values))


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The known word that one is nearest to, or whose beginning it is nearest to; None where none is near."""
    if len(word) < SHORTEST[paired(word)]:
        return None
    letters = _letters(word)
    candidates = {known: _letters(known) for known in words if paired(known) == paired(word)}
    begun = {known: spelt[: len(letters)] for known, spelt in candidates.items() if len(spelt) > len(letters)}
    near = [
        (likeness + (known[0] == word[0]) * SAME_FIRST_LETTER, known)
        for spelt in (candidates, begun)
        for _, likeness, known in extract(
            letters, spelt, scorer=OSA.normalized_similarity, score_cutoff=NEAR_ENOUGH, limit=MOST_NEAR
        )
    ]
    return max(near, default=(0, None))[1]


@lru_cache(100_000)
def _letters(word: str) -> str:
    """A word letter by letter: a syllable of Hangul is two or three."""
    return unicodedata.normalize("NFD", word)
