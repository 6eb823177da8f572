"""Who says what of the same: the figures of an indicator in groups, how far apart they are, and why.

A group holds figures of the same reporter, partner, record, place and unit whose periods all share some time. Periods
overlap without being the same, and not transitively: what is about a long time stands in the group of each short one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import orjson
from pydantic import Field
from sqlalchemy import bindparam, select

from api.agreement import Agreement, Difference, Figure, agreement, differences, spread
from api.answer import Answer
from api.figures import ABOUT, INDICATOR, OBSERVATION, PARTNER, PLACE, REPORTER, Figures, Measured, Row, too_many
from api.query import Query
from api.resource import Machine
from models.base import LINK, RECORD, Ref, table_of
from models.comparisons import Comparison, ComparisonDocument, ComparisonKind
from models.db import Snapshot
from models.edtf import CALENDAR_END, CALENDAR_START
from models.numbers import Number
from models.observations import ObservationDocument

MOST_FIGURES = 2_000
COMPARISON = table_of(Comparison)
NUMBER = ("value", "low", "high", "qualifier", "as_written")
TIMES = ("period", "period_earliest", "period_latest", "deadline", "base", "base_earliest", "base_latest")
COLUMNS: dict[str, Any] = {
    "document": RECORD.c.document,
    "reporter": REPORTER.c.id,
    "partner": PARTNER.c.id,
    "about_type": ABOUT.c.type,
    "about": ABOUT.c.id,
    "place": PLACE.c.id,
    **{name: OBSERVATION.c[name] for name in ("id", *NUMBER, *TIMES, "denied", "status", "scope")},
}


class Spread(Answer):
    """How far apart the least and the greatest of the stated numbers are; what is denied does not count."""

    absolute: Number = Field(description="In the unit of the indicator.")
    percent: Number | None = Field(description="In percent of the least number; null where that is 0.")


class SharedTime(Answer):
    """Days that lie in every period of a group; null at an open end."""

    earliest: str | None
    latest: str | None


class FigureGroup(Answer):
    """What is said of the same reporter, partner, record and place at times that overlap."""

    reporter: str | None = Field(
        description="Whose economy or population. Where both directions of trade count together, the pair has none "
        "and is in alphabetical order."
    )
    partner: str | None
    about: Ref | None
    place: str | None
    period: SharedTime | None = Field(description="Null for figures whose time is not stated.")
    agreement: Agreement
    differs_in: list[Difference] = Field(description="In what the figures differ beside the number.")
    spread: Spread | None = Field(description="Null where fewer than two figures state a number that is not denied.")
    comparisons: list[ComparisonDocument] = Field(description="What says of two or more of them how they relate.")
    observations: list[ObservationDocument] = Field(description="The figures, with speaker and evidence.")


class IndicatorComparison(Answer):
    """The figures of an indicator in groups: those with most to compare first."""

    indicator: str
    unit: str = Field(description="Code of the unit of all figures; values are absolute.", examples=["USD"])
    groups: list[FigureGroup]
    across: list[ComparisonDocument] = Field(
        description="What says how figures relate of which no group holds two: other times, places, sides."
    )
    revision: int


@dataclass(frozen=True)
class Told:
    """A curated comparison, and which figures it holds."""

    kind: str
    document: str
    members: frozenset[str]

    def holds_two(self, ids: Iterable[str]) -> bool:
        """Whether it says how two of these relate."""
        return len(self.members.intersection(ids)) > 1


class Comparing:
    """The comparisons of indicators as JSON."""

    def __init__(self, observations: Machine) -> None:
        self.figures = Figures(observations, COLUMNS, MOST_FIGURES)
        self.statement_for_told = observations.reader.compile(
            select(COMPARISON.c.id, COMPARISON.c.kind, RECORD.c.document, OBSERVATION.c.id)
            .join(RECORD, RECORD.c.key == COMPARISON.c.key)
            .join(LINK, LINK.c.source_key == COMPARISON.c.key)
            .join(OBSERVATION, OBSERVATION.c.key == LINK.c.target_key)
            .join(INDICATOR, INDICATOR.c.key == OBSERVATION.c.indicator_key)
            .where(INDICATOR.c.id == bindparam("id"), LINK.c.name == "members", COMPARISON.c.withdrawn.is_(False))
            .order_by(COMPARISON.c.id)
        )

    async def body(self, snapshot: Snapshot, id: str, query: Query, revision: int) -> bytes:
        """The comparison of an indicator's figures. Raises ApiError where there are more than one answer takes."""
        measured = await self.figures.measured(snapshot, id)
        groups, count = [], 0
        for group in grouped(await self.figures.rows(snapshot, id, query), measured):
            groups.append(group)
            count += len(group)
            if count > MOST_FIGURES:
                raise too_many("A comparison", MOST_FIGURES)
        return _rendered(measured, sorted(groups, key=_rank), await self._told(snapshot, id), revision)

    async def _told(self, snapshot: Snapshot, id: str) -> list[Told]:
        """What is said of how figures of an indicator relate."""
        found: dict[bytes, tuple[bytes, bytes, list[str]]] = {}
        for comparison, kind, document, member in await snapshot.rows(self.statement_for_told, {"id": id}):
            found.setdefault(comparison, (kind, document, []))[2].append(member.decode())
        return [Told(kind.decode(), document.decode(), frozenset(ids)) for kind, document, ids in found.values()]


