"""Charts: well-formed, drawn in full, without anything from elsewhere, and never more than can be told apart."""

import re
import struct
from xml.etree import ElementTree

import pytest
import resvg_py
from fastapi.testclient import TestClient

from api.chart import reading
from tests.conftest import Served
from tests.test_every_resource import walk

SVG = "{http://www.w3.org/2000/svg}"


def picture(svg: str) -> tuple[int, int, bytes]:
    """A chart as a renderer of its own draws it: width, height, and the bytes of the PNG."""
    png = resvg_py.svg_to_bytes(svg_string=svg)
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return *struct.unpack(">II", png[16:24]), png


def without_figures(svg: str) -> str:
    root = ElementTree.fromstring(svg)
    (group,) = root.findall(f"{SVG}g[@id='rokrus-figures']")
    root.remove(group)
    return ElementTree.tostring(root, encoding="unicode")


def with_nothing_but(svg: str, tag: str) -> str:
    root = ElementTree.fromstring(svg)
    for one in list(root):
        if one.tag not in (f"{SVG}{tag}", f"{SVG}style"):
            root.remove(one)
    return ElementTree.tostring(root, encoding="unicode")


def marks(root: ElementTree.Element) -> list[str]:
    """The observations whose marks are drawn."""
    links = root.findall(f"{SVG}g[@id='rokrus-figures']/{SVG}a")
    return [link.attrib["href"].removeprefix("/v1/observations/") for link in links]


def test_every_figure_with_a_number_is_drawn_once(client: TestClient) -> None:
    for indicator in walk(client, "/v1/indicators?limit=500"):
        answer = client.get(f"/v1/indicators/{indicator['id']}/series.svg")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
        root = ElementTree.fromstring(answer.content)
        assert root.tag == f"{SVG}svg"
        listed = walk(client, f"/v1/observations?indicator={indicator['id']}&limit=500")
        figures = {one["id"] for one in listed if one["low"] is not None or one["high"] is not None}
        assert (len(marks(root)), set(marks(root))) == (len(figures), figures)
        told = " ".join(root.itertext())
        for article in {span["article"] for one in listed if one["id"] in figures for span in one["evidence"]}:
            assert f"“{client.get(f'/v1/articles/{article}').json()['title']}”" in told


def test_a_renderer_draws_it(clients: dict[Served, TestClient], world: str) -> None:
    client = clients["sqlite", world, "document"]
    for indicator in walk(client, "/v1/indicators?limit=500"):
        svg = client.get(f"/v1/indicators/{indicator['id']}/series.svg").text
        wide, high, png = picture(svg)
        root = ElementTree.fromstring(svg)
        assert (str(wide), str(high)) == (root.get("width"), root.get("height"))
        assert png != picture(with_nothing_but(svg, "rect"))[2]
        if marks(root):
            assert png != picture(without_figures(svg))[2]


def test_a_chart_can_be_read_aloud_and_needs_nothing_from_elsewhere(client: TestClient) -> None:
    for indicator in walk(client, "/v1/indicators?limit=500"):
        svg = client.get(f"/v1/indicators/{indicator['id']}/series.svg").text
        root = ElementTree.fromstring(svg)
        assert (root[0].tag, root[0].text) == (f"{SVG}title", indicator["name"])
        description = root[1].text or ""
        assert root[1].tag == f"{SVG}desc"
        assert indicator["definition"] in description
        assert root.get("aria-labelledby") == f"{root[0].get('id')} {root[1].get('id')}"
        assert {one.tag.removeprefix(SVG) for one in root.iter()}.isdisjoint(
            {"script", "image", "foreignObject", "use"}
        )
        assert not re.search(r"url\(|@import|@font-face|\bon\w+=", svg)
        assert {one.attrib["href"][:4] for one in root.iter(f"{SVG}a")} <= {"/v1/"}
        for link in root.iter(f"{SVG}a"):
            assert client.get(link.attrib["href"]).status_code == 200
        for group in root.findall(f"{SVG}g[@id='rokrus-figures']/{SVG}a/{SVG}g"):
            assert group[0].tag == f"{SVG}title"


