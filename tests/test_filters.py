"""Every filter of every resource: which records of the made-up world remain. One row shows one or more filters."""

from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

from tests.filters import Rows, evidence
from tests.filters.shared import ACTORS, EVENTS, INDICATORS, PLACES, PROJECTS
from tests.filters.sources import ARTICLES, REFERENCES, TOPICS
from tests.filters.statements import COMPARISONS, OBSERVATIONS, POSITIONS, RELATIONS, STATUSES

TABLE: dict[str, Rows] = {
    "articles": ARTICLES,
    "actors": ACTORS,
    "projects": PROJECTS,
    "indicators": INDICATORS,
    "observations": OBSERVATIONS,
    "events": EVENTS,
    "positions": POSITIONS,
    "relations": RELATIONS,
    "statuses": STATUSES,
    "places": PLACES,
    "topics": TOPICS,
    "references": REFERENCES,
    "comparisons": COMPARISONS,
    "evidence": evidence.EVIDENCE,
}
STATEMENTS = ("observations", "positions", "relations", "statuses")


def ids_of(resource: str, names: str) -> list[str]:
    """The ids that a row of the table names."""
    if resource == "evidence":
        return evidence.ids(names)
    return [f"ferry-{name}" if resource in STATEMENTS else name for name in names.split()]


ROWS = [
    (resource, parameters, ids_of(resource, names)) for resource, rows in TABLE.items() for parameters, names in rows
]

SORTS: list[tuple[str, list[str], str]] = [
    (
        "observations",
        ["value"],
        "times treaty songs fare boats growth paid counted counted-denied crossed-2018 target old-days",
    ),
    (
        "observations",
        ["-value"],
        "target crossed-2018 counted-denied counted paid growth boats fare songs treaty times old-days",
    ),
    (
        "observations",
        ["period", "-value"],
        "old-days counted-denied counted crossed-2018 growth target paid boats fare songs treaty times",
    ),
    (
        "observations",
        ["-period", "id"],
        "target counted counted-denied crossed-2018 growth old-days boats fare paid songs times treaty",
    ),
    ("events", ["when"], "ferry-treaty strike pier-opening fair visit fair-concert old-pier speech"),
    ("events", ["-when"], "fair visit pier-opening strike ferry-treaty speech old-pier fair-concert"),
    ("events", ["title"], "visit fair-concert fair old-pier pier-opening ferry-treaty strike speech"),
    ("statuses", ["as_of"], "pier-begun treaty treaty-in-force pier-ready line-planned line-stalled songs"),
    ("statuses", ["-as_of"], "treaty-in-force line-planned pier-ready pier-begun treaty songs line-stalled"),
    ("statuses", ["-as_of", "id"], "treaty-in-force line-planned pier-ready pier-begun treaty line-stalled songs"),
    ("positions", ["when"], "treaty count cheaper doubt denial praise"),
    ("positions", ["-when"], "treaty cheaper doubt count praise denial"),
    (
        "relations",
        ["valid", "-id"],
        "minister treaty-west treaty-ost deputy keeper treaty rope pier-builder line-money line-builder city",
    ),
    (
        "relations",
        ["-attested", "id"],
        "line-builder pier-builder rope minister city deputy keeper line-money treaty treaty-ost treaty-west",
    ),
    ("references", ["date"], "older-treaty ferry-atlas ferry-treaty ferry-paper ferry-the-tide older-notes"),
    ("references", ["-date"], "ferry-paper ferry-the-tide older-treaty ferry-treaty ferry-atlas older-notes"),
    ("references", ["accessed", "id"], "older-notes ferry-treaty ferry-atlas ferry-paper ferry-the-tide older-treaty"),
    ("comparisons", ["kind"], "older-views ferry-opening older-times ferry-growth ferry-counts ferry-treaty"),
    ("comparisons", ["-kind"], "ferry-treaty ferry-counts ferry-growth older-times ferry-opening older-views"),
    ("comparisons", ["-kind", "id"], "ferry-treaty ferry-counts ferry-growth ferry-opening older-times older-views"),
]


@pytest.mark.parametrize(
    ("resource", "parameters", "ids"), ROWS, ids=[f"{r}?{urlencode(p, doseq=True)}" for r, p, _ in ROWS]
)
def test_filter(edges: TestClient, resource: str, parameters: dict[str, Any], ids: list[str]) -> None:
    page = edges.get(f"/v1/{resource}?sort=id&{urlencode(parameters, doseq=True)}").json()
    assert [record["id"] for record in page["data"]] == ids
    assert page["total"] == len(ids)


@pytest.mark.long
@pytest.mark.parametrize(
    ("resource", "parameters", "ids"),
    [row for row in ROWS if len(row[2]) > 1],
    ids=[f"{r}?{urlencode(p, doseq=True)}" for r, p, ids in ROWS if len(ids) > 1],
)
def test_next_leads_on(edges: TestClient, resource: str, parameters: dict[str, Any], ids: list[str]) -> None:
    found, following = [], f"/v1/{resource}?sort=id&limit=1&{urlencode(parameters, doseq=True)}"
    while following:
        answer = edges.get(following)
        assert edges.get(answer.links["self"]["url"]).json() == answer.json()
        found += [record["id"] for record in answer.json()["data"]]
        following = answer.json()["next"]
    assert found == ids


@pytest.mark.parametrize(
    ("resource", "sort", "names"), SORTS, ids=[f"{r}?sort={'&sort='.join(s)}" for r, s, _ in SORTS]
)
def test_sort(edges: TestClient, resource: str, sort: list[str], names: str) -> None:
    page = edges.get(f"/v1/{resource}", params={"sort": sort}).json()
    assert [record["id"] for record in page["data"]] == ids_of(resource, names)


def test_evidence_is_sorted_by_where_it_stands(edges: TestClient) -> None:
    names = "islands port-a port-b column column-in-song"
    in_text = sorted(names.split(), key=lambda name: evidence.TEXT.index(evidence.SPANS[name][2]))
    for sort, order in (("start", in_text), ("-start", in_text[::-1])):
        page = edges.get(f"/v1/evidence?record_type=places&sort={sort}").json()
        assert [record["id"] for record in page["data"]] == [evidence.ids(name)[0] for name in order]