def grouped(rows: Sequence[Row], measured: Measured) -> Iterator[list[Row]]:
    """Figures of the same, in all the largest groups whose periods share some day; undated ones by themselves."""
    alike = defaultdict(list)
    for row in rows:
        sides = measured.sides(row["reporter"], row["partner"])
        alike[sides, row["about_type"], row["about"], row["place"], row["period"] is None].append(row)
    for (*_, undated), found in alike.items():
        yield from [found] if undated else together(found)


def together(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """All the largest groups of figures with a day in common: whenever a period ends after another had begun, what is
    open then is such a group."""
    ends = [(row["period_earliest"], 0, index) for index, row in enumerate(rows)]
    ends += [(row["period_latest"], 1, index) for index, row in enumerate(rows)]
    open_now: dict[int, None] = {}
    grown = False
    for _, closes, index in sorted(ends):
        if closes and grown:
            yield [rows[one] for one in sorted(open_now)]
        if closes:
            del open_now[index]
        else:
            open_now[index] = None
        grown = not closes


def _rank(group: Sequence[Row]) -> tuple[Any, ...]:
    """Where there is something to compare first, then by time, what has none last."""
    first = group[0]
    numbers = sum(row["low"] is not None or row["high"] is not None for row in group)
    about = (first["about_type"] or "", first["about"] or "", first["place"] or "")
    sides = (first["reporter"] or "", first["partner"] or "")
    return numbers < 2, first["period"] is None, *_shared_days(group), *sides, *about


def _shared_days(group: Iterable[Row]) -> tuple[str, str]:
    return max(row["period_earliest"] for row in group), min(row["period_latest"] for row in group)


def _rendered(measured: Measured, groups: Sequence[Sequence[Row]], told: Sequence[Told], revision: int) -> bytes:
    ids = [{row["id"] for row in group} for group in groups]
    every = set().union(*ids)
    across = [one for one in told if one.holds_two(every) and not any(map(one.holds_two, ids))]
    answer = {
        "indicator": measured.id,
        "unit": measured.unit,
        "groups": [_group(group, measured, told) for group in groups],
        "across": [orjson.Fragment(one.document) for one in across],
        "revision": revision,
    }
    return orjson.dumps(answer)


def _group(rows: Sequence[Row], measured: Measured, told: Sequence[Told]) -> dict[str, Any]:
    """A group as the answer shows it. The documents were rendered when they were published."""
    first, figures = rows[0], [_figure(row) for row in rows]
    reporter, partner = measured.sides(first["reporter"], first["partner"])
    ids = {figure.id for figure in figures if figure.has_number}
    replaced = any(one.kind == ComparisonKind.revision and ids <= one.members for one in told)
    return {
        "reporter": reporter,
        "partner": partner,
        "about": first["about"] and {"type": first["about_type"], "id": first["about"]},
        "place": first["place"],
        "period": None if first["period"] is None else _time(*_shared_days(rows)),
        "agreement": agreement(figures, replaced),
        "differs_in": differences(figures),
        "spread": _spread(figures),
        "comparisons": [orjson.Fragment(one.document) for one in told if one.holds_two(row["id"] for row in rows)],
        "observations": [orjson.Fragment(row["document"]) for row in rows],
    }


def _time(earliest: str, latest: str) -> dict[str, str | None]:
    return {
        "earliest": None if earliest == CALENDAR_START else earliest,
        "latest": None if latest == CALENDAR_END else latest,
    }


def _spread(figures: Sequence[Figure]) -> dict[str, Any] | None:
    found = spread(figures)
    return found and {"absolute": _number(found[0]), "percent": _number(found[1])}


def _number(value: Decimal | None) -> Any:
    """Digit for digit; no float lies between."""
    return None if value is None else orjson.Fragment(format(value.normalize(), "f"))


def _figure(row: Row) -> Figure:
    return Figure(
        **{name: row[name] for name in ("id", *NUMBER, "denied", "status", "scope")},
        period=(row["period_earliest"], row["period_latest"], row["deadline"]),
        base=(row["base_earliest"], row["base_latest"]) if row["base"] else None,
    )
