"""The operators of the grammar: each annotates a field of a query and says, over placeholders, which rows remain.

A filter is one line in a query class: `publisher: Annotated[list[ActorId], one_of(Article.publisher_key)]`. A column is
an attribute of a model, or a name where queries of several tables share the line.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Table, and_, exists, or_, select

from api.terms import read_terms
from api.where import (
    Held,
    Order,
    Where,
    column_of,
    held_by,
    held_in,
    held_inside,
    held_through,
    named,
    several,
)
from models import edtf
from models.base import LINK, RECORD, timestamp
from models.search import matches
from models.text import fold

# --- columns that hold one value -----


def one_of(column: Any) -> Where:
    """The column holds one of the values."""
    return Where(lambda table, given: column_of(table, column).in_(given), several, held_in(column))


def none_of(column: Any) -> Where:
    """The column holds a value, and none of these."""

    def condition(table: Table, given: Sequence[Any]) -> ColumnElement[bool]:
        held = column_of(table, column)
        return and_(held.is_not(None), held.not_in(given))

    return Where(condition, several)


def equal_to(column: Any) -> Where:
    """The column holds the value."""
    return Where(lambda table, given: column_of(table, column) == given[0], held=held_in(column))


def either_way(first: Any, second: Any) -> Where:
    """Each value stands in one of the two columns, whichever."""
    return Where(
        lambda _, given: and_(*[or_(first == one, second == one) for one in given]),
        several,
        held_by(one_of(first), one_of(second)),
    )


def exists_in(column: Any) -> Where:
    """The column, or the date, is there (true), or is not (false)."""

    def known(table: FromClause) -> Any:
        return column.known if isinstance(column, DateColumns) else column_of(table, column).is_not(None)

    return Where(lambda table, given: known(table) == given[0], held=lambda table: [Held(known(table))])


# --- numbers -----


def at_least(column: Any) -> Where:
    """Numbers: the least that it can be is so much or more."""
    return Where(lambda table, given: column_of(table, column) >= given[0], lambda value: (float(value),))


def at_most(column: Any) -> Where:
    """Numbers: the most that it can be is so much or less."""
    return Where(lambda table, given: column_of(table, column) <= given[0], lambda value: (float(value),))


def number(column: Any) -> Where:
    """Numbers: it is exactly this."""
    return Where(lambda table, given: column_of(table, column) == given[0], lambda value: (float(value),))


# --- text -----


def equals(column: Any) -> Where:
    """The folded text is the same."""
    return Where(
        lambda table, given: column_of(table, column).in_(given),
        lambda values: several(fold(value) for value in values),
    )


def prefix(column: Any) -> Where:
    """The folded text begins so. A range rather than LIKE, so that an index serves it."""
    return Where(
        lambda table, given: and_(column_of(table, column) >= given[0], column_of(table, column) < given[1]),
        lambda value: (fold(value), fold(value) + "\U0010ffff"),
    )


def contains(column: Any) -> Where:
    """The folded text holds this anywhere."""
    return Where(
        lambda table, given: column_of(table, column).like(given[0], escape="\\"),
        lambda value: (f"%{_escaped(fold(value))}%",),
    )


def _escaped(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


def matching() -> Where:
    """The record has every word and phrase that the text asks for, and none that it excludes."""
    return Where(lambda table, given: matches(table.c.key, given), lambda value: read_terms(value).values())


# --- lists, and rows of other tables -----


def linked(name: str, where: Where = one_of("target_key")) -> Where:  # noqa: B008 (frozen)
    """The record's list of that name holds a link that meets the condition: by default, to one of the values."""
    return _linked(name, "source_key", where)


def linked_from(name: str, where: Where = one_of("source_key")) -> Where:  # noqa: B008 (frozen)
    """A record, not withdrawn, whose list of that name has this one meets the condition: by default, is a value."""
    present = RECORD.alias()
    source = exists().where(present.c.key == LINK.c.source_key, present.c.withdrawn.is_(None))
    return _linked(name, "target_key", where, source)


def _linked(name: str, end: str, where: Where, *fixed: ColumnElement[bool]) -> Where:
    """EXISTS rather than JOIN, so that a row counts once however many links match."""

    def condition(table: Table, given: Sequence[Any]) -> ColumnElement[bool]:
        own = LINK.c[end] == table.c.key
        return exists().where(own, named(name), *fixed, where.condition(LINK, given)).correlate(table)

    return Where(condition, where.values, held_through(LINK.c[end], "key", where, named(name), *fixed))


