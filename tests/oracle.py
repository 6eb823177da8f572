"""A second opinion on every list: what its parameters promise, worked out in plain Python over the public documents.

It knows no table and no operator of the service. A filter is two things: how to reach values from a record, through
other documents where need be, and when these meet what was asked. `oracle_filters.py` has the ways to meet it, and
`oracle_parameters.py` a line for every parameter.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Record = dict[str, Any]
Values = list[Any]
Reach = Callable[["World", Record], Values]
# What the values of a parameter look like.
Look = Literal["word", "flag", "number", "whole", "text", "prefix", "part", "point", "interval", "moment", "query"]

# --- documents -----


class World:
    """All documents. Each record also holds its type, so that it reads like a link to itself."""

    def __init__(self, documents: Mapping[str, Sequence[Record]]) -> None:
        self.records = {type: [{"type": type, **one} for one in ones] for type, ones in documents.items()}
        self.named = {name(one): one for ones in self.records.values() for one in ones}
        self._links: dict[tuple[str, str], defaultdict[str, list[Record]]] = {}
        self._values: dict[tuple[str, Filter], list[Values]] = {}

    def linking(self, type: str, path: str, record: Record) -> list[Record]:
        """The records of a type that link to this one at a path."""
        if (type, path) not in self._links:
            links = self._links.setdefault((type, path), defaultdict(list))
            for one in self.records[type]:
                for link in {name(value) for value in walk(one, path)}:
                    links[link].append(one)
        links = self._links[type, path]
        return links.get(name(record), []) + links.get(record["id"], [])

    def values(self, type: str, filter: "Filter") -> list[Values]:
        """What a filter reaches from each record of a type."""
        if (type, filter) not in self._values:
            self._values[type, filter] = [filter.reach(self, one) for one in self.records[type]]
        return self._values[type, filter]


def is_link(value: Any) -> bool:
    """Whether it names a record of any type."""
    return isinstance(value, dict) and value.keys() >= {"type", "id"}


def name(value: Any) -> str:
    """A record, or a link to one, as `type/id`; a plain id as it is."""
    return f"{value['type']}/{value['id']}" if is_link(value) else str(value)


def walk(value: Any, path: str) -> Iterator[Any]:
    """What stands at a dotted path, in every item of the lists on the way."""
    if isinstance(value, list):
        for item in value:
            yield from walk(item, path)
    elif value is not None and not path:
        yield value
    elif value is not None:
        step, _, rest = path.partition(".")
        yield from walk(value[step], rest)


# --- how values are reached from a record -----


def at(*paths: str) -> Reach:
    """What stands at the paths; a link by both of its names."""

    def reach(_: World, record: Record) -> Values:
        found = [value for path in paths for value in walk(record, path)]
        return [word for value in found for word in ((name(value), value["id"]) if is_link(value) else (value,))]

    return reach


def items(path: str, further: str, where: Callable[[Record], bool]) -> Reach:
    """What stands further on in those items of a list that meet a condition."""
    return lambda _, record: [value for item in walk(record, path) if where(item) for value in walk(item, further)]


def via(path: str, type: str, further: Reach | str) -> Reach:
    """What is reached from the records of one type that the record links to."""

    def reach(world: World, record: Record) -> Values:
        links = [name(link) if is_link(link) else f"{type}/{link}" for link in walk(record, path)]
        linked = [world.named[link] for link in links if link.startswith(f"{type}/")]
        return [value for one in linked for value in reaching(further)(world, one)]

    return reach


def back(type: str, path: str, further: Reach | str, where: Callable[[Record], bool] = lambda _: True) -> Reach:
    """What is reached from the records of a type that link to the record, where they meet a condition."""

    def reach(world: World, record: Record) -> Values:
        linking = [one for one in world.linking(type, path, record) if where(one)]
        return [value for one in linking for value in reaching(further)(world, one)]

    return reach


def upwards(what: Reach | str, type: str, parent: str) -> Reach:
    """What is reached, and what that lies in, at any depth."""

    def reach(world: World, record: Record) -> Values:
        found = list(reaching(what)(world, record))
        for value in found:  # it grows on the way
            above = world.named[f"{type}/{value}"][parent]
            if above and above not in found:
                found.append(above)
        return found

    return reach


def joined(*ways: Reach) -> Reach:
    """What is reached in several ways."""
    return lambda world, record: [value for way in ways for value in way(world, record)]


def reaching(what: Reach | str) -> Reach:
    """A path is the shortest way to reach something."""
    return at(what) if isinstance(what, str) else what


# --- a list -----


@dataclass(frozen=True)
class Filter:
    """One parameter. At most so many values may be asked for at once, where fewer than usual."""

    reach: Reach
    meets: Callable[[Values, Sequence[str]], bool]
    look: Look = "word"
    most: int = 100


@dataclass(frozen=True)
class Order:
    """A sort key: the value that an ascending and a descending sort go by, None where there is none."""

    reach: Reach
    ascending: Callable[[Values], Any]
    descending: Callable[[Values], Any]

    def key(self, world: World, record: Record, descending: bool) -> Any:
        """The value of a record."""
        held = self.reach(world, record)
        return (self.descending if descending else self.ascending)(held) if held else None


@dataclass(frozen=True)
class Rules:
    """What the oracle knows of a resource."""

    filters: Mapping[str, Filter]
    orders: Mapping[str, Order]

    def ids(self, world: World, type: str, asked: Mapping[str, Sequence[str]], sort: Sequence[str]) -> list[str]:
        """The ids of the records that meet everything that is asked, in order; equal ones go by id."""
        kept = list(range(len(world.records[type])))
        for parameter, values in asked.items():
            filter = self.filters[parameter]
            held = world.values(type, filter)
            kept = [index for index in kept if filter.meets(held[index], values)]
        downwards = bool(sort) and sort[-1].startswith("-")
        records = [world.records[type][index] for index in kept]
        records.sort(key=lambda record: str(record["id"]), reverse=downwards)
        for key in reversed(sort):
            records = self._sorted(world, records, key.removeprefix("-"), key.startswith("-"))
        return [record["id"] for record in records]

    def _sorted(self, world: World, records: list[Record], name: str, descending: bool) -> list[Record]:
        keys = [(self.orders[name].key(world, record, descending), record) for record in records]
        known = sorted([pair for pair in keys if pair[0] is not None], key=lambda pair: pair[0], reverse=descending)
        return [record for _, record in known] + [record for key, record in keys if key is None]
