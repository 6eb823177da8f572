"""What the oracle counts of a facet: the records that meet all other filters, by the values that the filter reaches."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from api.facets import SHOWN, facets
from tests.oracle import Filter, Values, World
from tests.oracle_queries import BY_NAME, Asked
from tests.oracle_rules import RULES

FACETS = {type: facets(resource) for type, resource in BY_NAME.items()}
Counts = list[tuple[str, int]]


def asked_for(asked: Asked, facet: str) -> str:
    """Where the facet of a query is asked for."""
    return f"{asked.url}&{urlencode({'facet': facet})}"


def expected(world: World, asked: Asked, facet: str) -> tuple[Counts, int, int | None]:
    """The values that are shown with their counts, how many there are in all, and how many records have none."""
    filters, exists = RULES[asked.type].filters, f"{facet}__exists"
    others = {name: values for name, values in asked.filters.items() if name not in (facet, exists)}
    kept = set(replace(asked, filters=others).ids(world))
    records = world.records[asked.type]

    def held(name: str) -> list[Values]:
        every = world.values(asked.type, filters[name])
        return [values for record, values in zip(records, every, strict=True) if record["id"] in kept]

    counts = Counter(value for values in held(facet) for value in _values(asked.type, facet, filters[facet], values))
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    missing = sum(not filters[exists].meets(values, ["true"]) for values in held(exists)) if exists in filters else None
    return [(_text(value), count) for value, count in ordered[:SHOWN]], len(counts), missing


def _values(type: str, facet: str, filter: Filter, held: Values) -> Iterator[Any]:
    """The values of a record, each once; of the two names of a record of any type the one with its type."""
    if filter.look == "flag":
        yield from (one for one in (False, True) if filter.meets(held, [_text(one)]))
    else:
        typed = BY_NAME[type].query.refers().get(facet) == "*"
        yield from (value for value in set(held) if not typed or "/" in value)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def found(facet: dict[str, Any]) -> tuple[Counts, int, int | None]:
    """The same of an answer."""
    values: Sequence[dict[str, Any]] = facet["values"]
    assert facet["capped"] == (len(values) < facet["distinct"])
    return (
        [(one["value"], one["count"]) for one in values],
        facet["distinct"],
        facet["missing"] and facet["missing"]["count"],
    )
