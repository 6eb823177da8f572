"""How much of each text the dataset holds: sentences with statements taken from them, and reasons for those without.

Every sentence of `segments.yaml` carries evidence of a statement, or has a reason in `coverage.yaml`. A sentence with a
number in it, other than a date or the number of an argument or footnote, carries an observation or an event, or has a
reason. Few sentences may have one.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models.base import RecordType, Ref
from models.texts import Text
from models.vocabulary import Vocabulary
from seed.assemble import Collection
from seed.files import Origin, Read, read, validate
from seed.mistakes import Mistake
from seed.records import Entry

Segment = tuple[int, int]

FIGURES = frozenset({RecordType.observations, RecordType.events})
STATEMENTS = FIGURES | {RecordType.positions, RecordType.relations, RecordType.statuses}
MOST_BY_REASON = 0.15
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_NOT_A_FIGURE = re.compile(
    rf"(?:{_MONTHS}) \d{{1,2}}\b(?:, \d{{4}})?|\b\d{{1,2}} (?:{_MONTHS})\b"  # days
    r"|\b(?:1[89]|20)\d\d(?:[–-](?:1[89]|20)?\d\d)?s?\b"  # years
    r"|\[\d+\]|(?<!\w)\d\)"  # footnotes, arguments
    r"|https?://\S+"
)


class Reason(Vocabulary):
    """Why no statement was taken from a sentence, or no figure."""

    transition = "transition", "It only leads from one thought to the next."
    metadata = "metadata", "A heading, byline, date, number or identifier of the publication."
    repeats = "repeats", "It says again what is extracted elsewhere."
    rhetorical = "rhetorical", "A question or figure of speech that states nothing."
    opinion = "opinion", "An opinion that takes no stance."


class CoverageEntry(Entry):
    """A sentence and the reason."""

    segment: Segment
    reason: Reason


@dataclass
class Coverage:
    """What was counted, and what is missing."""

    segments: int = 0
    covered: int = 0
    reasons: Counter[Reason] = field(default_factory=Counter)
    mistakes: list[Mistake] = field(default_factory=list)


def coverage(data: Path, collection: Collection, texts: Mapping[str, Text]) -> Coverage:
    """The coverage of every article whose text is held."""
    result = Coverage()
    cut, given = _file(data, "segments.yaml"), _file(data, "coverage.yaml")
    reasons = _reasons(given, result.mistakes)
    for id, segments in cut.value.items():
        article = collection.drafts.get(Ref.model_construct(type=RecordType.articles, id=id))
        text = texts.get(article.values["text_sha256"]) if article else None
        if text is not None:
            found = {_segment(segment): cut.origin.at(id, index) for index, segment in enumerate(segments)}
            _count(text, found, _spans(collection, id), reasons.get(id, {}), result)
    by_reason = result.reasons.total()
    if by_reason > MOST_BY_REASON * result.segments:
        told = f"{by_reason} of {result.segments} sentences have a reason, and at most {MOST_BY_REASON:.0%} may"
        result.mistakes.append(given.origin.mistake(told))
    return result


def has_figure(sentence: str) -> bool:
    """Whether a sentence holds a number other than a date or the number of an argument or footnote."""
    return any(character.isdigit() for character in _NOT_A_FIGURE.sub(" ", sentence))


def _count(
    text: Text,
    segments: Mapping[Segment, Origin],
    spans: list[tuple[Segment, RecordType]],
    reasons: Mapping[Segment, tuple[Reason, Origin]],
    result: Coverage,
) -> None:
    for (start, end), origin in segments.items():
        on_it = STATEMENTS & {type for (first, last), type in spans if first < end and last > start}
        figure_missing = has_figure(text.content[start:end]) and not on_it & FIGURES
        reason = reasons.get((start, end))
        result.segments += 1
        result.covered += bool(on_it)
        if reason is not None:
            result.reasons[reason[0]] += 1
        if reason is None and not on_it:
            result.mistakes.append(origin.mistake(f"no statement has evidence in [{start}, {end})"))
        elif reason is None and figure_missing:
            result.mistakes.append(origin.mistake(f"no figure or event is taken from [{start}, {end})"))
        elif reason is not None and on_it and not figure_missing:
            result.mistakes.append(reason[1].mistake("the sentence has a statement and needs no reason"))
    for segment, (_, origin) in reasons.items():
        if segment not in segments:
            result.mistakes.append(origin.mistake("there is no such sentence in segments.yaml"))


def _spans(collection: Collection, article: str) -> list[tuple[Segment, RecordType]]:
    """The spans in an article's text, each with the type of record that it is evidence of."""
    return [
        ((span.start, span.end), draft.ref.type)
        for draft in collection.drafts.values()
        for span in draft.spans
        if span.text_of == article
    ]


def _reasons(given: Read, found: list[Mistake]) -> dict[str, dict[Segment, tuple[Reason, Origin]]]:
    reasons: dict[str, dict[Segment, tuple[Reason, Origin]]] = {}
    for id, entries in given.value.items():
        for index, value in enumerate(entries):
            origin = given.origin.at(id, index)
            entry = validate(CoverageEntry, value, origin, found)
            if entry is not None:
                reasons.setdefault(id, {})[entry.segment] = entry.reason, origin
    return reasons


def _segment(value: Any) -> Segment:
    start, end = value
    return int(start), int(end)


def _file(data: Path, name: str) -> Read:
    path = data / name
    return read(path, name) if path.exists() else Read({}, Origin(name, {}))


def told(result: Coverage) -> Iterator[str]:
    """The counts in sentences."""
    share = result.covered / max(result.segments, 1)
    yield f"{result.segments} sentences: {result.covered} with a statement ({share:.0%})"
    for reason, count in sorted(result.reasons.items()):
        yield f"{count} by reason: {reason}"
