"""THE GRAMMAR: a query string is a class whose fields say which rows remain. Knows no FastAPI and no model."""

from collections.abc import Mapping, Sequence, Set
from copy import copy
from datetime import datetime
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from typing import Annotated, Any, Literal, Self, TypeVar, get_args, get_origin
from urllib.parse import quote_plus

from pydantic import BaseModel, Field, ValidationError, create_model, field_validator
from pydantic.json_schema import SkipJsonSchema
from sqlalchemy import ColumnElement, Table, and_, bindparam, or_

from api.errors import ApiError, ErrorItem
from api.operators import changed_since, matching
from api.parameters import AnyId, Count, Flag, Moment, Terms, Whole
from api.query_string import pairs, refusal
from api.where import Order, Where
from models.base import Refers, timestamp

MAX_VALUES = 100
MAX_FACETS = 10
REMEMBERED_QUERIES, REMEMBERED_BYTES = 1_024, 500

Shape = tuple[tuple[str, int], ...]
Kind = TypeVar("Kind", bound="Query")


class Parameters(BaseModel, frozen=True, extra="forbid", defer_build=True):
    """A query string as a class: unknown, repeated and malformed parameters are errors that name the parameter. It is
    built at the first query, because there are dozens of them and a server that starts waits for none."""

    @classmethod
    def parse(cls, query_string: bytes) -> Self:
        """A raw query string as a query, which never changes: short ones are remembered. Raises ApiError that names
        every wrong parameter."""
        return cls._remembered(query_string) if len(query_string) <= REMEMBERED_BYTES else cls._parsed(query_string)

    @classmethod
    @lru_cache(REMEMBERED_QUERIES)
    def _remembered(cls, query_string: bytes) -> Self:
        return cls._parsed(query_string)

    @classmethod
    def _parsed(cls, query_string: bytes) -> Self:
        given = pairs(query_string)
        lists = cls.lists()
        errors = [
            ErrorItem(parameter=name, detail="Takes one value.")
            for name, values in given.items()
            if len(values) > 1 and name in cls.model_fields and name not in lists
        ]
        try:
            query = cls.model_validate({name: v if name in lists else v[0] for name, v in given.items()})
        except ValidationError as error:
            allowed = sorted(cls.model_fields)
            found = error.errors(include_url=False, include_input=False)
            errors += [refusal(one, allowed) for one in found if one["type"] != "none_required"]
        if errors:
            raise ApiError("invalid-parameter", summary(errors), errors)
        return query

    @field_validator("*")
    @classmethod
    def _not_too_many(cls, value: Any) -> Any:
        if isinstance(value, tuple) and len(value) > MAX_VALUES:
            raise ValueError(f"takes at most {MAX_VALUES} values")
        return value

    @classmethod
    @cache
    def lists(cls) -> frozenset[str]:
        """The parameters that may be repeated."""
        return frozenset(name for name, field in cls.model_fields.items() if _is_list(field.annotation))

    @cached_property
    def canonical(self) -> str:
        """The query as a query string: what was given, in the order of the class."""
        return self.without()

    @cached_property
    def written(self) -> dict[str, str]:
        """Each parameter that was given as it stands in a query string, in the order of the class."""
        given = sorted(self.model_fields_set, key=list(type(self).model_fields).index)
        return {name: text for name in given if (text := _pairs(name, getattr(self, name)))}

    def without(self, *names: str) -> str:
        """The canonical query string without some parameters."""
        return "&".join([text for name, text in self.written.items() if name not in names])

    def address(self, path: str, cursor: str | None = None, *fixed: str) -> str:
        """The relative URL of the query at a path, on the page of a cursor; `fixed` parameters are in the path."""
        rest = self.without("cursor", *fixed)
        return on_page(f"{path}?{rest}" if rest else path, cursor)


def on_page(address: str, cursor: str | None) -> str:
    """The address of a list on the page of a cursor."""
    if cursor is None:
        return address
    return f"{address}{'&' if '?' in address else '?'}cursor={cursor}"


class NoParameters(Parameters, frozen=True, extra="forbid"):
    """What takes no parameters."""


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


def beyond(ordering: list[tuple[Any, bool]]) -> ColumnElement[bool]:
    """The rows after the one whose sort keys are the values placed for `after`."""
    after = placeholders("after", len(ordering))
    clause: ColumnElement[bool] | None = None
    for (column, descending), value in reversed(list(zip(ordering, after, strict=True))):
        step = column < value if descending else column > value
        clause = step if clause is None else or_(step, and_(column == value, clause))
    assert clause is not None
    first, descending = ordering[0]
    bound = first <= after[0] if descending else first >= after[0]
    return and_(bound, clause)  # the first column alone lets an index bound the walk


def summary(errors: Sequence[ErrorItem]) -> str:
    """The first errors in one sentence."""
    return "; ".join(f"{error.parameter}: {error.detail}" for error in errors[:5])


def _pairs(name: str, value: Any) -> str:
    """A parameter with each of its values."""
    values = value if isinstance(value, tuple) else (value,)
    return "&".join([f"{name}={quote_plus(_in_url(one))}" for one in values])


def _in_url(value: Any) -> str:
    """A value as the parameters read it."""
    match value:
        case bool():
            return "true" if value else "false"
        case float():
            return format(Decimal(repr(value)).normalize(), "f")
        case datetime():
            return timestamp(value)
    return str(value)


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) in (tuple, Sequence)


def _refers(annotation: Any) -> str | None:
    """The type of record that a parameter names, where it names one."""
    for argument in get_args(annotation):
        if isinstance(argument, Refers):
            return argument.type
        if found := _refers(argument):
            return found
    return None
