"""Text as search sees it: words without case, accents and inflection; Korean and Chinese in overlapping pairs.

What is indexed and what is asked go through the same functions, so that they meet. A Latin or Cyrillic word is its
stem; a run of Hangul or Han is every two neighbouring characters, because particles and compounds are written together
there.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

VERSION = 1  # raised when the same text gives other tokens, so that databases are made anew
LONGEST = 64

_SYLLABLES = r"\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_APOSTROPHES = "'’ʼ‘ʹ`′"
_MARKS = r"\u0300-\u036f"
_LETTERS = rf"[^\W_{_SYLLABLES}][{_MARKS}]*"
_WORD = re.compile(
    rf"[{_SYLLABLES}]+"
    r"|\d{1,3}(?:,\d{3})+(?!\d)"  # 1,250 is one number
    rf"|{_LETTERS}(?:[{_APOSTROPHES}]?{_LETTERS})*"
)
_SYLLABLE = re.compile(f"[{_SYLLABLES}]")
_POSSESSIVE = re.compile(rf"[{_APOSTROPHES}]s$")
_IGNORED = str.maketrans("", "", _APOSTROPHES + ",")
_HYPHENS = "-‐‑"


class Token(NamedTuple):
    """A token and the characters of the text that it stands for; `word` is the whole word that it was made of."""

    text: str
    start: int
    end: int
    word: str


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text in order."""
    for found in _WORD.finditer(text):
        word, parts = _read(found.group())
        start, end = found.span()
        syllables = len(parts) > 1 and len(word) == end - start  # else written in letters that make syllables
        for index, part in enumerate(parts):
            place = (start + index, min(start + index + 2, end)) if syllables else (start, end)
            yield Token(part, *place, word)


def words(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """The words of a text in order, each with its tokens."""
    return [_read(written) for written in _WORD.findall(text)]


@lru_cache(100_000)
def _read(written: str) -> tuple[str, tuple[str, ...]]:
    """A word as it is compared, and its tokens. Pairs are every two neighbouring syllables, and the last one alone, so
    that every place of a word can be found."""
    word = folded(written)
    if paired(word):
        return word, tuple(word[index : index + 2] for index in range(len(word)))
    return word, (stem(word),) if word else ()


def compounds(text: str) -> Iterator[str]:
    """Words with a hyphen as one word, because others write them so: Jae-in, Jaein."""
    words = list(_WORD.finditer(text)) if any(hyphen in text for hyphen in _HYPHENS) else []
    joined = ""
    for before, after in pairwise(words):
        hyphenated = text[before.end() : after.start()] in tuple(_HYPHENS)
        joined = (joined or folded(before.group())) + folded(after.group()) if hyphenated else ""
        if joined and not paired(joined):
            yield stem(joined[:LONGEST])


def folded(word: str) -> str:
    """A word without case, apostrophes, accents of Latin letters, and with е for ё."""
    word = _POSSESSIVE.sub("", unicodedata.normalize("NFC", word).casefold()).translate(_IGNORED)
    if word.isascii():
        return word[:LONGEST]
    letters = (_plain(letter) for letter in word)
    return unicodedata.normalize("NFC", "".join(letters)).replace("ё", "е")[:LONGEST]


def paired(word: str) -> bool:
    """Whether the tokens of a word are pairs of its characters."""
    return _SYLLABLE.match(word) is not None


@lru_cache(100_000)
def stem(word: str) -> str:
    """What inflected forms of a word share."""
    if "a" <= word[0] <= "z":
        return str(_stemmer("english").stemWord(word))
    return str(_stemmer("russian").stemWord(word)) if "а" <= word[0] <= "я" else word


@cache
def _stemmer(language: str) -> Any:
    """The stemmer of a language. The package brings those of all languages, which only the first search needs."""
    from snowballstemmer import stemmer

    return stemmer(language)


@lru_cache(10_000)
def _plain(letter: str) -> str:
    """A Latin letter without its accents; any other as it is."""
    parts = unicodedata.normalize("NFKD", letter)
    return "".join(part for part in parts if part.isalnum()) if parts[:1].isascii() else letter
