"""Cuts texts into sentences, as offsets only: the ground on which coverage is measured."""

import re
from collections.abc import Iterator

from models.texts import Text

_BLOCK = re.compile(r"\S(?:.*\S)?")
_END = re.compile(r"([.?!…]+[\"'”’)\]*]*)\s+(?=[\"'“‘(\[*]*[A-Z0-9©※])")
_NO_END = re.compile(r"\b(?:No|Nos|Mr|Mrs|Ms|Dr|St|vs|Vol|Art|U\.S|U\.N|[A-Z])\.$")


def segments(text: Text) -> Iterator[tuple[int, int]]:
    """The start and end of every sentence, heading and caption, in order."""
    for block in _BLOCK.finditer(text.content):
        start = block.start()
        for end in _END.finditer(text.content, block.start(), block.end()):
            if not _NO_END.search(text.content, start, end.end(1)) and not _in_date(text.content, end):
                yield start, end.end(1)
                start = end.end()
        yield start, block.end()


def _in_date(content: str, end: re.Match[str]) -> bool:
    """Whether the dot stands between two figures, as in a date written with dots."""
    return content[end.start() - 1].isdigit() and content[end.end()].isdigit()
