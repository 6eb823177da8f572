"""Whether figures agree: what each of them leaves possible, as it is bounded and as it is written.

A figure is a span of numbers. `over 600` has no upper end and does not hold 600 itself; `$25 billion` is one number,
and as it is written stands for whatever rounds to 25 billion. Figures agree where one number lies in all their spans.
What a source denies must leave such a number.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Any, NamedTuple

from models.observations import ObservationStatus, Qualifier
from models.vocabulary import Vocabulary

INFINITE = Decimal("Infinity")
ABOUT = 10  # a round number that is "about" may be off by up to one tenth of itself
SIX_DIGITS, FIFTEEN_DIGITS = Context(prec=6), Context(prec=15)
_NUMBER = re.compile(r"[0-9]+(?:[.,'’][0-9]+|[ \u00a0\u202f][0-9]{3}(?![0-9]))*", re.ASCII)
# What somebody sets or expects is another sort of claim than what was.
SORTS = {status: status for status in (ObservationStatus.forecast, ObservationStatus.target, ObservationStatus.limit)}


class Agreement(Vocabulary):
    """Whether the numbers of a group agree."""

    single = "single", "Fewer than two numbers: there is nothing to compare."
    equal = "equal", "All say the same."
    equal_after_rounding = "equal_after_rounding", "One number can be written in all these ways."
    compatible = "compatible", "Ranges, bounds and denials leave a number that fits all."
    revision = "revision", "They differ, and one replaces another: it was provisional, or a comparison says so."
    definition_differs = "definition_differs", "They differ, and so does what they are about: see `differs_in`."
    conflict = "conflict", "No number fits all, though all seem to be about the same."


class Difference(Vocabulary):
    """In what figures differ beside the number."""

    period = "period", "Their periods overlap, but are not the same."
    base = "base", "They compare with different times."
    scope = "scope", "The notes on what is counted differ."
    status = "status", "Some tell what was, others what is expected, aimed at or allowed."


@dataclass(frozen=True)
class Figure:
    """What counts for agreement."""

    id: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    qualifier: str
    as_written: str | None
    denied: bool
    status: str
    period: tuple[str, str, bool]
    base: tuple[str, str] | None
    scope: str | None

    @property
    def has_number(self) -> bool:
        """Whether it says how much, and not only that something changed."""
        return self.low is not None or self.high is not None


class Span(NamedTuple):
    """Numbers from low to high; 1 and -1 beside an end say that it is not in."""

    low: tuple[Decimal, int]
    high: tuple[Decimal, int]

    @property
    def empty(self) -> bool:
        """Whether no number lies in it."""
        (low, low_open), (high, high_open) = self
        return low > high or (low == high and bool(low_open or high_open))


def bounded(figure: Figure) -> Span:
    """The numbers that a figure leaves possible by its bounds."""
    low = -INFINITE if figure.low is None else figure.low
    high = INFINITE if figure.high is None else figure.high
    return Span((low, int(figure.qualifier == Qualifier.over)), (high, -int(figure.qualifier == Qualifier.under)))


def rounded(figure: Figure) -> Span:
    """The numbers that could be written as a figure is. A range or a bound on one side counts as it stands."""
    half = tolerance(figure)
    if figure.low is None or figure.low != figure.high or not half:
        return bounded(figure)
    return Span((figure.low - half, 1), (figure.low + half, -1))


def tolerance(figure: Figure) -> Decimal:
    """How far a number may be off: half of the place of its last digit as written; the noughts at the end of what is
    `about` may be rounding too."""
    number = figure.low or Decimal(0)
    half = last_place(abs(number), figure.as_written or "") / 2
    if figure.qualifier != Qualifier.about or not number:
        return half
    place = Decimal(1).scaleb(int(number.normalize().as_tuple().exponent))
    return max(half, min(place / 2, abs(number) / ABOUT))


def last_place(number: Decimal, as_written: str) -> Decimal:
    """The place of the last digit that is written; 0 where the text does not write this number in digits.

    The digits of `$2.4 million` are 24, so that the last of them stands for 2,400,000 / 24 = 100,000.
    """
    for text in _NUMBER.findall(as_written):
        digits = int(re.sub("[^0-9]", "", text)[:30])
        if digits and (number / digits).normalize().as_tuple().digits == (1,):
            return number / digits
    return Decimal(0)


def agreement(figures: Sequence[Figure], replaced: bool) -> Agreement:
    """Whether figures agree; `replaced` says that a comparison calls one of them the revision of another."""
    numbers = [figure for figure in figures if figure.has_number]
    if len(numbers) < 2:
        return Agreement.single
    if found := _agreed(numbers):
        return found
    final = [figure for figure in numbers if figure.status != ObservationStatus.provisional]
    if replaced or (len(final) < len(numbers) and (len(final) < 2 or _agreed(final))):
        return Agreement.revision
    return Agreement.definition_differs if differences(numbers) else Agreement.conflict


def _agreed(figures: Sequence[Figure]) -> Agreement | None:
    affirmed = [figure for figure in figures if not figure.denied]
    denied = [figure for figure in figures if figure.denied]
    if not denied and len({bounded(figure) for figure in affirmed}) == 1:
        return Agreement.equal
    for reading, word in ((bounded, Agreement.compatible), (rounded, Agreement.equal_after_rounding)):
        left = _shared(map(reading, affirmed))
        if not left.empty and not any(_lies_in(left, reading(figure)) for figure in denied):
            return word
    return None


def _shared(spans: Iterable[Span]) -> Span:
    every = [Span((-INFINITE, 0), (INFINITE, 0)), *spans]
    return Span(max(span.low for span in every), min(span.high for span in every))


def _lies_in(span: Span, other: Span) -> bool:
    return span.low >= other.low and span.high <= other.high


def differences(figures: Iterable[Figure]) -> list[Difference]:
    """In what figures differ beside the number."""
    numbers = [figure for figure in figures if figure.has_number]
    compared: dict[Difference, set[Any]] = {
        Difference.period: {figure.period for figure in numbers},
        Difference.base: {figure.base for figure in numbers},
        Difference.scope: {figure.scope for figure in numbers},
        Difference.status: {SORTS.get(ObservationStatus(figure.status)) for figure in numbers},
    }
    return [difference for difference, found in compared.items() if len(found) > 1]


def spread(figures: Iterable[Figure]) -> tuple[Decimal, Decimal | None] | None:
    """How far apart the least and the greatest number are that two or more figures state, and that in percent of the
    least; no percentage of nought. What is denied does not count, nor does a bound that no number is given for."""
    stated = [numbers for figure in figures if not figure.denied and (numbers := _numbers(figure))]
    if len(stated) < 2:
        return None
    least, greatest = min(map(min, stated)), max(map(max, stated))
    absolute = FIFTEEN_DIGITS.subtract(greatest, least)
    return absolute, SIX_DIGITS.divide(100 * absolute, abs(least)) if least else None


def _numbers(figure: Figure) -> list[Decimal]:
    """The number that a figure states, or both ends of its range."""
    if figure.value is not None:
        return [figure.value]
    return [] if figure.low is None or figure.high is None else [figure.low, figure.high]
