"""The goals, and how far they are reached: SQLite and one worker, the cache off, where nothing else is said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.contestants.base import FIRST, LAST
from benchmarks.contestants.ours import ALONE, BESIDE, SMALL
from benchmarks.contestants.static import BARE
from benchmarks.rows import Row

Key = tuple[str, str]
Found = Mapping[Key, Row]

SQLITE, POSTGRESQL, CACHED, DATASETTE = "rokrus, SQLite", "rokrus, PostgreSQL", "rokrus, SQLite, cache", "Datasette"
HEADER = "| goal | floor | aim | measured | |\n|---|---:|---:|---:|---|"


@dataclass(frozen=True)
class Goal:
    """What a row must reach, as a share of another row where there is one; or, the lower the better, stay under."""

    row: Key
    of: Key | None
    floor: float
    aim: float
    lower: bool = False

    def value(self, rows: Found) -> float | None:
        """What was measured; None where one of the rows is missing."""
        needed = [rows.get(key) for key in (self.row, self.of) if key]
        values = [row.middle for row in needed if row is not None and row.values]
        if len(values) < len(needed) or 0 in values[1:]:
            return None
        return values[0] / values[1] if self.of else values[0]

    def line(self, rows: Found) -> str:
        """A line of the table."""
        value = self.value(rows)
        named = f"{self.row[0]}: {self.row[1]}" + (f", of {self.of[1]}" if self.of else "")
        shown = [self._shown(number, rows) for number in (self.floor, self.aim, value)]
        return f"| {named} | {' | '.join(shown)} | {self._verdict(value)} |"

    def _shown(self, number: float | None, rows: Found) -> str:
        if number is None:
            return "–"
        if self.of:
            return f"{number:.3f}" if number < 1 else f"{number:.2f}"
        return rows[self.row].unit.show(number) if self.row in rows else f"{number:,.0f}"

    def _verdict(self, value: float | None) -> str:
        if value is None:
            return "not measured"
        reached = [value <= goal if self.lower else value >= goal for goal in (self.floor, self.aim)]
        return "aim reached" if reached[1] else "floor reached" if reached[0] else "**missed**"


def _of_bare(workload: str, floor: float, aim: float, name: str = SQLITE) -> Goal:
    return Goal((workload, name), (workload, BARE), floor, aim)


GOALS: Sequence[Goal] = (
    _of_bare("detail", 0.45, 0.80),
    _of_bare("page", 0.13, 0.40),
    _of_bare("include", 0.09, 0.35),
    _of_bare("series", 0.04, 0.20),
    _of_bare("search", 0.04, 0.15),
    _of_bare("repeated", 0.75, 1.0, CACHED),
    _of_bare("304", 0.75, 1.0),
    *[Goal((name, POSTGRESQL), (name, SQLITE), 0.5, 0.5) for name in ("detail", "page")],
    *[Goal((name, SQLITE), (name, DATASETTE), 8, 8) for name in ("detail", "page")],
    Goal(("deep", f"{SQLITE}: {LAST}"), ("deep", f"{SQLITE}: {FIRST}"), 1 / 1.2, 1 / 1.2),
    Goal(("beside", f"{SQLITE}: {BESIDE}"), ("beside", f"{SQLITE}: {ALONE}"), 0.5, 0.5),
    *[
        Goal(("growth", f"{SQLITE}: {name}"), ("growth", f"{SMALL}: {name}"), 1 / 1.3, 1 / 1.3)
        for name in ("detail", "page", "series")
    ],
    Goal(("export", f"{SQLITE}: CSV"), None, 400_000, 400_000),
    Goal(("export", f"{SQLITE}: NDJSON"), None, 400_000, 400_000),
    Goal(("export", f"{SQLITE}: PARQUET"), None, 250_000, 250_000),
    Goal(("load", SQLITE), None, 20_000, 60_000),
    Goal(("start", SQLITE), ("start", "imports"), 1.5, 1.5, lower=True),
    Goal(("memory", SQLITE), None, 110e6, 110e6, lower=True),
)


def goals(rows: Sequence[Row]) -> str:
    """The goals beside what was measured."""
    found = {(row.workload, row.name): row for row in rows}
    return "\n".join([HEADER, *(goal.line(found) for goal in GOALS)])
