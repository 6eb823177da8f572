"""Every filter of every resource: which records of the made-up world remain. One row shows one or more filters."""

from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

# The revision of the made-up world is loaded at this moment.
LOADED, LATER = "2026-11-22T00:00:00Z", "2026-11-22T00:00:01Z"

ARTICLES: list[tuple[dict[str, Any], str]] = [
    ({"id": ["older", "ferry"]}, "ferry older"),
    ({"withdrawn": "true"}, ""),
    ({"updated__gte": LOADED}, "ferry harbour-song older"),
    ({"updated__gte": LATER}, ""),
    ({"updated__gte": "0500-01-01T00:00:00Z"}, "ferry harbour-song older"),
    ({"updated__gte": "2026-11-22T09:00:00+09:00"}, "ferry harbour-song older"),
    ({"kind": "teaser"}, "harbour-song"),
    ({"host": "ferry"}, "harbour-song"),
    ({"author": "boris-yolkin"}, "ferry harbour-song"),
    ({"author": ["boris-yolkin", "ada-ozturk"]}, "ferry harbour-song older"),
    ({"author__ne": "boris-yolkin"}, "older"),
    ({"author__all": ["boris-yolkin", "ada-ozturk"]}, "ferry"),
    ({"publisher": "the-tide"}, "ferry"),
    ({"publisher__ne": "the-tide"}, "older"),
    ({"topic": "ferries"}, "ferry"),
    ({"topic__ne": "transport"}, "harbour-song"),
    ({"topic__all": ["ferries", "transport"]}, "ferry"),
    ({"language": ["ru", "de"]}, "harbour-song older"),
    ({"title": "A FERRY  for two islands"}, "ferry"),
    ({"title": "strasse, FERRY & 100% _sea_"}, "older"),
    ({"title__prefix": "the h"}, "harbour-song"),
    ({"title__prefix": "strass"}, "older"),
    ({"title__contains": "0% _S"}, "older"),
    ({"title__contains": "%"}, "older"),
    ({"title__contains": "_"}, "older"),
    ({"title__contains": "\\"}, ""),
    ({"title__contains": "ferry"}, "ferry older"),
    ({"published__gte": "2019-05"}, "ferry"),
    ({"published__gte": "2016"}, "ferry older"),
    ({"published__gte": "2016-02"}, "ferry"),
    ({"published__lte": "2017-03"}, "older"),
    ({"published__lte": "2017-02"}, ""),
    ({"published__overlaps": "2017"}, "older"),
    ({"published__overlaps": "2017-04/.."}, "ferry"),
    ({"published__within": "2016/2017"}, "older"),
    ({"published__within": "2017"}, ""),
    ({"published__within": "../2018"}, "older"),
    ({"published__exists": "true"}, "ferry older"),
    ({"published__exists": "false"}, "harbour-song"),
]

ACTORS: list[tuple[dict[str, Any], str]] = [
    ({"id": "ost"}, "ost"),
    ({"withdrawn": "false", "kind": "outlet"}, "the-tide"),
    ({"updated__gte": LATER}, ""),
    ({"kind": ["country", "outlet"]}, "ost the-tide west"),
    ({"kind__ne": ["country", "person"]}, "ferry-ministry the-tide"),
    ({"country": "KR"}, "ferry-ministry ost"),
    ({"country__exists": "false"}, "ada-ozturk the-tide"),
    ({"name": "한국"}, "ost"),
    ({"name": "한국"}, "ost"),  # decomposed
    ({"name": "борис елкин"}, "boris-yolkin"),
    ({"name": ["WEST", "ada öztürk"]}, "ada-ozturk west"),
    ({"name": "=the tide"}, "the-tide"),
    ({"name__prefix": "한국"}, "ost"),
    ({"name__prefix": "бор"}, "boris-yolkin"),
    ({"name__prefix": "m"}, "ferry-ministry"),
    ({"name__contains": "국어"}, "ost"),
    ({"name__contains": "Ёл"}, "boris-yolkin"),
    ({"article": "harbour-song"}, "boris-yolkin"),
    ({"article": ["harbour-song", "ferry"]}, "boris-yolkin ferry-ministry ost the-tide west"),
]

PROJECTS: list[tuple[dict[str, Any], str]] = [
    ({"id": "pier"}, "pier"),
    ({"withdrawn": "false", "kind": "agreement"}, "ferry-treaty"),
    ({"updated__gte": LATER}, ""),
    ({"kind": ["agreement", "programme"]}, "ferry-treaty song-book"),
    ({"kind__ne": "infrastructure"}, "ferry-treaty song-book"),
    ({"sector": "industry"}, "pier"),
    ({"sector__ne": "transport"}, "pier song-book"),
    ({"place": "islands"}, "ferry-line"),
    ({"place": ["islands", "port-a"]}, "ferry-line pier"),
    ({"place__ne": "islands"}, "ferry-treaty pier song-book"),
    ({"place__all": ["islands", "port-a"]}, "ferry-line"),
    ({"part_of": "ferry-treaty"}, "ferry-line"),
    ({"part_of__exists": "true"}, "ferry-line pier"),
    ({"part_of__exists": "false"}, "ferry-treaty song-book"),
    ({"name": "new PIER"}, "pier"),
    ({"name__prefix": "ferry"}, "ferry-line ferry-treaty"),
    ({"name__contains": "2019"}, "song-book"),
    ({"article": "harbour-song"}, "song-book"),
]

