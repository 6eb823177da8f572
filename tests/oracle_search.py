"""When a record holds what `q` asks for: each text is gone through, token by token, where the service asks an index."""

import re
from collections.abc import Sequence
from random import Random

from models import SUBJECTS
from models.base import RecordType
from models.tokens import compounds, paired, tokens
from tests.oracle import Filter, Values, at

_PART = re.compile(r'(-?)(?:"([^"]*)"|([^\s"]+))')


def searched(type: str) -> Filter:
    """What `q` of a list looks through."""
    paths = SUBJECTS[RecordType(type)].document.searched
    return Filter(at(*paths), _meets, "query", most=1)


def _meets(held: Values, asked: Sequence[str]) -> bool:
    texts = [str(text) for text in held]
    parts = [(bool(no), phrase, word) for no, phrase, word in _PART.findall(asked[0])]
    return all(
        any(_holds(text, run, whole=bool(phrase) or no) for text in texts) != no
        for no, phrase, word in parts
        for run in ([_run(phrase)] if phrase else _runs(word))
        if run
    )


def _run(text: str) -> list[str]:
    return [token.text for token in tokens(text)]


def _runs(text: str) -> list[list[str]]:
    """The tokens of each word."""
    words: dict[str, list[str]] = {}
    for token in tokens(text):
        words.setdefault(token.word, []).append(token.text)
    return list(words.values())


def _holds(text: str, run: list[str], whole: bool) -> bool:
    if len(run) > 1 and paired(run[-1]) and len(run[-1]) == 1:
        run = run[:-1]
    whole = whole and not paired(run[-1])
    found = list(tokens(text))
    rows = [[token.text for token in found], *[[word] for word in compounds(text)], *[[token.word] for token in found]]
    return any(_begins(row[index:], run, whole) for row in rows for index in range(len(row)))


def _begins(row: list[str], run: list[str], whole: bool) -> bool:
    if len(row) < len(run) or row[: len(run) - 1] != run[:-1]:
        return False
    last = row[len(run) - 1]
    return last == run[-1] if whole else last.startswith(run[-1])


def query(text: str, random: Random) -> str:
    """Words of a text in some order, some cut off, some side by side, and perhaps one that must not be there."""
    words = [word for word in text.replace('"', " ").split() if 0 < len(_run(word)) < 10] or ["words"]
    start = random.randrange(len(words))
    chosen = random.choice(
        (
            f'"{" ".join(words[start : start + random.randint(1, 3)])}"',
            " ".join(random.sample(words, min(len(words), random.randint(1, 3)))),
            words[start][: random.randint(1, 6)],
            f"{words[start]} -{random.choice((words[0], 'absent', words[start][:2]))}",
        )
    )
    chosen = random.choice((chosen, chosen, chosen.upper(), chosen.title()))
    return chosen if any(_run(part) for part in re.findall(r'(?<![-\S])"?[^\s"-]+', chosen)) else "words"
