"""THE GRAMMAR: a query string is a class whose fields say which rows remain. Knows no FastAPI and no model."""

from collections.abc import Mapping, Sequence, Set
from copy import copy
from functools import cache, cached_property
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import Field, create_model, field_validator
from pydantic.json_schema import SkipJsonSchema
from sqlalchemy import ColumnElement, Table, and_, bindparam, or_

from api.cursor import digest
from api.operators import changed_since, matching
from api.parameters import AnyId, Count, Flag, Moment, Terms, Whole
from api.query_string import MAX_VALUES, Parameters
from api.where import Order, Where
from models.base import Refers

MAX_FACETS = 10

Shape = tuple[tuple[str, int], ...]
Kind = TypeVar("Kind", bound="Query")


class Query(Parameters, frozen=True, extra="forbid"):
    """What every list and every export accepts: filters and an order."""

    id: tuple[AnyId, ...] = Field((), max_length=MAX_VALUES, description="Only these records.")
    q: Annotated[Terms | SkipJsonSchema[None], matching()] = Field(
        None,
        description='Holding all of these words, or words that begin so, in any inflection; "words" in quotation marks '
        "stand side by side, and what has a `-` before it is not there. Without `sort`, what fits best comes first.",
        examples=["trade turnover"],
    )
    updated__gte: Annotated[Moment | SkipJsonSchema[None], changed_since()] = Field(
        None,
        description="Changed at or after this moment (RFC 3339; write + as %2B).",
        examples=["2026-11-22T00:00:00Z"],
    )
    withdrawn: Flag = Field(False, description="Withdrawn records instead of the present ones.", examples=[False])
    sort: Sequence[str] = ()

    @field_validator("sort")
    @classmethod
    def _each_key_once(cls, value: Sequence[str]) -> Sequence[str]:
        if len({key.removeprefix("-") for key in value}) < len(value):
            raise ValueError("must name each key once")
        return value

    @classmethod
    @cache
    def wheres(cls) -> Mapping[str, Where]:
        """The filters, by parameter."""
        marks = {name: field.metadata for name, field in cls.model_fields.items()}
        return {name: mark for name, all in marks.items() for mark in all if isinstance(mark, Where)}

    @classmethod
    @cache
    def refers(cls) -> Mapping[str, str]:
        """The parameters that name records, with the type of the record."""
        return {name: type for name, field in cls.model_fields.items() if (type := _refers(field.annotation))}

    @classmethod
    @cache
    def orders(cls) -> Mapping[str, tuple[Any, Any]]:
        """The sort keys, each with its ascending and its descending column."""
        (found,) = [mark for mark in cls.model_fields["sort"].metadata if isinstance(mark, Order)]
        return found.columns

    @property
    def order(self) -> Sequence[str]:
        """The sort keys; none where `q` is given without a sort: what fits best then comes first."""
        return () if self.q and "sort" not in self.model_fields_set else self.sort

    @cached_property
    def given(self) -> dict[str, Any]:
        """The filters in use."""
        wheres = self.wheres()
        used = {name: getattr(self, name) for name in wheres if name in self.model_fields_set}
        return {name: value for name, value in used.items() if value is not None and value != ()}

    @cached_property
    def filters(self) -> str:
        """A short name for the filters in use."""
        return digest(self.given, self.id, self.withdrawn)

    def filled(self, keys: Mapping[tuple[str, str], Sequence[int]]) -> dict[str, Sequence[Any]]:
        """The filters in use, each with the values for its placeholders; ids become keys."""
        wheres, refers = self.wheres(), self.refers()
        return {
            name: wheres[name].values([k for id in value for k in keys[refers[name], id]] if name in refers else value)
            for name, value in self.given.items()
        }

    @classmethod
    def conditions(cls, table: Table, shape: Shape) -> list[ColumnElement[bool]]:
        """The conditions of a shape on a table: which filters, and how many placeholders each has."""
        return [cls.wheres()[name].condition(table, placeholders(name, count)) for name, count in shape]

    @classmethod
    def ordering(cls, sort: Sequence[str]) -> list[tuple[Any, bool]]:
        """The columns of a sort, each with whether it descends."""
        found = []
        for key in sort:
            descending = key.startswith("-")
            found.append((cls.orders()[key.removeprefix("-")][descending], descending))
        return found


class PagedQuery(Query, frozen=True, extra="forbid"):
    """What is answered page by page accepts beside its filters."""

    include: Sequence[str] = ()
    limit: Whole = Field(50, ge=1, le=500, description="Records a page.", examples=[50])
    cursor: str | SkipJsonSchema[None] = Field(
        None,
        min_length=1,
        max_length=2_000,
        description="From `next` of the page before; only with the same query.",
        examples=["WyJmMWQ0NDdlNjJmM2MiLDIyLDE0MjZd"],
    )
    count: Count = Field(Count.bounded, description="Whether, and how far, to count all matching records.")


