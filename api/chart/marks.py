"""How figures are drawn: estimates hollow, targets and forecasts dashed, ranges as bars, bounds as arrows, what is
denied crossed out. The same marks stand in the legend."""

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from api.chart.claims import SIGNS, Chart, Figure
from api.chart.plot import Mark, Plot
from api.chart.svg import add, looks
from api.chart.text import width
from models.observations import Qualifier

DASH = "4 3"
ARROW, HEAD, HALF = 26.0, 5.0, 6.0
LABEL, MOST_LABELS = 12.0, 40
Box = tuple[float, float, float, float]


def draw_lines(parent: Element, chart: Chart, marks: Sequence[Mark]) -> None:
    """Lines from figure to figure of one claim; dashed where they lead to what is planned."""
    places = {mark.figure.id: mark for mark in marks}
    for index, claim in enumerate(chart.claims):
        for before, after in claim.steps:
            one, other = places[before.id], places[after.id]
            line = add(parent, "line", x1=one.x, y1=one.y, x2=other.x, y2=other.y, stroke="currentColor")
            line.attrib |= {"class": looks(index)[0], "stroke-width": "1.8", "opacity": "0.75"}
            _dash(line, before.planned or after.planned)


def draw_mark(parent: Element, mark: Mark, told: str) -> None:
    """A figure, which leads to its observation and says in words what it is."""
    link = add(parent, "a", href=f"/v1/observations/{mark.figure.id}")
    group = add(link, "g", class_=looks(mark.claim)[0])
    add(group, "title", told)
    _draw_period(group, mark)
    if mark.figure.is_range:
        _draw_range(group, mark)
    else:
        _draw_bound(group, mark)
        draw_shape(group, mark.x, mark.y, mark.claim, mark.figure)
    if mark.figure.denied:
        draw_cross(group, mark.x, mark.y)


def draw_shape(parent: Element, x: float, y: float, claim: int, figure: Figure | None = None) -> None:
    """The shape of a claim: filled, or hollow for what is no firm figure of what was."""
    shape = add(parent, "path", d=looks(claim)[1], transform=f"translate({x:.1f},{y:.1f})", stroke="currentColor")
    hollow = figure is not None and figure.hollow
    shape.attrib |= {"class": "paper"} if hollow else {"fill": "currentColor"}
    shape.set("stroke-width", "1.8")
    if figure is not None and figure.planned:
        shape.set("stroke-dasharray", "2.6 2")


def draw_cross(parent: Element, x: float, y: float) -> None:
    """The mark of what is denied."""
    cross = add(parent, "path", d="M-8,-8L8,8M-8,8L8,-8", transform=f"translate({x:.1f},{y:.1f})")
    cross.attrib |= {"stroke": "currentColor", "stroke-width": "1.6"}


def _draw_period(parent: Element, mark: Mark) -> None:
    """The time that a figure is about, with a stroke at its ends, or an arrow where one is open."""
    if mark.end - mark.start < 2:
        return
    line = add(parent, "line", x1=mark.start, y1=mark.y, x2=mark.end, y2=mark.y, stroke="currentColor")
    line.attrib |= {"stroke-width": "3", "opacity": "0.35"}
    _dash(line, mark.figure.planned)
    for end, open_end, way in ((mark.start, mark.figure.earliest, 1), (mark.end, mark.figure.latest, -1)):
        back = way * HEAD if open_end is None else 0
        head = f"M{end + back:.1f},{mark.y - HEAD:.1f}L{end:.1f},{mark.y:.1f}l{back:.1f},{HEAD:.1f}"
        add(parent, "path", d=head, fill="none", stroke="currentColor", stroke_width=1.6, opacity=0.6)


def _draw_range(parent: Element, mark: Mark) -> None:
    """A bar from the least to the most that it can be."""
    bar = add(parent, "rect", x=mark.x - HALF, y=mark.top, width=2 * HALF, height=mark.bottom - mark.top, rx=2)
    bar.set("stroke", "currentColor")
    bar.attrib |= {"fill": "currentColor", "stroke-width": "1.8", "fill-opacity": "0" if mark.figure.hollow else "0.3"}
    _dash(bar, mark.figure.planned)
    if mark.figure.value is not None:
        add(parent, "line", x1=mark.x - HALF, x2=mark.x + HALF, y1=mark.y, y2=mark.y, stroke="currentColor")


def _draw_bound(parent: Element, mark: Mark) -> None:
    """An arrow to where a figure that is bounded on one side only goes on."""
    if (mark.figure.low is None) == (mark.figure.high is None):
        return
    way = -1 if mark.figure.high is None else 1
    tip = mark.y + way * ARROW
    shaft = f"M{mark.x:.1f},{mark.y:.1f}V{tip:.1f}"
    head = f"M{mark.x - HEAD:.1f},{tip - way * HEAD:.1f}L{mark.x:.1f},{tip:.1f}l{HEAD:.1f},{-way * HEAD:.1f}"
    add(parent, "path", d=shaft + head, fill="none", stroke="currentColor", stroke_width=1.8)


def _dash(element: Element, planned: bool) -> None:
    if planned:
        element.set("stroke-dasharray", DASH)


# --- numbers beside the marks -----


def draw_labels(parent: Element, marks: Sequence[Mark], plot: Plot) -> None:
    """The number of each figure beside its mark, where there is room; many marks have none."""
    if len(marks) > MOST_LABELS:
        return
    taken = [box for mark in marks for box in _boxes(mark)]
    for mark in marks:
        text = shown(mark.figure, plot)
        for x, y in _beside(mark, width(text, LABEL)):
            half = width(text, LABEL) / 2
            box = (x - half, y - LABEL * 0.8, x + half, y + 2)
            if _inside(box, plot) and not any(_touch(box, other) for other in taken):
                taken.append(box)
                label = add(parent, "text", text, x=x, y=y, text_anchor="middle", font_size=LABEL)
                label.attrib |= {"class": looks(mark.claim)[0], "fill": "currentColor", "font-weight": "600"}
                break


def shown(figure: Figure, plot: Plot) -> str:
    """The number in the unit of the axis, with its qualifier."""
    if figure.level is None:
        return "–".join(plot.values.brief(number) for number in sorted(figure.numbers))
    return SIGNS.get(Qualifier(figure.qualifier), "") + plot.values.brief(figure.level)


def _beside(mark: Mark, wide: float) -> Iterator[tuple[float, float]]:
    """Places of a label: above, below, right, left."""
    yield from ((mark.x, mark.top - 12), (mark.x, mark.bottom + 20))
    yield from ((mark.x + 12 + wide / 2, mark.y + 4), (mark.x - 12 - wide / 2, mark.y + 4))
    yield from ((mark.x + 8 + wide / 2, mark.y - 10), (mark.x - 8 - wide / 2, mark.y - 10))


def _boxes(mark: Mark) -> Iterator[Box]:
    yield mark.x - 7, mark.top - 7, mark.x + 7, mark.bottom + 7
    if mark.figure.low is None:
        yield mark.x - HEAD, mark.y, mark.x + HEAD, mark.y + ARROW
    if mark.figure.high is None:
        yield mark.x - HEAD, mark.y - ARROW, mark.x + HEAD, mark.y


def _inside(box: Box, plot: Plot) -> bool:
    return box[0] >= plot.left and box[2] <= plot.right + 12 and box[1] >= plot.top - 8 and box[3] <= plot.bottom + 6


def _touch(box: Box, other: Box) -> bool:
    return box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
