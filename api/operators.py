"""The operators of the grammar: each annotates a field of a query and says, over placeholders, which rows remain.

A filter is one line in a query class: `publisher: Annotated[list[ActorId], one_of(Article.publisher_key)]`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_

from models import edtf
from models.base import LINK, RECORD, timestamp
from models.text import fold

Condition = Callable[[Sequence[Any]], ColumnElement[bool]]
Placeholders = Callable[[Any], Sequence[Any]]


def _itself(value: Any) -> Sequence[Any]:
    return (value,)


def _several(values: Any) -> Sequence[Any]:
    return tuple(dict.fromkeys(values))


@dataclass(frozen=True)
class Where:
    """The SQL condition over placeholders, and the values that fill them."""

    condition: Condition
    values: Placeholders = _itself


def one_of(column: Any) -> Where:
    """The column holds one of the values."""
    return Where(column.in_, _several)


def none_of(column: Any) -> Where:
    """The column holds a value, and none of these."""
    return Where(lambda given: and_(column.is_not(None), column.not_in(given)), _several)


def _link(table: Any, name: str, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """EXISTS rather than JOIN, so that a row counts once however many links match."""
    return exists().where(LINK.c.source_key == table.key, LINK.c.name == name, condition).correlate(table)


def linked(table: Any, name: str) -> Where:
    """The record's list of that name holds one of the values."""
    return Where(lambda given: _link(table, name, LINK.c.target_key.in_(given)), _several)


def linked_all(table: Any, name: str) -> Where:
    """The record's list of that name holds all of the values."""
    return Where(lambda given: and_(*[_link(table, name, LINK.c.target_key == one) for one in given]), _several)


def linked_none(table: Any, name: str) -> Where:
    """The record's list of that name holds none of the values."""
    return Where(lambda given: ~_link(table, name, LINK.c.target_key.in_(given)), _several)


def either_way(first: Any, second: Any) -> Where:
    """Each value stands in one of the two columns, whichever."""
    return Where(lambda given: and_(*[or_(first == one, second == one) for one in given]), _several)


def through(table: Any, part: Any, where: Where) -> Where:
    """A row of another table that belongs to the record, and was not withdrawn, meets the condition."""
    present = [part.withdrawn.is_(False)] if hasattr(part, "withdrawn") else []
    return Where(
        lambda given: exists().where(part.record_key == table.key, *present, where.condition(given)).correlate(table),
        where.values,
    )


def either(one: Where, other: Where) -> Where:
    """One of two conditions over the same values."""
    return Where(lambda given: or_(one.condition(given), other.condition(given)), one.values)


def equal_to(column: Any) -> Where:
    """The column holds the value."""
    return Where(lambda given: column == given[0])


def exists_in(column: Any) -> Where:
    """The column holds a value (true), or none (false)."""
    return Where(lambda given: column.is_not(None) == given[0])


def at_least(column: Any) -> Where:
    """Numbers: the least that it can be is so much or more."""
    return Where(lambda given: column >= given[0], lambda value: (float(value),))


def at_most(column: Any) -> Where:
    """Numbers: the most that it can be is so much or less."""
    return Where(lambda given: column <= given[0], lambda value: (float(value),))


def equals(column: Any) -> Where:
    """The folded text is the same."""
    return Where(lambda given: column.in_(given), lambda values: [fold(value) for value in values])


def prefix(column: Any) -> Where:
    """The folded text begins so. A range rather than LIKE, so that an index serves it."""
    return Where(
        lambda given: and_(column >= given[0], column < given[1]),
        lambda value: (fold(value), fold(value) + "\U0010ffff"),
    )


def contains(column: Any) -> Where:
    """The folded text holds this anywhere."""
    return Where(lambda given: column.like(given[0], escape="\\"), lambda value: (f"%{_escaped(fold(value))}%",))


def _escaped(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


@dataclass(frozen=True)
class DateColumns:
    """A date in a table: its EDTF and its bounds."""

    edtf: Any
    earliest: Any
    latest: Any


def dated(column: Any) -> DateColumns:
    """The columns of a date field."""
    table, name = column.class_, column.key
    return DateColumns(column, getattr(table, f"{name}_earliest"), getattr(table, f"{name}_latest"))


def _earliest(value: str) -> Sequence[str]:
    return (edtf.parse(value).earliest or edtf.CALENDAR_START,)


def _latest(value: str) -> Sequence[str]:
    return (edtf.parse(value).latest or edtf.CALENDAR_END,)


def _both(value: str) -> Sequence[str]:
    return (*_earliest(value), *_latest(value))


def not_before(column: Any) -> Where:
    """Dates: certainly not before, by the earliest day that it can mean."""
    date = dated(column)
    return Where(lambda given: and_(date.edtf.is_not(None), date.earliest >= given[0]), _earliest)


def not_after(column: Any) -> Where:
    """Dates: certainly not after, by the latest day that it can mean."""
    date = dated(column)
    return Where(lambda given: and_(date.edtf.is_not(None), date.latest <= given[0]), _latest)


def overlaps(column: Any) -> Where:
    """Dates: possibly in the given time."""
    date = dated(column)
    return Where(lambda given: and_(date.edtf.is_not(None), date.earliest <= given[1], date.latest >= given[0]), _both)


def within(column: Any) -> Where:
    """Dates: certainly inside the given time."""
    date = dated(column)
    return Where(lambda given: and_(date.edtf.is_not(None), date.earliest >= given[0], date.latest <= given[1]), _both)


def changed_since() -> Where:
    """The record changed at or after a moment; the statement always has the record beside it."""
    return Where(lambda given: RECORD.c.updated_at >= given[0], lambda value: (timestamp(value),))


@dataclass(frozen=True)
class Order:
    """Annotates `sort`: the column that an ascending and a descending sort go by, for each name."""

    columns: Mapping[str, tuple[Any, Any]]


def order(**columns: Any) -> Order:
    """Dates go by the earliest day when ascending, by the latest when descending; a pair says its own two columns."""
    return Order({name: _two(column) for name, column in columns.items()})


def _two(column: Any) -> tuple[Any, Any]:
    if isinstance(column, DateColumns):
        return column.earliest, column.latest
    return column if isinstance(column, tuple) else (column, column)
