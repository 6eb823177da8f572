"""The source texts, which are not part of the project: a folder of files, known by their SHA-256."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

_GAP = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")


@dataclass(frozen=True)
class Text:
    """One text: offsets count Unicode code points of the file decoded as UTF-8, unnormalised."""

    content: str
    sha256: str

    @cached_property
    def _paragraphs(self) -> list[int]:
        """Where each paragraph starts: blocks set apart by blank lines."""
        start = len(self.content) - len(self.content.lstrip())
        return [start, *(gap.end() for gap in _GAP.finditer(self.content, start))]

    def paragraph(self, offset: int) -> int:
        """The number of the paragraph that holds a character, counted from 1."""
        return max(bisect_right(self._paragraphs, offset), 1)

    def digest(self, start: int, end: int) -> str:
        """SHA-256 of the characters in UTF-8."""
        return sha256(self.content[start:end].encode()).hexdigest()


def text_of_bytes(content: bytes) -> Text:
    """A text. Raises UnicodeDecodeError where it is not UTF-8."""
    return Text(content.decode("utf-8"), sha256(content).hexdigest())


def read_texts(folder: Path) -> dict[str, Text]:
    """Every text of a folder, by the SHA-256 of its bytes. Raises FileNotFoundError where there is no such folder."""
    if not folder.is_dir():
        raise FileNotFoundError(f"there is no folder {folder}")
    texts = [text_of_bytes(path.read_bytes()) for path in sorted(folder.glob("*.txt"))]
    return {text.sha256: text for text in texts}
