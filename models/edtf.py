"""Dates that say how precise they are: EDTF levels 0 and 1 without sets, plus quarters and halves.

Accepted: `2017`, `2017-09`, `2017-09-14`; unspecified digits from the right (`201X`, `20XX`, `2017-XX`, `2017-09-XX`,
`2017-XX-XX`); seasons `2017-21` to `-24` (northern spring to winter), quarters `-33` to `-36`, halves `-40` and `-41`;
one of `?`, `~`, `%` at the end; intervals `start/end`, where `..` is an open end and an empty side an unknown one.
Years run from 0001 to 9999. A qualifier says that the date is doubtful or approximate; it does not widen the bounds.
"""

import re
from calendar import monthrange
from functools import lru_cache
from typing import NamedTuple

from models.vocabulary import Vocabulary

MAX_LENGTH = 40
CALENDAR_START, CALENDAR_END = "0001-01-01", "9999-12-31"

_DATE = re.compile(
    r"(?P<year>[0-9]{4}|[0-9]{3}X|[0-9]{2}XX)(?:-(?P<month>[0-9]{2}|XX)(?:-(?P<day>[0-9]{2}|XX))?)?[?~%]?",
    re.ASCII,
)
# code -> (precision, first month, last month); the winter of a year ends in February of the next
_PARTS = {
    21: ("season", 3, 5),
    22: ("season", 6, 8),
    23: ("season", 9, 11),
    24: ("season", 12, 14),
    33: ("quarter", 1, 3),
    34: ("quarter", 4, 6),
    35: ("quarter", 7, 9),
    36: ("quarter", 10, 12),
    40: ("half", 1, 6),
    41: ("half", 7, 12),
}


class Precision(Vocabulary):
    """How much of a date is known."""

    day = "day", "One day."
    month = "month", "One month."
    season = "season", "A season of the northern hemisphere."
    quarter = "quarter", "A quarter of a year."
    half = "half", "Half of a year."
    year = "year", "One year."
    decade = "decade", "Ten years."
    century = "century", "A hundred years."
    interval = "interval", "From one date to another, or without an end on one side."


class Bounds(NamedTuple):
    """The first and the last day that a date can mean (ISO 8601; None at an open or unknown end)."""

    earliest: str | None
    latest: str | None
    precision: str


@lru_cache(maxsize=4096)
def parse(text: str) -> Bounds:
    """The bounds of an EDTF date. Raises ValueError with a sentence for the person who wrote it."""
    if len(text) > MAX_LENGTH:
        raise ValueError(f"an EDTF date has at most {MAX_LENGTH} characters")
    if text.count("/") > 1:
        raise ValueError("an interval has one '/'")
    start, slash, end = text.partition("/")
    return _interval(start, end) if slash else _date(text)


def _interval(start: str, end: str) -> Bounds:
    if start in ("", "..") and end in ("", ".."):
        raise ValueError("an interval needs a date on one side at least")
    first = None if start in ("", "..") else _date(start)
    last = None if end in ("", "..") else _date(end)
    if first and last and (first.earliest or "") > (last.latest or ""):
        raise ValueError("the interval ends before it starts")
    return Bounds(first.earliest if first else None, last.latest if last else None, "interval")


def _date(text: str) -> Bounds:
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError("not an EDTF date such as 2017, 2017-09, 2017-09-14, 201X, 2017-33, 2017-09~ or 2017/2018")
    year, month, day = match["year"], match["month"], match["day"]
    if year.endswith("X"):
        return _unspecified_year(year, month)
    if year == "0000":
        raise ValueError("years run from 0001 to 9999")
    if month is None:
        return Bounds(f"{year}-01-01", f"{year}-12-31", "year")
    if month == "XX":
        if day not in (None, "XX"):
            raise ValueError("a day needs a month")
        return Bounds(f"{year}-01-01", f"{year}-12-31", "year")
    return _in_year(int(year), int(month), day)


def _unspecified_year(year: str, month: str | None) -> Bounds:
    if month is not None:
        raise ValueError("a month needs a year without unspecified digits")
    first = max(int(year.replace("X", "0")), 1)
    precision = "century" if year.endswith("XX") else "decade"
    return Bounds(f"{first:04}-01-01", f"{year.replace('X', '9')}-12-31", precision)


def _in_year(year: int, month: int, day: str | None) -> Bounds:
    if month in _PARTS:
        if day is not None:
            raise ValueError("a season, quarter or half has no days")
        precision, first, last = _PARTS[month]
        return Bounds(f"{year:04}-{first:02}-01", _end_of_month(year, last), precision)
    if not 1 <= month <= 12:
        raise ValueError("months run from 01 to 12, seasons 21 to 24, quarters 33 to 36, halves 40 and 41")
    if day is None or day == "XX":
        return Bounds(f"{year:04}-{month:02}-01", _end_of_month(year, month), "month")
    if not 1 <= int(day) <= monthrange(year, month)[1]:
        raise ValueError(f"{year:04}-{month:02} has no day {day}")
    return Bounds(f"{year:04}-{month:02}-{day}", f"{year:04}-{month:02}-{day}", "day")


def _end_of_month(year: int, month: int) -> str:
    """The last day of a month; month 14 of a year is February of the next, or the calendar's end."""
    if month > 12:
        year, month = year + 1, month - 12
    return CALENDAR_END if year > 9999 else f"{year:04}-{month:02}-{monthrange(year, month)[1]}"
