"""The whole picture, from top to bottom: title, plot, legend, sources."""

from xml.etree.ElementTree import Element, tostring

from api.chart.claims import Chart, readable
from api.chart.legend import draw_foot, draw_legend
from api.chart.marks import draw_labels, draw_lines, draw_mark, shown
from api.chart.plot import MARGIN, TICK, WIDTH, Mark, Plot, marks, plotted
from api.chart.svg import FONT, STYLE, add
from api.chart.text import wrap

TITLE, SUBTITLE = 21.0, 13.5
ROOM = WIDTH - 2 * MARGIN


def drawn(chart: Chart) -> bytes:
    """A chart as SVG."""
    root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img", "font-family": FONT})
    root.set("aria-labelledby", "rokrus-title rokrus-desc")
    add(root, "title", chart.name, id="rokrus-title")
    add(root, "desc", _described(chart), id="rokrus-desc")
    add(root, "style", STYLE)
    add(root, "rect", width="100%", height="100%", class_="paper")
    plot = plotted(chart, _draw_heading(root, chart) + 36)
    _draw_axes(root, plot)
    if chart.figures:
        _draw_figures(root, chart, plot)
    else:
        middle = (plot.left + plot.right) / 2, (plot.top + plot.bottom) / 2
        add(root, "text", "No figure to draw", x=middle[0], y=middle[1], text_anchor="middle", class_="soft")
    under = draw_legend(root, chart, plot.bottom + 58)
    height = draw_foot(root, chart, under + 10) + 4
    root.attrib |= {"width": f"{WIDTH:.0f}", "height": f"{height:.0f}", "viewBox": f"0 0 {WIDTH:.0f} {height:.0f}"}
    picture: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return picture


def _described(chart: Chart) -> str:
    """The picture in words."""
    days = sorted(day[:4] for figure in chart.figures for day in (figure.earliest, figure.latest) if day)
    when = f" from {days[0]} to {days[-1]}" if days else ""
    about = "".join(f" {part}." for part in chart.shared)
    count = f"{len(chart.figures)} figures{when}" if len(chart.figures) != 1 else f"1 figure{when}"
    claims = "; ".join(map(chart.label, chart.claims))
    return f"{chart.definition}{about} {count}, in {chart.unit}. {f'Claimed by: {claims}.' if claims else ''}".strip()


def _draw_heading(root: Element, chart: Chart) -> float:
    y = 14.0
    for line in wrap(chart.name, TITLE, ROOM):
        y += TITLE + 3
        add(root, "text", line, x=MARGIN, y=y, font_size=TITLE, font_weight="700", class_="ink")
    for part in filter(None, (" · ".join(chart.shared), chart.definition)):
        for line in wrap(part, SUBTITLE, ROOM):
            y += SUBTITLE + 6
            add(root, "text", line, x=MARGIN, y=y, font_size=SUBTITLE, class_="soft")
    return y


def _draw_axes(root: Element, plot: Plot) -> None:
    caption = plot.values.caption
    add(root, "text", caption, x=MARGIN, y=plot.top - 14, font_size=TICK, font_weight="600", class_="ink")
    for tick in plot.values.ticks:
        y = plot.y.at(tick)
        line = add(root, "line", x1=plot.left, x2=plot.right, y1=y, y2=y, class_="rule")
        line.set("stroke-width", "1.6" if tick == 0 else "1")
        text = plot.values.shown(tick)
        add(root, "text", text, x=plot.left - 8, y=y + 4, font_size=TICK, text_anchor="end", class_="soft")
    if plot.x is not None:
        _draw_time(root, plot)
    if plot.lane is not None:
        line = add(root, "line", x1=plot.lane, x2=plot.lane, y1=plot.top, y2=plot.bottom, class_="rule")
        line.set("stroke-dasharray", "2 3")
        middle = (plot.lane + plot.right) / 2
        add(root, "text", "undated", x=middle, y=plot.bottom + 20, font_size=TICK, text_anchor="middle", class_="soft")


def _draw_time(root: Element, plot: Plot) -> None:
    assert plot.x is not None
    for band in plot.bands:
        start, end = plot.x.at(band.start), plot.x.at(band.end)
        add(root, "line", x1=start, x2=start, y1=plot.bottom, y2=plot.bottom + 6, class_="rule")
        x = (start + end) / 2 if band.whole else start
        add(root, "text", band.name, x=x, y=plot.bottom + 20, font_size=TICK, text_anchor="middle", class_="soft")
    end = plot.x.at(plot.bands[-1].end)
    add(root, "line", x1=end, x2=end, y1=plot.bottom, y2=plot.bottom + 6, class_="rule")


def _draw_figures(root: Element, chart: Chart, plot: Plot) -> None:
    placed = marks(chart, plot)
    group = add(root, "g", id="rokrus-figures")
    draw_lines(group, chart, placed)
    for mark in placed:
        draw_mark(group, mark, _told(chart, mark, plot))
    draw_labels(group, placed, plot)


def _told(chart: Chart, mark: Mark, plot: Plot) -> str:
    """A figure in words, for whoever points at it or hears it read."""
    figure, what = mark.figure, chart.claims[mark.claim].what
    parts = (
        readable(figure.period) if figure.period else "undated",
        f"{shown(figure, plot)} {plot.values.caption}",
        figure.as_written and f"written “{figure.as_written}”",
        figure.status,
        "denied" if figure.denied else "",
        *(what.sides, what.about, what.place, what.speaker),
    )
    return " · ".join(filter(None, parts))
