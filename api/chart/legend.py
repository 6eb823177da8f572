"""What stands under the plot: whose marks are whose, what their looks mean, and where the figures come from."""

from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

from api.chart.claims import Chart, Figure
from api.chart.marks import DASH, draw_cross, draw_shape
from api.chart.plot import MARGIN, WIDTH
from api.chart.svg import add, looks
from api.chart.text import width, wrap

SIZE, SMALL, LINE, ICON, GAP = 13.0, 11.5, 22.0, 22.0, 22.0
ROOM = WIDTH - 2 * MARGIN
Icon = Callable[[Element, float, float], None]


def draw_legend(parent: Element, chart: Chart, top: float) -> float:
    """The claims, then what the looks of marks mean. Returns where the next thing may begin."""
    claims = [(_of_claim(index), chart.label(claim)) for index, claim in enumerate(chart.claims)]
    return _flowing(parent, list(_key(chart)), _flowing(parent, claims, top, "ink"), "soft")


def _flowing(parent: Element, items: list[tuple[Icon, str]], top: float, ink: str) -> float:
    """Items side by side, in as many lines as they need."""
    x, y = MARGIN, top
    for icon, text in items:
        lines = list(wrap(text, SIZE, ROOM - ICON))
        wide = ICON + max(width(line, SIZE) for line in lines) + GAP
        if x > MARGIN and x + wide - GAP > WIDTH - MARGIN:
            x, y = MARGIN, y + LINE
        icon(parent, x + 8, y - 4.5)
        for index, line in enumerate(lines):
            add(parent, "text", line, x=x + ICON, y=y + index * LINE, font_size=SIZE, class_=ink)
        x, y = x + wide, y + (len(lines) - 1) * LINE
    return y + LINE if items else top


def _of_claim(index: int) -> Icon:
    return lambda parent, x, y: draw_shape(add(parent, "g", class_=looks(index)[0]), x, y, index)


def _key(chart: Chart) -> Iterator[tuple[Icon, str]]:
    """What is not plain: only looks that the chart has."""
    meanings: tuple[tuple[Callable[[Figure], bool], Icon, str], ...] = (
        (lambda one: one.hollow and not one.planned, _ring, "hollow: an estimate, or doubtful"),
        (lambda one: one.planned, _dashed, "dashed: a target, a forecast or a limit"),
        (lambda one: one.is_range, _bar, "bar: from the least to the most"),
        (lambda one: (one.low is None) != (one.high is None), _arrow, "arrow: so much or more, or less"),
        (lambda one: bool(one.earliest or one.latest), _span, "band: the time that it is about"),
        (lambda one: one.denied, draw_cross, "crossed out: denied"),
    )
    for has, icon, text in meanings:
        if any(map(has, chart.figures)):
            yield _soft(icon), text


def _soft(icon: Icon) -> Icon:
    return lambda parent, x, y: icon(add(parent, "g", class_="c5"), x, y)


def _ring(parent: Element, x: float, y: float) -> None:
    add(parent, "circle", cx=x, cy=y, r=4.5, class_="paper", stroke="currentColor", stroke_width=1.8)


def _dashed(parent: Element, x: float, y: float) -> None:
    line = add(parent, "line", x1=x - 9, x2=x + 9, y1=y, y2=y, stroke="currentColor", stroke_width=1.8)
    line.set("stroke-dasharray", DASH)


def _bar(parent: Element, x: float, y: float) -> None:
    bar = add(parent, "rect", x=x - 4, y=y - 7, width=8, height=14, rx=2, stroke="currentColor", stroke_width=1.8)
    bar.attrib |= {"fill": "currentColor", "fill-opacity": "0.3"}


def _arrow(parent: Element, x: float, y: float) -> None:
    shaft = f"M{x:.1f},{y + 7:.1f}v-14m-4,4l4,-4l4,4"
    add(parent, "path", d=shaft, fill="none", stroke="currentColor", stroke_width=1.8)


def _span(parent: Element, x: float, y: float) -> None:
    line = add(parent, "line", x1=x - 9, x2=x + 9, y1=y, y2=y, stroke="currentColor", stroke_width=3)
    line.set("opacity", "0.45")


# --- sources -----


def draw_foot(parent: Element, chart: Chart, top: float) -> float:
    """Where the figures come from, what is not drawn, and the address of the data. Returns where the picture ends."""
    add(parent, "line", x1=MARGIN, x2=WIDTH - MARGIN, y1=top - 12, y2=top - 12, class_="rule")
    y = top + 4
    for href, text in _notes(chart):
        holder = add(parent, "a", href=href) if href else parent
        for line in wrap(text, SMALL, ROOM):
            add(holder, "text", line, x=MARGIN, y=y, font_size=SMALL, class_="soft")
            y += 16
    return y


def _notes(chart: Chart) -> Iterator[tuple[str | None, str]]:
    for number, source in enumerate(chart.sources, 1):
        yield f"/v1/articles/{source.id}", f"[{number}] {source.text}"
    if chart.without_number:
        verb = "figure states" if chart.without_number == 1 else "figures state"
        yield None, f"Not drawn: {chart.without_number} {verb} a change without a number."
    yield chart.address, f"rokrus, revision {chart.revision}, data CC BY 4.0: {chart.address}"
