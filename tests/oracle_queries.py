"""Generated queries. Number N of a world is made from the seed and N alone, so that it can be made again."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any
from urllib.parse import urlencode

from api.parameters import MAX_TEXT
from api.resources import RESOURCES
from tests import oracle_search
from tests.oracle import World
from tests.oracle_filters import fold, span
from tests.oracle_rules import RULES

BY_NAME = {str(resource.name): resource for resource in RESOURCES}
PARAMETERS = [(type, parameter) for type, rules in RULES.items() for parameter in rules.filters]
# Values that a parameter takes and no record has, by the pattern of the parameter.
NOWHERE = {"^[A-Z]{2}$": "BR", "^[a-z]{2,3}$": "la", "^[0-9a-f]{64}$": "0" * 64}


@dataclass(frozen=True)
class Asked:
    """A query of a list."""

    type: str
    filters: Mapping[str, Sequence[str]]
    sort: Sequence[str] = ()
    limit: int | None = None
    count: str | None = None

    @property
    def url(self) -> str:
        """Where it is asked."""
        sort = self.sort or (self.default if "q" in self.filters else ())  # what fits best is not for the oracle to say
        parts = {**self.filters, "sort": sort, "limit": self.limit or [], "count": self.count or []}
        return f"/v1/{self.type}?{urlencode(parts, doseq=True)}"

    def ids(self, world: World) -> list[str]:
        """What the oracle answers."""
        return RULES[self.type].ids(world, self.type, self.filters, self.sort or self.default)

    @property
    def default(self) -> Sequence[str]:
        """The order of the list where none is asked."""
        default: Sequence[str] = BY_NAME[self.type].query.model_fields["sort"].default
        return default

    def smaller(self) -> Iterator["Asked"]:
        """The queries with one thing less."""
        for name, values in self.filters.items():
            others = {other: found for other, found in self.filters.items() if other != name}
            yield replace(self, filters=others)
            for index in range(len(values) if len(values) > 1 else 0):
                yield replace(self, filters={**others, name: [*values[:index], *values[index + 1 :]]})
        for index in range(len(self.sort)):
            yield replace(self, sort=[*self.sort[:index], *self.sort[index + 1 :]])
        if self.limit:
            yield replace(self, limit=None)
        if self.count:
            yield replace(self, count=None)


@cache
def turns(seed: int) -> list[tuple[str, str]]:
    """Every parameter of every resource, in the order in which they have their turn."""
    return Random(seed).sample(PARAMETERS, len(PARAMETERS))


@cache
def allowed(type: str, parameter: str) -> list[str]:
    """The closed list of a parameter, or a value that its pattern allows."""
    schema = BY_NAME[type].query.model_json_schema()
    items = schema["properties"][parameter]["items"]
    items = schema["$defs"][items["$ref"].rpartition("/")[2]] if "$ref" in items else items
    return list(items.get("enum", [NOWHERE.get(items.get("pattern", ""), "No such words")]))


class Generator:
    """Makes one query, mostly from the values of one record, so that most queries find something."""

    def __init__(self, world: World, seed: int, number: int) -> None:
        self.world, self.random = world, Random(f"{seed}-{number}")
        self.type, self.first = turns(seed)[number % len(PARAMETERS)]
        self.filters = RULES[self.type].filters
        held = world.values(self.type, self.filters[self.first])
        holding = [index for index, found in enumerate(held) if found or self.random.random() < 0.2]
        self.witness = self.random.choice(holding or range(len(held)))

    def query(self) -> Asked:
        """The parameter whose turn it is, others beside it, an order, and pages of some size."""
        others = self.random.sample([name for name in self.filters if name != self.first], 3)
        count = self.random.choices((0, 1, 2, 3, 4), (1, 8, 8, 5, 4))[0]
        filters = {name: self.values(name) for name in [self.first, *others][:count]}
        filters = {name: asked for name, asked in filters.items() if self.is_wanted(name, asked)}
        asked = Asked(self.type, filters, self.sort())
        found = len(asked.ids(self.world))
        limits = [limit for limit in (1, 2, 3, 7, 20, None, 500) if found <= 8 * (limit or 50)] or [500]
        count_mode = self.random.choice((None, None, "none", "bounded", "exact"))
        return replace(asked, limit=self.random.choice(limits), count=count_mode)

    def everything(self) -> Asked:
        """All parameters of a resource at once, with values of many records."""
        filters: dict[str, list[str]] = {}
        for name in self.filters:
            filters[name] = []
            for _ in range(self.most(name, 8)):
                self.witness = self.random.randrange(len(self.world.records[self.type]))
                filters[name].append(self.value(name))
        return Asked(self.type, filters)

    def is_wanted(self, name: str, asked: Sequence[str]) -> bool:
        """Whether a filter stays in the query: not often where it would leave the one record out."""
        return name == self.first or self.is_met(name, asked, self.witness) or self.random.random() < 0.3

    def is_met(self, name: str, asked: Sequence[str], index: int) -> bool:
        """Whether a record meets a filter."""
        filter = self.filters[name]
        return filter.meets(self.world.values(self.type, filter)[index], asked)

    def sort(self) -> list[str]:
        """Up to three keys, each upwards or downwards."""
        keys = list(RULES[self.type].orders)
        chosen = self.random.sample(keys, self.random.randint(0, min(3, len(keys))))
        return [self.random.choice(("", "-")) + key for key in chosen]

    def values(self, name: str) -> list[str]:
        """What is asked of a parameter: mostly something that the one record meets, and another one does not."""
        fitting = None
        for _ in range(self.random.choice((1, 1, 8, 8, 8, 8))):
            count = self.most(name, self.random.choices((1, 2, 3, 8), (10, 5, 2, 1))[0])
            asked = [self.value(name) for _ in range(count)]
            if self.is_met(name, asked, self.witness):
                fitting = asked
                if not self.is_met(name, asked, self.random.randrange(len(self.world.records[self.type]))):
                    break
        return fitting or asked

    def most(self, name: str, count: int) -> int:
        """How many values a parameter takes, up to a count."""
        filter = self.filters[name]
        return min(count, filter.most) if filter.look in ("word", "text") else 1

    def value(self, name: str) -> str:
        """One value, made from what the one record or another holds, or from nothing."""
        filter = self.filters[name]
        held = self.world.values(self.type, filter)
        other = self.random.choice(held)
        found = self.random.choice((held[self.witness], held[self.witness], other)) or other
        near = self.random.choice(found) if found else None
        if filter.look == "flag":
            return self.random.choice(("true", "false"))
        if filter.look == "query":
            return self.query_of(near)
        if filter.look != "word":
            return str(getattr(self, filter.look)(near))
        if near is None or self.random.random() < 0.15:
            return self.random.choice(self.possible(name))
        return str(near)

    def possible(self, name: str) -> list[str]:
        """Words that a parameter takes, whether a record has them or not."""
        type = self.type if name == "id" else BY_NAME[self.type].query.refers().get(name)
        if type == "*":
            return list(self.world.named)
        return [one["id"] for one in self.world.records[type]] if type else allowed(self.type, name)

    # by the look of a parameter: values at, beside, or far from one that is held

    def number(self, near: Any) -> str:
        """A number, written out or with an exponent."""
        step = self.random.choice(("0", "0", "1", "-1", "0.5", "-0.001", "1000", "-1000000"))
        return format(Decimal(near or 0) + Decimal(step), self.random.choice("ffffe"))

    def whole(self, near: Any) -> str:
        """A number without sign and fraction."""
        return str(max(0, int(near or 0) + self.random.choice((0, 0, 1, -1, 10, -10, 300, -300))))

    def moment(self, near: Any) -> str:
        """A moment, told in some time zone."""
        zone = timezone(timedelta(hours=self.random.choice((0, 9, 3, -5))))
        there = datetime.fromisoformat(near) if near else datetime(2026, 1, 1, tzinfo=UTC)
        moved = there + timedelta(seconds=self.random.choice((0, 0, 0, -1, 1, -0.5, 0.25, -40_000_000)))
        return moved.astimezone(zone).isoformat().replace("+00:00", "Z")

    def text(self, near: Any) -> str:
        """A text, written in another way."""
        text = str(near or "No such words")
        text = text.replace("е", "ё") if self.random.random() < 0.1 else text
        decomposed, wide = unicodedata.normalize("NFD", text), f" {text.replace(' ', '  ')} "
        changed = self.random.choice((text, text, text.upper(), text.lower(), text.title(), decomposed, wide))
        return (changed if len(changed) <= MAX_TEXT else text)[:MAX_TEXT]

    def prefix(self, near: Any) -> str:
        """How a text begins."""
        return self.text(fold(near or "")[: self.random.randint(1, 12)])

    def part(self, near: Any) -> str:
        """Some characters of a text, one of its words, or a mark that means more elsewhere."""
        folded = fold(near or "no such words")
        start = self.random.randrange(len(folded))
        piece = folded[start : start + self.random.randint(1, 12)].strip()
        word = self.random.choice(folded.split())
        return self.text(self.random.choice((piece, piece, piece, word, word, word, self.random.choice("%_\\"))))

    def query_of(self, near: Any) -> str:
        """Words to search for."""
        return oracle_search.query(str(near or "no such words"), self.random)[:MAX_TEXT]

    def point(self, near: Any) -> str:
        """A date."""
        return self.around(self.day(near))

    def interval(self, near: Any) -> str:
        """A date, or a time from one to another, perhaps open."""
        start, end = (self.around(day) for day in sorted((self.day(near), self.day(near))))
        form = self.random.choice(("{0}", "{0}", "{0}/{1}", "{0}/{1}", "{0}/{1}", "../{1}", "{0}/..", "/{1}", "{0}/"))
        return form.format(start, end)

    def day(self, near: Any) -> date:
        """A day at, beside, or far from the bounds of a date."""
        bounds = [bound for bound in span(near) if "1000" < bound < "9000"] if near else []
        bound = date.fromisoformat(self.random.choice(bounds or ["2016-02-29"]))
        return bound + timedelta(self.random.choice((0, 0, 0, 1, -1, 40, -300)))

    def around(self, day: date) -> str:
        """A date that holds a day, more or less precise."""
        year, month = f"{day.year:04}", f"{day.month:02}"
        season = f"{day.year - (day.month < 3):04}-{21 + (day.month - 3) % 12 // 3}"
        fine = [day.isoformat(), day.isoformat(), f"{year}-{month}", f"{year}-{month}-XX"]
        parts = [season, f"{year}-{33 + (day.month - 1) // 3}", f"{year}-{40 + (day.month > 6)}"]
        coarse = [year, year, f"{year}-XX", f"{year}-XX-XX", f"{year[:3]}X", f"{year[:2]}XX"]
        return self.random.choice([*fine, *fine, *parts, *coarse]) + self.random.choice(("", "", "", "?", "~", "%"))