INDICATORS: list[tuple[dict[str, Any], str]] = [
    ({"id": "fare"}, "fare"),
    ({"withdrawn": "false", "measure": "level"}, "fare"),
    ({"updated__gte": LATER}, ""),
    ({"measure": ["growth", "stock"]}, "boats passengers-growth"),
    ({"measure__ne": ["growth", "stock"]}, "fare passengers"),
    ({"direction": "both"}, "fare"),
    ({"direction__exists": "false"}, "boats passengers passengers-growth"),
    ({"unit": ["SEK", "%"]}, "fare passengers-growth"),
    ({"unit_system": "count"}, "boats passengers"),
    ({"of": "passengers"}, "passengers-growth"),
    ({"of__exists": "true"}, "passengers-growth"),
    ({"name": "BOATS"}, "boats"),
    ({"name__prefix": "pass"}, "passengers"),
    ({"name__contains": "passengers"}, "passengers passengers-growth"),
]

OBSERVATIONS: list[tuple[dict[str, Any], str]] = [
    ({"id": "ferry-fare"}, "fare"),
    ({"withdrawn": "false", "status": "target"}, "target"),
    ({"updated__gte": LATER}, ""),
    ({"indicator": ["fare", "boats"]}, "boats fare"),
    ({"reporter": "west"}, "counted counted-denied fare"),
    ({"reporter__ne": "west"}, "crossed-2018 growth paid"),
    ({"partner": "west"}, "crossed-2018"),
    ({"partner__ne": "west"}, "counted counted-denied"),
    ({"between": ["ost", "west"]}, "counted counted-denied crossed-2018"),
    ({"between": ["west", "ost"]}, "counted counted-denied crossed-2018"),
    ({"between": "ost"}, "counted counted-denied crossed-2018 growth paid"),
    ({"compiled_by": "ferry-ministry"}, "crossed-2018"),
    ({"place": "port-a"}, "fare"),
    ({"said_by": ["west", "ost"]}, "counted counted-denied"),
    ({"said_by__ne": "ferry-ministry"}, "boats counted fare growth old-days paid target times"),
    ({"said_by__all": ["ost", "ferry-ministry"]}, "counted-denied"),
    ({"attribution": "unnamed"}, "boats"),
    ({"reference": "ferry-the-tide"}, "target"),
    ({"denied": "true"}, "counted-denied"),
    ({"denied": "false", "reporter": "west"}, "counted fare"),
    ({"status": ["target", "estimated"]}, "counted target"),
    ({"status__ne": "normal"}, "counted target"),
    ({"qualifier": "up_to"}, "counted counted-denied"),
    ({"change": ["increase", "decrease"]}, "growth old-days"),
    ({"value__gte": "1250"}, "crossed-2018 target"),
    ({"value__gte": "40", "value__lte": "60"}, "boats growth"),
    ({"value__lte": "59.9"}, "fare growth"),
    ({"value__gte": "300", "reporter": "ost"}, "crossed-2018 paid"),
    ({"value__exists": "false"}, "boats old-days"),
    ({"period__gte": "2018"}, "crossed-2018 growth target"),
    ({"period__lte": "2018"}, "counted counted-denied crossed-2018 growth old-days"),
    ({"period__overlaps": "2017-12"}, "counted counted-denied"),
    ({"period__overlaps": "1900"}, "old-days"),
    ({"period__within": "2017/2019"}, "counted counted-denied crossed-2018 growth"),
    ({"period__exists": "false"}, "boats fare paid times"),
    ({"article": "ferry", "indicator": "fare"}, "fare"),
]

ROWS = [
    (resource, parameters, [f"ferry-{id}" if resource == "observations" else id for id in ids.split()])
    for resource, rows in (
        ("articles", ARTICLES),
        ("actors", ACTORS),
        ("projects", PROJECTS),
        ("indicators", INDICATORS),
        ("observations", OBSERVATIONS),
    )
    for parameters, ids in rows
]


@pytest.mark.parametrize(
    ("resource", "parameters", "ids"), ROWS, ids=[f"{r}?{urlencode(p, doseq=True)}" for r, p, _ in ROWS]
)
def test_filter(edges: TestClient, resource: str, parameters: dict[str, Any], ids: list[str]) -> None:
    page = edges.get(f"/v1/{resource}?sort=id&{urlencode(parameters, doseq=True)}").json()
    assert [record["id"] for record in page["data"]] == ids
    assert page["total"] == len(ids)


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
    ("sort", "ids"),
    [
        (["value"], "times fare boats growth paid counted counted-denied crossed-2018 target old-days"),
        (["-value"], "target crossed-2018 counted-denied counted paid growth boats fare times old-days"),
        (["period", "-value"], "old-days counted-denied counted crossed-2018 growth target paid boats fare times"),
        (["-period", "id"], "target counted counted-denied crossed-2018 growth old-days boats fare paid times"),
    ],
)
def test_sort(edges: TestClient, sort: list[str], ids: str) -> None:
    page = edges.get("/v1/observations", params={"sort": sort}).json()
    assert [record["id"].removeprefix("ferry-") for record in page["data"]] == ids.split()
