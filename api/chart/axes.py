"""Axes: round numbers on the one, years, quarters or months on the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from itertools import pairwise

from models.indicators import UnitSystem

MOST_TICKS, MOST_BANDS = 6, 10
WORDS = (("trillion", 12), ("billion", 9), ("million", 6))
YEARS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)
READABLE = {"1": "times", "a": "years", "d": "days", "t": "tonnes", "m3": "m³", "m2": "m²"}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FOUR_DIGITS = Context(prec=4)


@dataclass(frozen=True)
class Scale:
    """From values to pixels."""

    low: Decimal
    high: Decimal
    start: float
    end: float

    def at(self, value: Decimal | int) -> float:
        """The pixel of a value."""
        return self.start + float((value - self.low) / (self.high - self.low)) * (self.end - self.start)


@dataclass(frozen=True)
class Values:
    """The axis of values: its ticks, which hold nought, and the unit in words."""

    ticks: Sequence[Decimal]
    power: int
    word: str
    unit: str

    def shown(self, value: Decimal) -> str:
        """A number in the unit of the axis."""
        return f"{value.scaleb(-self.power).normalize():,f}".replace("-", "−")

    def brief(self, value: Decimal) -> str:
        """The same with at most four digits, for a label beside a mark."""
        exactly = self.power == 0 and abs(value) >= 1_000
        return self.shown(value if exactly else FOUR_DIGITS.plus(value))

    @property
    def caption(self) -> str:
        """The unit as a reader says it."""
        return f"{self.word} {self.unit}".strip()


def values(numbers: Sequence[Decimal], unit: str, system: str) -> Values:
    """The axis that reaches all numbers and nought."""
    low, high = min([*numbers, Decimal(0)]), max([*numbers, Decimal(0)])
    step = _step(high - low)
    if all(number == number.to_integral_value() for number in numbers):
        step = max(step, Decimal(1))
    first = (low / step).to_integral_value(ROUND_FLOOR)
    last = max((high / step).to_integral_value(ROUND_CEILING), first + 1)
    ticks = [step * (first + index) for index in range(int(last - first) + 1)]
    largest = max(map(abs, ticks))
    word, power = next(((word, power) for word, power in WORDS if largest >= Decimal(10) ** power), ("", 0))
    return Values(ticks, power, word, _unit(unit, system))


def _step(span: Decimal) -> Decimal:
    """A round distance of ticks."""
    raw = span / MOST_TICKS if span else Decimal(1)
    magnitude = Decimal(1).scaleb(raw.adjusted())
    return next(magnitude * factor for factor in (1, 2, 5, 10) if magnitude * factor >= raw)


def _unit(unit: str, system: str) -> str:
    """A code of a unit in words; what is counted in the plural."""
    if system != UnitSystem.count_:
        return READABLE.get(unit, unit)
    if unit.endswith("y") and unit[-2:-1] not in "aeiou":
        return f"{unit[:-1]}ies"
    return unit + ("es" if unit.endswith(("s", "x", "z", "ch", "sh")) else "s")


@dataclass(frozen=True)
class Band:
    """A stretch of time with its name; both days are counted from the beginning of the calendar."""

    start: int
    end: int
    name: str
    whole: bool


def first_day(text: str) -> int:
    """The number of a day."""
    return date.fromisoformat(text).toordinal()


def day_after(text: str) -> int:
    """The number of the day after."""
    return first_day(text) + 1


def bands(earliest: Sequence[str], latest: Sequence[str]) -> list[Band]:
    """The axis of time: whole years, quarters or months that hold all days."""
    first, last = min([*earliest, *latest]), max([*earliest, *latest])
    months = _month(last) - _month(first) + 1
    by_years = all(day.endswith("-01-01") for day in earliest) and all(day.endswith("-12-31") for day in latest)
    if by_years or months > 27:
        return list(_years(int(first[:4]), int(last[:4])))
    return list(_months(_month(first), _month(last), 1 if months < MOST_BANDS else 3))


def _month(day: str) -> int:
    return int(day[:4]) * 12 + int(day[5:7]) - 1


def _start(month: int) -> int:
    """The first day of a month, counted from year 0; the calendar ends with 9999."""
    year, index = divmod(month, 12)
    return date.max.toordinal() + 1 if year > date.max.year else date(max(year, 1), index + 1, 1).toordinal()


def _years(first: int, last: int) -> Iterator[Band]:
    step = next(step for step in YEARS if (last - first + 1) / step <= MOST_BANDS or step == YEARS[-1])
    years = range(first - first % step, last + step + 1, step)
    for year, following in pairwise(years):
        yield Band(_start(year * 12), _start(following * 12), str(max(year, 1)), step == 1)


def _months(first: int, last: int, step: int) -> Iterator[Band]:
    for month, following in pairwise(range(first - first % step, last + step + 1, step)):
        year, index = divmod(month, 12)
        name = f"Q{index // 3 + 1} {year}" if step == 3 else f"{MONTHS[index]} {year}"
        yield Band(_start(month), _start(following), name, True)
