"""Where things stand in the plot: its edges, its axes, and a place for each mark that is free."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from api.chart.axes import Band, Scale, Values, bands, day_after, first_day, values
from api.chart.claims import Chart, Figure
from api.chart.text import width

WIDTH, MARGIN, HEIGHT = 880.0, 24.0, 340.0
TICK, APART, LANE = 12.0, 13.0, 32.0
ABOVE, BELOW = 24.0, 32.0
MOST_STEPS = 4  # further aside, a mark would seem to tell of another time


@dataclass(frozen=True)
class Plot:
    """The plot and its axes. `lane` is where figures without a period stand, right of the time axis."""

    top: float
    left: float
    right: float
    values: Values
    y: Scale
    bands: Sequence[Band]
    x: Scale | None
    lane: float | None

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.top + HEIGHT

    @property
    def timed(self) -> float:
        """Where the time axis ends."""
        return self.right if self.lane is None else self.lane - TICK


@dataclass(frozen=True)
class Mark:
    """A figure in its place: its middle, from where to where its period goes, and how high and low it reaches."""

    figure: Figure
    claim: int
    x: float
    y: float
    start: float
    end: float
    top: float
    bottom: float


def plotted(chart: Chart, top: float) -> Plot:
    """The plot of a chart."""
    axis = values([number for figure in chart.figures for number in figure.numbers], chart.unit, chart.unit_system)
    left = MARGIN + max(width(axis.shown(tick), TICK) for tick in axis.ticks) + 10
    right = WIDTH - MARGIN
    undated = sum(figure.earliest is None and figure.latest is None for figure in chart.figures)
    dated = undated < len(chart.figures)
    lane = (right - min(LANE * (undated + 2), 300) if dated else left) if undated else None
    y = Scale(axis.ticks[0], axis.ticks[-1], top + HEIGHT - _below(chart, axis), top + ABOVE)
    time = _time(chart)
    end = right if lane is None else lane - TICK
    x = Scale(Decimal(time[0].start), Decimal(time[-1].end), left, end) if time else None
    return Plot(top, left, right, axis, y, time, x, lane)


def _below(chart: Chart, axis: Values) -> float:
    """Room under the least tick for an arrow that leads down from near it."""
    near = axis.ticks[0] + (axis.ticks[-1] - axis.ticks[0]) / 10
    down = [figure.level for figure in chart.figures if figure.low is None and figure.level is not None]
    return BELOW if any(level < near for level in down) else 0


def _time(chart: Chart) -> list[Band]:
    earliest = [figure.earliest for figure in chart.figures if figure.earliest]
    latest = [figure.latest for figure in chart.figures if figure.latest]
    return bands(earliest, latest) if earliest or latest else []


def marks(chart: Chart, plot: Plot) -> list[Mark]:
    """All figures in their places; where two would cover each other, one steps aside."""
    found: list[Mark] = []
    undated = [figure for figure in chart.figures if figure.earliest is None and figure.latest is None]
    for index, claim in enumerate(chart.claims):
        for figure in claim.figures:
            start, end = _period(figure, plot)
            if figure in undated:
                start = end = _in_lane(undated.index(figure), len(undated), plot)
            y, top, bottom = _heights(figure, plot)
            x = _free(_middle(figure, start, end), y, found, plot)
            found.append(Mark(figure, index, x, y, start, end, top, bottom))
    return found


def _period(figure: Figure, plot: Plot) -> tuple[float, float]:
    if plot.x is None:
        return plot.left, plot.left
    start = plot.x.at(first_day(figure.earliest)) if figure.earliest else plot.left
    return start, plot.x.at(day_after(figure.latest)) if figure.latest else plot.timed


def _in_lane(index: int, count: int, plot: Plot) -> float:
    assert plot.lane is not None
    return plot.lane + (index + 1) * (plot.right - plot.lane) / (count + 1)


def _middle(figure: Figure, start: float, end: float) -> float:
    """Where a mark stands in its period: at its known end where the other is open, at its end for a deadline."""
    if figure.deadline or (figure.earliest is None and figure.latest is not None):
        return end
    return start if figure.latest is None else (start + end) / 2


def _heights(figure: Figure, plot: Plot) -> tuple[float, float, float]:
    """Where its number stands, the middle for a range; and the ends of a range."""
    ends = [plot.y.at(number) for number in figure.numbers]
    top, bottom = min(ends), max(ends)
    return (top + bottom) / 2 if figure.level is None else plot.y.at(figure.level), top, bottom


def _free(x: float, y: float, taken: Sequence[Mark], plot: Plot) -> float:
    """The nearest place at that height that no mark is in."""
    for place in _aside(x):
        covered = any(abs(place - mark.x) < APART and abs(y - mark.y) < APART for mark in taken)
        if not covered and plot.left <= place <= plot.right:
            return place
    return x


def _aside(x: float) -> Iterator[float]:
    yield x
    for step in range(1, MOST_STEPS + 1):
        yield from (x + step * APART, x - step * APART)
