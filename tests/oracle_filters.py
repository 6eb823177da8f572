"""When the values that a filter reaches meet what was asked, and what a list is sorted by."""

import unicodedata
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from models import edtf
from tests.oracle import Filter, Look, Order, Reach, Values, at, reaching

Filters = dict[str, Filter]
Span = tuple[str, str]

FIRST_DAY, LAST_DAY = "0001-01-01", "9999-12-31"

# --- when values meet what was asked -----


def any_of(what: Reach | str) -> Filter:
    """One of the values is asked for."""
    return Filter(reaching(what), lambda held, asked: any(value in asked for value in held))


def all_of(what: Reach | str, most: int = 100) -> Filter:
    """Everything that is asked for is among the values."""
    return Filter(reaching(what), lambda held, asked: all(value in held for value in asked), most=most)


def without(what: Reach | str) -> Filter:
    """Nothing that is asked for is among the values; there may be none."""
    return Filter(reaching(what), lambda held, asked: not any(value in asked for value in held))


def none_of(what: Reach | str) -> Filter:
    """There is a value, and it is not asked for."""
    return Filter(reaching(what), lambda held, asked: bool(held) and not any(value in asked for value in held))


def exists(what: Reach | str) -> Filter:
    """There is a value, or there is none, as asked."""
    return Filter(reaching(what), lambda held, asked: bool(held) == (asked[0] == "true"), "flag")


def flag(path: str) -> Filter:
    """It is so, or it is not, as asked."""
    return Filter(at(path), lambda held, asked: held == [asked[0] == "true"], "flag")


def number(path: str, look: Look = "number") -> Filter:
    """It is that number."""
    return Filter(at(path), lambda held, asked: any(value == Decimal(asked[0]) for value in held), look)


def at_least(path: str, look: Look = "number") -> Filter:
    """There is a number, and it is so much or more."""
    return Filter(at(path), lambda held, asked: any(value >= Decimal(asked[0]) for value in held), look)


def at_most(path: str, look: Look = "number") -> Filter:
    """There is a number, and it is so much or less."""
    return Filter(at(path), lambda held, asked: any(value <= Decimal(asked[0]) for value in held), look)


@cache
def fold(text: str) -> str:
    """What is left of a text when case, composition, ё and the number of blanks do not count."""
    text = unicodedata.normalize("NFC", text).casefold()
    return " ".join(unicodedata.normalize("NFC", text).replace("ё", "е").split())


def equals(*paths: str) -> Filter:
    """One of the texts is one of those asked for, whatever the case."""
    return Filter(at(*paths), lambda held, asked: any(fold(a) == fold(b) for a in held for b in asked), "text")


def prefix(*paths: str) -> Filter:
    """One of the texts begins so."""
    return Filter(at(*paths), lambda held, asked: any(fold(a).startswith(fold(asked[0])) for a in held), "prefix")


def contains(*paths: str) -> Filter:
    """One of the texts holds this anywhere."""
    return Filter(at(*paths), lambda held, asked: any(fold(asked[0]) in fold(a) for a in held), "part")


def changed_since() -> Filter:
    """The record changed at that moment or later."""

    def meets(held: Values, asked: Sequence[str]) -> bool:
        return datetime.fromisoformat(held[0]) >= datetime.fromisoformat(asked[0])

    return Filter(at("updated_at"), meets, "moment")


# --- dates: one, or one of each account -----


def span(date: Any) -> Span:
    """The first and the last day that a date can mean; an open end reaches to the end of the calendar."""
    return date["earliest"] or FIRST_DAY, date["latest"] or LAST_DAY


def asked_span(text: str) -> Span:
    """The same of a date that is asked for."""
    return span(edtf.parse(text)._asdict())


def _by_every(met: Callable[[Span, Span], bool], what: Reach | str, look: Look) -> Filter:
    def meets(held: Values, asked: Sequence[str]) -> bool:
        return bool(held) and all(met(span(date), asked_span(asked[0])) for date in held)

    return Filter(reaching(what), meets, look)


def not_before(what: Reach | str) -> Filter:
    """It cannot have been before the asked date."""
    return _by_every(lambda date, asked: date[0] >= asked[0], what, "point")


def not_after(what: Reach | str) -> Filter:
    """It cannot have been after the asked date."""
    return _by_every(lambda date, asked: date[1] <= asked[1], what, "point")


def inside(what: Reach | str) -> Filter:
    """It cannot have been outside the asked time."""
    return _by_every(lambda date, asked: asked[0] <= date[0] and date[1] <= asked[1], what, "interval")


def overlaps(what: Reach | str) -> Filter:
    """By some account, it can have been in the asked time."""

    def meets(held: Values, asked: Sequence[str]) -> bool:
        first, last = asked_span(asked[0])
        return any(earliest <= last and latest >= first for earliest, latest in map(span, held))

    return Filter(reaching(what), meets, "interval")


# --- orders -----


def by(*paths: str) -> Order:
    """The first value at the paths."""
    return Order(at(*paths), lambda held: held[0], lambda held: held[0])


def by_text(path: str) -> Order:
    """The text, by code point when case does not count."""
    return Order(at(path), lambda held: fold(held[0]), lambda held: fold(held[0]))


def by_date(what: Reach | str) -> Order:
    """The first possible day upwards, the last possible day downwards."""
    return Order(reaching(what), lambda held: min(map(span, held))[0], lambda held: max(span(one)[1] for one in held))


# --- families: a parameter with its usual endings -----


def single(name: str, path: str) -> Filters:
    """A field with one value or none."""
    return {name: any_of(path), f"{name}__ne": none_of(path)}


def perhaps(name: str, path: str) -> Filters:
    """The same, where one may ask whether there is one."""
    return {**single(name, path), f"{name}__exists": exists(path)}


def several(name: str, what: Reach | str) -> Filters:
    """A list, here or seen from the other side."""
    return {name: any_of(what), f"{name}__ne": without(what), f"{name}__all": all_of(what)}


def maybe(name: str, path: str) -> Filters:
    """A field that may be empty and that nobody asks to be another."""
    return {name: any_of(path), f"{name}__exists": exists(path)}


def ranged(name: str, path: str, look: Look = "number") -> Filters:
    """A number between two others."""
    return {f"{name}__gte": at_least(path, look), f"{name}__lte": at_most(path, look)}


def worded(name: str, *paths: str) -> Filters:
    """Text in our own words or in those of others."""
    return {name: equals(*paths), f"{name}__prefix": prefix(*paths), f"{name}__contains": contains(*paths)}


def dated(name: str, what: Reach | str) -> Filters:
    """A date."""
    return {
        f"{name}__gte": not_before(what),
        f"{name}__lte": not_after(what),
        f"{name}__overlaps": overlaps(what),
        f"{name}__within": inside(what),
        f"{name}__exists": exists(what),
    }