def through(column: Any, where: Where, *fixed: Any, by: str = "key") -> Where:
    """A row of another table, not withdrawn, whose `column` holds the record's `by`, meets all conditions."""
    other = column_of(RECORD, column)

    def condition(table: Table, given: Sequence[Any]) -> ColumnElement[bool]:
        met = where.condition(other.table, given)
        return exists().where(other == table.c[by], *_present(other.table), *fixed, met).correlate(table)

    return Where(condition, where.values, held_through(other, by, where, *_present(other.table), *fixed))


def _present(table: Table) -> list[ColumnElement[bool]]:
    """Rows that were not withdrawn; a record holds the reason rather than a flag."""
    if table is RECORD:
        return [RECORD.c.withdrawn.is_(None)]
    return [table.c.withdrawn.is_(False)] if "withdrawn" in table.c else []


def either(one: Where, *others: Where) -> Where:
    """One of several conditions over the same values."""
    every = (one, *others)
    return Where(
        lambda table, given: or_(*[where.condition(table, given) for where in every]), one.values, held_by(*every)
    )


def all_of(where: Where) -> Where:
    """The condition is met for each of the values."""
    return Where(lambda table, given: and_(*[where.condition(table, [value]) for value in given]), where.values)


def without(where: Where) -> Where:
    """The condition is met for none of the values."""
    return Where(lambda table, given: ~where.condition(table, given), where.values)


def inside(column: Any, parent: Any) -> Where:
    """The column holds one of the values, or what lies in one of them at any depth; `parent` holds what something lies
    directly in."""
    upwards = column_of(RECORD, parent)
    tree = upwards.table

    def condition(table: Table, given: Sequence[Any]) -> ColumnElement[bool]:
        top, under = tree.alias(), tree.alias()
        below = select(top.c.key).where(top.c.key.in_(given)).cte(recursive=True)
        below = below.union(select(under.c.key).where(under.c[upwards.key] == below.c.key))
        return column_of(table, column).in_(select(below.c.key))  # type: ignore[no-any-return]

    return Where(condition, several, held_inside(column, upwards))


# --- dates -----


@dataclass(frozen=True)
class DateColumns:
    """A date in a table: whether there is one, and its bounds."""

    known: ColumnElement[bool]
    earliest: Any
    latest: Any


def dated(column: Any) -> DateColumns:
    """The columns of a date field."""
    table, name = column.class_.__table__, column.key
    return DateColumns(table.c[name].is_not(None), table.c[f"{name}_earliest"], table.c[f"{name}_latest"])


def spanned(earliest: Any, latest: Any) -> DateColumns:
    """Two columns that span several dates; they are the wrong way round where there is none."""
    first, last = column_of(RECORD, earliest), column_of(RECORD, latest)
    return DateColumns(first <= last, first, last)


def _date(column: Any) -> DateColumns:
    return column if isinstance(column, DateColumns) else dated(column)


def _earliest(value: str) -> Sequence[str]:
    return (edtf.parse(value).earliest or edtf.CALENDAR_START,)


def _latest(value: str) -> Sequence[str]:
    return (edtf.parse(value).latest or edtf.CALENDAR_END,)


def _both(value: str) -> Sequence[str]:
    return (*_earliest(value), *_latest(value))


def not_before(column: Any) -> Where:
    """Dates: certainly not before, by the earliest day that it can mean."""
    date = _date(column)
    return Where(lambda _, given: and_(date.known, date.earliest >= given[0]), _earliest)


def not_after(column: Any) -> Where:
    """Dates: certainly not after, by the latest day that it can mean."""
    date = _date(column)
    return Where(lambda _, given: and_(date.known, date.latest <= given[0]), _latest)


def overlaps(column: Any) -> Where:
    """Dates: possibly in the given time."""
    date = _date(column)
    return Where(lambda _, given: and_(date.known, date.earliest <= given[1], date.latest >= given[0]), _both)


def within(column: Any) -> Where:
    """Dates: certainly inside the given time."""
    date = _date(column)
    return Where(lambda _, given: and_(date.known, date.earliest >= given[0], date.latest <= given[1]), _both)


# --- the record itself, and orders -----


def changed_since() -> Where:
    """The record changed at or after a moment."""

    def condition(table: Table, given: Sequence[Any]) -> ColumnElement[bool]:
        changed = RECORD.c.updated_at >= given[0]
        return exists().where(RECORD.c.key == table.c.key, changed).correlate(table)

    return Where(condition, lambda value: (timestamp(value),))


def order(**columns: Any) -> Order:
    """Dates go by the earliest day when ascending, by the latest when descending; a pair says its own two columns."""
    return Order({name: _two(column) for name, column in columns.items()})


def _two(column: Any) -> tuple[Any, Any]:
    if isinstance(column, DateColumns):
        return column.earliest, column.latest
    return column if isinstance(column, tuple) else (column, column)
