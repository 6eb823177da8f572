"""The parts of charts: marks, lines, axes, text."""

import re
from decimal import Decimal
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest

from api.chart import axes, reading
from api.chart.claims import Chart, Claim, Claimed, Figure, Source, readable
from api.chart.picture import drawn
from api.chart.svg import LIGHT, SHAPES, looks
from api.chart.text import shortened, width, wrap

SVG = "{http://www.w3.org/2000/svg}"


def test_claims_are_drawn_apart() -> None:
    assert len({looks(index) for index in range(reading.MOST_CLAIMS)}) == reading.MOST_CLAIMS
    assert len({looks(index) for index in range(len(LIGHT) * len(SHAPES))}) == len(LIGHT) * len(SHAPES)


def figure(id: str, value: str, year: str | None = None, **given: Any) -> Figure:
    number = Decimal(value)
    stated: dict[str, Any] = {"value": number, "low": number, "high": number, "qualifier": "exact", "as_written": None}
    stated |= {"status": "normal", "denied": False, "derived": False, "deadline": False, "period": year}
    stated |= {"earliest": year and f"{year}-01-01", "latest": year and f"{year}-12-31"}
    return Figure(id, **{**stated, **given})


def chart(*claims: list[Figure], speaker: str = "A") -> Chart:
    made = [Claim(Claimed("X", None, None, f"{speaker}{index}"), figures) for index, figures in enumerate(claims)]
    return Chart("Name", "Definition.", "USD", "iso4217", made, [Source("a", "T", None, None)], 0, "/v1", 1)


def test_text_is_escaped() -> None:
    evil = "</title><script>alert('&\"')</script>"
    svg = drawn(chart([figure("a", "1", "2017", as_written=evil)], speaker=evil)).decode()
    assert "<script" not in svg
    assert evil in "".join(ElementTree.fromstring(svg).itertext())


@pytest.mark.parametrize(
    ("figures", "steps"),
    [
        ([figure("b", "2", "2018"), figure("a", "1", "2017")], [("a", "b")]),
        ([figure("a", "1", "2017"), figure("b", "2", "2017")], []),  # competing, not following
        ([figure("a", "1", "2017"), figure("b", "2", "2018", low=None), figure("c", "3", "2019")], [("a", "c")]),
        ([figure("a", "1", "2017"), figure("b", "2", "2018", denied=True)], []),
        ([figure("a", "1", "2017"), figure("b", "2", "2018", derived=True)], []),
        ([figure("a", "1", "2017"), figure("b", "2")], []),
        ([figure("a", "1", "2017"), figure("b", "2", "2018", latest=None)], []),
    ],
)
def test_lines_lead_from_figure_to_later_figure(figures: list[Figure], steps: list[tuple[str, str]]) -> None:
    claim = Claim(Claimed(None, None, None, "A"), figures)
    assert [(before.id, after.id) for before, after in claim.steps] == steps
    lines = ElementTree.fromstring(drawn(chart(figures))).findall(f"{SVG}g[@id='rokrus-figures']/{SVG}line")
    assert len(lines) == len(steps)


def test_a_line_to_what_is_planned_is_dashed() -> None:
    svg = drawn(chart([figure("a", "1", "2017"), figure("b", "2", "2018", status="forecast")]))
    (line,) = ElementTree.fromstring(svg).findall(f"{SVG}g[@id='rokrus-figures']/{SVG}line")
    assert line.get("stroke-dasharray")


def test_marks_and_labels_do_not_cover_each_other() -> None:
    claims = [[figure(f"f{index}", "5", "2017")] for index in range(6)]
    root = ElementTree.fromstring(drawn(chart(*claims)))
    paths = [
        one for one in root.findall(f"{SVG}g[@id='rokrus-figures']/{SVG}a/{SVG}g/{SVG}path") if one.get("transform")
    ]
    places = sorted(float(re.findall(r"[\d.]+", one.attrib["transform"])[0]) for one in paths)
    assert len(places) == 6
    assert all(after - before > 12 for before, after in pairwise(places))


@pytest.mark.parametrize("numbers", [[], ["0"], ["-3", "4"], ["999999999999999", "0.000000000000001"], ["0.02"]])
def test_any_numbers_have_an_axis(numbers: list[str]) -> None:
    values = [Decimal(number) for number in numbers]
    axis = axes.values(values, "USD", "iso4217")
    assert Decimal(0) in axis.ticks
    assert axis.ticks[0] <= min([*values, Decimal(0)]) <= max([*values, Decimal(0)]) <= axis.ticks[-1]
    assert 2 <= len(axis.ticks) <= 9
    assert len({axis.shown(tick) for tick in axis.ticks}) == len(axis.ticks)


@pytest.mark.parametrize(
    ("numbers", "unit", "system", "caption", "shown"),
    [
        (["25000000000"], "USD", "iso4217", "billion USD", "25"),
        (["-2400000"], "USD", "iso4217", "million USD", "−2.5"),
        (["2171"], "t", "ucum", "tonnes", "2,500"),
        (["92.5"], "%", "ucum", "%", "100"),
        (["3"], "company", "count", "companies", "3"),
        (["2"], "launch", "count", "launches", "2"),
        (["1"], "day", "count", "days", "1"),
    ],
)
def test_captions_and_ticks(numbers: list[str], unit: str, system: str, caption: str, shown: str) -> None:
    axis = axes.values([Decimal(number) for number in numbers], unit, system)
    assert axis.caption == caption
    assert shown in {axis.shown(axis.ticks[0]), axis.shown(axis.ticks[-1])}


@pytest.mark.parametrize(
    ("earliest", "latest", "names"),
    [
        ("2017-01-01", "2018-12-31", ["2017", "2018"]),
        ("2017-02-03", "2017-04-05", ["Feb 2017", "Mar 2017", "Apr 2017"]),
        ("2016-11-01", "2017-12-31", ["Q4 2016", "Q1 2017", "Q2 2017", "Q3 2017", "Q4 2017"]),
        ("1985-01-01", "2012-12-31", ["1985", "1990", "1995", "2000", "2005", "2010"]),
        ("9999-12-01", "9999-12-31", ["Dec 9999"]),
        ("0001-01-01", "9999-12-31", ["1", "1000", "2000"]),
    ],
)
def test_bands_of_time(earliest: str, latest: str, names: list[str]) -> None:
    found = axes.bands([earliest], [latest])
    assert [band.name for band in found][: len(names)] == names
    assert found[0].start <= axes.first_day(earliest)
    assert axes.day_after(latest) <= found[-1].end
    assert len(found) <= 11


def test_text_is_measured_and_wrapped() -> None:
    assert width("한국", 10) == 20 > width("il", 10)
    lines = list(wrap("a few words and averyveryverylongone", 10, 60))
    assert all(width(line, 10) <= 60 for line in lines)
    assert "".join(lines).replace(" ", "") == "afewwordsandaveryveryverylongone"
    assert shortened("one, two three", 9) == "one, two…"
    assert [readable(date) for date in ("2017", "2016/2017", "../2016", "2016/..")] == [
        "2017",
        "2016 to 2017",
        "until 2016",
        "from 2016",
    ]