def test_both_databases_draw_the_same(clients: dict[Served, TestClient], world: str) -> None:
    sqlite, postgresql = (clients[backend, world, "document"] for backend in ("sqlite", "postgresql"))
    for indicator in walk(sqlite, "/v1/indicators?limit=500"):
        path = f"/v1/indicators/{indicator['id']}/series.svg"
        assert sqlite.get(path).content == postgresql.get(path).content


@pytest.mark.parametrize(
    ("id", "looks", "lacks", "key"),
    [
        ("crossed-2018", "fill='currentColor'", "class='paper'", set()),
        ("counted", "class='paper'", "stroke-dasharray", {"hollow: an estimate, or doubtful", "arrow"}),
        ("target", "stroke-dasharray", "fill='currentColor'", {"dashed: a target, a forecast or a limit"}),
        ("paid", "> 300", "class='paper'", {"arrow"}),
        ("counted-denied", "M-8,-8L8,8", "class='paper'", {"arrow", "crossed out: denied"}),
    ],
)
def test_what_a_figure_is_can_be_seen(edges: TestClient, id: str, looks: str, lacks: str, key: set[str]) -> None:
    svg = edges.get(f"/v1/indicators/passengers/series.svg?id=ferry-{id}").text
    mark = svg.partition('<a href="/v1/observations/')[2].partition("</a>")[0].replace('"', "'").replace("&gt;", ">")
    assert looks in mark
    assert lacks not in mark
    told = {word for word in ("hollow", "dashed", "bar", "arrow", "crossed out") if f">{word}: " in svg}
    assert told == {one.partition(":")[0] for one in key}
    assert all(one in svg for one in key)


def test_what_is_not_drawn_is_told(edges: TestClient) -> None:
    svg = edges.get("/v1/indicators/passengers/series.svg?id=ferry-old-days").text
    assert "No figure to draw" in svg
    assert "Not drawn: 1 figure states a change without a number." in svg
    assert ">undated<" in edges.get("/v1/indicators/passengers/series.svg?period__exists=false").text


def test_a_range_is_a_bar_of_its_height(edges: TestClient) -> None:
    svg = edges.get("/v1/indicators/boats/series.svg?id=ferry-boats").text
    assert "bar: from the least to the most" in svg
    root = ElementTree.fromstring(svg)
    (bar,) = root.findall(f"{SVG}g[@id='rokrus-figures']/{SVG}a/{SVG}g/{SVG}rect")
    ticks = {one.text: float(one.attrib["y"]) - 4 for one in root.iter(f"{SVG}text") if one.text in ("40", "60")}
    top, height = float(bar.attrib["y"]), float(bar.attrib["height"])
    assert (top, top + height) == pytest.approx((ticks["60"], ticks["40"]), abs=0.2)


def test_the_address_of_the_data_is_in_the_foot(edges: TestClient) -> None:
    svg = edges.get("/v1/indicators/passengers/series.svg?q=%22up+to%22%26amp&sort=-value").text
    (address,) = [one for one in ElementTree.fromstring(svg).iter(f"{SVG}a") if "series" in one.attrib["href"]]
    assert address.attrib["href"] == "/v1/indicators/passengers/series?q=%22up+to%22%26amp&sort=-value"
    assert edges.get(address.attrib["href"]).status_code == 200


@pytest.mark.parametrize(
    ("name", "most", "detail"),
    [
        ("MOST_FIGURES", 6, "A chart takes at most 6 figures: add filters."),
        ("MOST_CLAIMS", 2, "A chart tells at most 2 claims apart: add filters."),
    ],
)
def test_too_much_for_one_picture_is_refused(
    edges: TestClient, monkeypatch: pytest.MonkeyPatch, name: str, most: int, detail: str
) -> None:
    monkeypatch.setattr(reading, name, most)
    answer = edges.get("/v1/indicators/passengers/series.svg")
    assert (answer.status_code, answer.json()["errors"]) == (422, [{"parameter": "indicator", "detail": detail}])
    assert edges.get("/v1/indicators/passengers/series.svg?reporter=west").status_code == 200
