"""What an operator of the grammar is: the condition on rows that a filter stands for, and the values that it asks for.

`Held` is a filter the other way round: which values each row has, where the filter asks for equality. These can be
counted.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Table, select
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.util import ClauseAdapter

from models.base import LINK

Condition = Callable[[Table, Sequence[Any]], ColumnElement[bool]]
Placeholders = Callable[[Any], Sequence[Any]]


@dataclass(frozen=True)
class Held:
    """Values that rows of a table have: a column of that table, or of others that conditions tie to it."""

    value: ColumnElement[Any]
    conditions: tuple[ColumnElement[bool], ...] = ()


Holding = Callable[[FromClause], Sequence[Held]]


def itself(value: Any) -> Sequence[Any]:
    """One value for one placeholder."""
    return (value,)


def several(values: Any) -> Sequence[Any]:
    """A placeholder for each of several values."""
    return tuple(dict.fromkeys(values))


def nothing(_: FromClause) -> Sequence[Held]:
    """Of a filter that does not ask for equality."""
    return ()


@dataclass(frozen=True)
class Where:
    """The SQL condition on rows of a table, over placeholders, the values that fill these, and those that rows have."""

    condition: Condition
    values: Placeholders = itself
    held: Holding = nothing


@dataclass(frozen=True)
class Order:
    """Annotates `sort`: the column that an ascending and a descending sort go by, for each name."""

    columns: Mapping[str, tuple[Any, Any]]


def column_of(table: FromClause, column: Any) -> Any:
    """A column of a table by its name, or any column by itself."""
    if isinstance(column, InstrumentedAttribute):
        return column.property.columns[0]
    return table.c[column] if isinstance(column, str) else column


def named(name: str) -> ColumnElement[bool]:
    """Links of a name, which may be a pattern: `%` stands for the place of a part in its list."""
    return LINK.c.name.like(name) if "%" in name else LINK.c.name == name


# --- the values that rows have -----


def held_in(column: Any) -> Holding:
    """What a column holds."""

    def holding(table: FromClause) -> Sequence[Held]:
        found = column_of(table, column)
        own = table.corresponding_column(found) if hasattr(found, "table") else None
        return [Held(found if own is None else own)]

    return holding


def held_by(*wheres: Where) -> Holding:
    """What several filters ask for."""
    if all(where.held is nothing for where in wheres):
        return nothing
    return lambda table: [held for where in wheres for held in where.held(table)]


def held_through(end: Any, by: str, where: Where, *fixed: Any) -> Holding:
    """What rows of another table have whose `end` holds the row's `by`, where they meet what is fixed."""
    if where.held is nothing:
        return nothing

    def holding(table: FromClause) -> Sequence[Held]:
        other = end.table.alias()  # so that a way may lead through a table twice
        there = ClauseAdapter(other).traverse
        tied = (there(end) == table.c[by], *[there(condition) for condition in fixed])
        return [Held(held.value, (*tied, *held.conditions)) for held in where.held(other)]

    return holding


def held_inside(column: Any, parent: Any) -> Holding:
    """What a column holds, and everything that this lies in, at any depth."""

    def holding(table: FromClause) -> Sequence[Held]:
        (own,) = held_in(column)(table)
        item, above = parent.table.alias(), parent.table.alias()
        tree = select(item.c.key.label("item"), item.c.key.label("within")).cte(recursive=True)
        further = above.c[parent.key]
        tree = tree.union(select(tree.c.item, further).where(above.c.key == tree.c.within, further.is_not(None)))
        return [Held(tree.c.within, (tree.c.item == own.value,))]

    return holding
