"""How wide text will be in a sans-serif font that is not known: near enough to wrap lines and to keep labels apart."""

import unicodedata
from collections.abc import Iterator

_NARROW = frozenset("iljtfrI1.,:;'|!()[] ·")
_BROAD = frozenset("mwMW%@–—")


def width(text: str, size: float) -> float:
    """The width of a line in pixels."""
    return size * sum(map(_share, text))


def _share(character: str) -> float:
    """The width of a character in ems."""
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    if character in _NARROW:
        return 0.36
    if character in _BROAD:
        return 0.88
    return 0.7 if character.isupper() else 0.57


def wrap(text: str, size: float, most: float) -> Iterator[str]:
    """Lines that fit; words are broken only where one alone is too long."""
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if width(longer, size) <= most:
            line = longer
            continue
        if line:
            yield line
        *pieces, line = _broken(word, size, most)
        yield from pieces
    yield line


def _broken(word: str, size: float, most: float) -> Iterator[str]:
    piece = ""
    for character in word:
        if piece and width(piece + character, size) > most:
            yield piece
            piece = ""
        piece += character
    yield piece


def shortened(text: str, most: int) -> str:
    """At most so many characters, with an ellipsis where some are left out."""
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0][: most - 1].rstrip(" ,.:;–-") + "…"