class ListQuery(PagedQuery, frozen=True, extra="forbid"):
    """What every list accepts beside its filters. What may be included and counted follows from the resource."""

    facet: Sequence[str] = ()


class ExportQuery(Query, frozen=True, extra="forbid"):
    """What every export accepts beside the filters of its list."""

    after: AnyId | SkipJsonSchema[None] = Field(
        None, description="Resume an export that is sorted by `id` after this id."
    )
    fields: tuple[str, ...] = Field(
        (), max_length=MAX_VALUES, description="Columns of a tabular format; all if left out.", examples=[["id"]]
    )


# What routes accept is derived from the query class of the resource, which holds the filters and the order.


def list_query(query: type[ListQuery], paths: Sequence[str], facets: Sequence[str]) -> type[ListQuery]:
    """The query of a list, with what may be included, and the filters whose values may be counted."""
    described: Any = Field(
        (),
        description="Linked records to add, each once. A dot leads one step further; "
        "`quotes` adds the characters of the evidence where the server holds the texts.",
    )
    include = (tuple[Literal[*paths], ...], described)  # type: ignore[valid-type]
    return _derived(query, query.__name__, ListQuery, {"include", "facet"}, include=include, facet=_facet(facets))


def nested_query(query: type[ListQuery], parent: str, fixed: str) -> type[ListQuery]:
    """The query of a list under another record: the same without the filter that the path fixes."""
    every, _ = get_args(query.model_fields["facet"].annotation)
    facets = [name for name in get_args(every) if name != fixed]
    return _derived(query, f"{parent}{query.__name__}", ListQuery, {fixed, "facet"}, facet=_facet(facets))


def _facet(names: Sequence[str]) -> tuple[Any, Any]:
    described: Any = Field(
        (),
        max_length=MAX_FACETS,
        description="Filters whose values to count, each under all other filters of the query.",
    )
    return tuple[Literal[*names], ...], described  # type: ignore[valid-type]


@cache
def series_query(query: type[ListQuery], fixed: str) -> type[Query]:
    """The filters and the order of a list whose records become the rows of a series, in the order of their periods."""
    paging = ListQuery.model_fields.keys() - Query.model_fields.keys()
    sort = copy(query.model_fields["sort"])
    sort.default = ("period",)
    return _derived(query, f"Series{query.__name__}", Query, paging | {fixed, "sort"}, sort=(sort.annotation, sort))


@cache
def export_query(query: type[ListQuery]) -> type[ExportQuery]:
    """The filters and the order of a list, for its export: no pages, no includes."""
    paging = ListQuery.model_fields.keys() - Query.model_fields.keys()
    return _derived(query, query.__name__.replace("Query", "Export"), ExportQuery, paging)


def _derived(query: type[ListQuery], name: str, base: type[Kind], left_out: Set[str], **added: Any) -> type[Kind]:
    fields = {name: (field.annotation, field) for name, field in query.model_fields.items() if name not in left_out}
    return create_model(name, __base__=base, **fields, **added)  # type: ignore[call-overload, no-any-return]


def placeholders(name: str, count: int) -> list[Any]:
    """Placeholders for the values of a parameter, named as no placeholder of SQLAlchemy's own is."""
    return [bindparam(f"q_{name}_{index}") for index in range(count)]


def placed(name: str, values: Sequence[Any]) -> dict[str, Any]:
    """Values for the placeholders of a parameter."""
    return {f"q_{name}_{index}": value for index, value in enumerate(values)}


def beyond(ordering: Sequence[tuple[Any, bool]]) -> ColumnElement[bool]:
    """The rows after the one whose sort keys are the values placed for `after`."""
    return _beyond(ordering, placeholders("after", len(ordering)))


def legs_beyond(ordering: Sequence[tuple[Any, bool]]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The same in two: the rows that share the first key, and those beyond it. In each an index leads to the very
    place, where in both together SQLite goes through all that share the key, which may be thousands."""
    (column, descending), *rest = ordering
    value, *others = placeholders("after", len(ordering))
    further = column < value if descending else column > value
    return and_(column == value, _beyond(rest, others)), further


def _beyond(ordering: Sequence[tuple[Any, bool]], after: Sequence[Any]) -> ColumnElement[bool]:
    clause: ColumnElement[bool] | None = None
    for (column, descending), value in reversed(list(zip(ordering, after, strict=True))):
        step = column < value if descending else column > value
        clause = step if clause is None else or_(step, and_(column == value, clause))
    assert clause is not None
    first, descending = ordering[0]
    bound = first <= after[0] if descending else first >= after[0]
    return and_(bound, clause)  # the first column alone lets an index bound the walk


def _refers(annotation: Any) -> str | None:
    """The type of record that a parameter names, where it names one."""
    for argument in get_args(annotation):
        if isinstance(argument, Refers):
            return argument.type
        if found := _refers(argument):
            return found
    return None
