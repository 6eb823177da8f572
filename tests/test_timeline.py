"""The timeline is what the documents say: every date once, in order, by the filters of the lists."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from models import edtf
from models.edtf import CALENDAR_END, CALENDAR_START
from models.fingerprint import fingerprint
from models.publish import publish
from seed.load import read_all
from tests.conftest import Databases
from tests.contract import told_parameters
from tests.test_every_resource import walk
from tests.worlds import NOW

Record = dict[str, Any]
URL = "/v1/timeline"
# Where each type has its date; events have a list of accounts.
DATES = {"articles": "published", "events": "when", "statuses": "as_of", "positions": "when", "observations": "period"}
# What the filters of the timeline are on the lists.
NAMES: dict[str, dict[str, str]] = {
    "actor": {
        "articles": "actor",
        "events": "participant",
        "statuses": "project_participant",
        "positions": "holder",
        "observations": "party",
    },
    "said_by": dict.fromkeys(("events", "statuses", "positions", "observations"), "said_by"),
    "project": {"articles": "project", "statuses": "project", "positions": "target", "observations": "about"},
    "topic": {"articles": "topic", "positions": "topic"},
    "topic__within": {"articles": "topic__within", "positions": "topic__within"},
    "place": {"events": "place", "observations": "place"},
    "place__within": {"events": "place__within", "observations": "place__within"},
    "q": dict.fromkeys(DATES, "q"),
    "updated__gte": dict.fromkeys(DATES, "updated__gte"),
    "article": dict.fromkeys(("events", "statuses", "positions", "observations"), "article") | {"articles": "id"},
}
TYPED = {"project": "projects"}  # what any record may be for the lists is named by its type there
WORDS = {"q": ["korea", "ferry", "gas -oil", "ost"], "updated__gte": ["2020-01-01T00:00:00Z", "2027-01-01T00:00:00Z"]}


# --- what there is to be found, from the documents alone -----


def documents(client: TestClient) -> dict[str, list[Record]]:
    return {type: [json.loads(line) for line in client.get(f"/v1/{type}.ndjson").text.splitlines()] for type in DATES}


def entries(client: TestClient) -> list[Record]:
    """Every entry, in the order of time."""
    indicators = {one["id"]: one for one in walk(client, "/v1/indicators?limit=500")}
    projects = {one["id"]: one for one in walk(client, "/v1/projects?limit=500")}
    found = [
        {**entry, "label": label(type, record, indicators, projects)}
        for type, records in documents(client).items()
        for record in records
        for entry in dated(type, record)
    ]
    return sorted(found, key=position)


def label(type: str, record: Record, indicators: Mapping[str, Record], projects: Mapping[str, Record]) -> str:
    if type == "statuses":
        return f"{projects[record['project']]['name']}: {record['status']}"
    if type == "observations":
        indicator = indicators[record["indicator"]]
        value = record["value"] and f"{record['value']:.6f}".rstrip("0").rstrip(".") + f" {indicator['unit']}"
        words = record["as_written"] or value or record["scope"] or record["change"]
        return f"{indicator['name']}: {words}"
    title: str = record["title"] if "title" in record else record["content"]
    return title


def dated(type: str, record: Record) -> Iterator[Record]:
    field = DATES[type]
    if type == "events":
        for index, account in enumerate(record["when"]):
            if account["date"]:
                yield entry(type, record, account, "date", f"when.{index}", within=f"when.{index}")
    elif record[field]:
        yield entry(type, record, record, field, field)


def entry(type: str, record: Record, account: Record, name: str, field: str, within: str = "") -> Record:
    spans = [one for one in record["evidence"] if f"{one['field']}.".startswith(within and f"{within}.")]
    return {
        "type": type,
        "id": record["id"],
        "date": account[name],
        "basis": account[f"{name}_basis"],
        "deadline": account.get("deadline", False),
        "denied": account.get("denied", False),
        "status": record.get("status"),
        "attribution": account.get("attribution"),
        "said_by": account.get("said_by", []),
        "articles": sorted({one["article"] for one in spans}),
        "field": field,
        "url": f"/v1/{type}/{record['id']}",
    }


def bounds(entry: Record) -> tuple[str, str]:
    return entry["date"]["earliest"] or CALENDAR_START, entry["date"]["latest"] or CALENDAR_END


def position(entry: Record) -> Any:
    return *bounds(entry), entry["type"], entry["id"], entry["field"]


def backwards(entry: Record) -> Any:
    earliest, latest = bounds(entry)
    return latest, earliest, entry["type"], entry["id"], entry["field"]


# --- the timeline -----


def test_every_date_is_an_entry_in_the_order_of_time(client: TestClient) -> None:
    expected = entries(client)
    assert len({one["type"] for one in expected}) == len(DATES)
    assert walk(client, f"{URL}?limit=500") == expected
    down = sorted(expected, key=backwards, reverse=True)
    assert walk(client, f"{URL}?limit=500&sort=-date") == down
    assert client.get(f"{URL}?limit=1").json()["total"] == len(expected)


@pytest.mark.parametrize("sort", ["date", "-date"])
def test_pages_join_to_the_whole(client: TestClient, sort: str) -> None:
    whole = walk(client, f"{URL}?limit=500&sort={sort}")
    for limit in (1, 3) if len(whole) < 100 else (len(whole) // 7,):
        assert walk(client, f"{URL}?limit={limit}&sort={sort}") == whole


def test_accounts_that_differ_stand_side_by_side(real: TestClient) -> None:
    page = real.get(f"{URL}?id=events/moon-putin-summit-2017-09").json()
    assert [(one["date"]["edtf"], one["articles"]) for one in page["data"]] == [
        ("2017-09-06", ["edm-14-115"]),
        ("2017-09-09", ["kinu-co-17-27"]),
    ]


def test_what_has_no_date_is_counted_as_its_list_finds_it(client: TestClient) -> None:
    for query, of_list in (("", ""), ("&q=o", "&q=o"), ("&date__gte=2018", "")):
        undated = client.get(f"{URL}?limit=1{query}").json()["undated"]
        lists = {type: f"/v1/{type}?limit=1&{field}__exists=false{of_list}" for type, field in DATES.items()}
        assert undated == {type: client.get(url).json()["total"] for type, url in lists.items()}
    for value in ("true", "false"):
        undated = client.get(f"{URL}?limit=1&denied={value}").json()["undated"]
        for type in ("statuses", "positions", "observations"):
            of_list = f"/v1/{type}?limit=1&{DATES[type]}__exists=false&denied={value}"
            assert undated[type] == client.get(of_list).json()["total"]
        assert bool(undated["articles"] + undated["events"]) == (value == "false")  # only their accounts are denied
    assert client.get(f"{URL}?count=none").json()["undated"] is None


# --- filters -----


def values(client: TestClient, parameter: str) -> list[str]:
    """Values of a parameter, such that some find something."""
    if parameter in WORDS:
        return WORDS[parameter]
    if parameter == "said_by":
        return sorted({actor for one in walk(client, f"{URL}?limit=500") for actor in one["said_by"]})[:12]
    type = f"{parameter.partition('__')[0]}s"
    ids = [one["id"] for one in walk(client, f"/v1/{type}?limit=500&sort=id")]
    return Random(parameter).sample(ids, min(len(ids), 12))


def found(client: TestClient, parameter: str, asked: list[str]) -> set[tuple[str, str]]:
    """The records that the lists find by the same filter."""
    records = set()
    for type, name in NAMES[parameter].items():
        typed = [f"{TYPED[parameter]}/{one}" if name in ("target", "about") else one for one in asked]
        query = urlencode({name: typed, "limit": 500}, doseq=True)
        records |= {(type, one["id"]) for one in walk(client, f"/v1/{type}?{query}")}
    return records


@pytest.mark.long
@pytest.mark.parametrize("parameter", NAMES)
def test_a_filter_is_the_filter_of_the_lists(client: TestClient, parameter: str) -> None:
    every, some = entries(client), 0
    given = values(client, parameter)
    for asked in [*([value] for value in given), *([given[:3]] if parameter not in WORDS else [])]:
        records = found(client, parameter, asked)
        expected = [one for one in every if (one["type"], one["id"]) in records]
        query = urlencode({parameter: asked, "limit": 500}, doseq=True)
        assert walk(client, f"{URL}?{query}") == expected
        page = client.get(f"{URL}?{query}").json()
        assert page["total"] == len(expected)
        lacking = {type: [parameter] for type in DATES if type not in NAMES[parameter]}
        assert (page["left_out"], set(page["undated"])) == (lacking, DATES.keys() - lacking.keys())
        some += len(expected)
    assert some


@cache
def span(value: str) -> tuple[str, str]:
    first, last, _ = edtf.parse(value)
    return first or CALENDAR_START, last or CALENDAR_END


MEETS: dict[str, Any] = {
    "date__gte": lambda one, value: bounds(one)[0] >= span(value)[0],
    "date__lte": lambda one, value: bounds(one)[1] <= span(value)[1],
    "date__overlaps": lambda one, value: bounds(one)[0] <= span(value)[1] and bounds(one)[1] >= span(value)[0],
    "date__within": lambda one, value: bounds(one)[0] >= span(value)[0] and bounds(one)[1] <= span(value)[1],
    "denied": lambda one, value: one["denied"] == (value == "true"),
    "type": lambda one, value: one["type"] == value,
    "id": lambda one, value: value in (one["id"], f"{one['type']}/{one['id']}"),
}
POINTS = ["2017", "2017-09", "2017-09-06", "2016-22", "2020~", "201X"]
INTERVALS = ["2017-09", "2016/2018", "../2017-06", "2018/..", "2017-05"]
ASKED: dict[str, list[str]] = {
    **dict.fromkeys(("date__gte", "date__lte"), POINTS),
    **dict.fromkeys(("date__overlaps", "date__within"), INTERVALS),
    "denied": ["true", "false"],
    "type": list(DATES),
}


@pytest.mark.long
@pytest.mark.parametrize("parameter", MEETS)
def test_what_entries_meet(client: TestClient, parameter: str) -> None:
    every, kept = entries(client), 0
    ids = [name for one in every[::9] for name in (one["id"], f"{one['type']}/{one['id']}")]
    for value in ASKED.get(parameter, ids):
        expected = [one for one in every if MEETS[parameter](one, value)]
        for sort in ("date", "-date"):
            key, down = (backwards, True) if sort == "-date" else (position, False)
            shown = walk(client, f"{URL}?limit=500&sort={sort}&{parameter}={value}")
            assert shown == sorted(expected, key=key, reverse=down), value
        assert client.get(f"{URL}?{parameter}={value}").json()["total"] == len(expected)
        kept += len(expected)
    assert 0 < kept < len(every) * len(ASKED.get(parameter, ids))


def test_every_filter_is_shown_to_have_an_effect(real: TestClient) -> None:
    told = set(told_parameters(real.get("/openapi.json").json(), URL))
    assert told == {*NAMES, *MEETS, "withdrawn", "sort", "include", "limit", "cursor", "count"}
    index = real.get("/v1").json()["timeline"]
    assert {name: sorted(types) for name, types in index["filters"].items() if len(types) < len(DATES)} == {
        name: sorted(types) for name, types in NAMES.items() if len(types) < len(DATES)
    }
    assert index["filters"].keys() == told - {"sort", "include", "limit", "cursor", "count"}


@pytest.mark.long
def test_filters_join(client: TestClient) -> None:
    random, every, some = Random(20261124), entries(client), 0
    of_lists = {name: values(client, name) for name in ("actor", "article", "q")}
    for _ in range(40):
        name, other = random.choice(list(of_lists)), random.choice(list(ASKED))
        asked = {name: random.choice(of_lists[name]), other: random.choice(ASKED[other])}
        records = found(client, name, [asked[name]])
        kept = [one for one in every if (one["type"], one["id"]) in records and MEETS[other](one, asked[other])]
        assert walk(client, f"{URL}?{urlencode(asked)}&limit=5") == kept, asked
        some += len(kept)
    assert some


def test_records_are_included_once(client: TestClient) -> None:
    page = client.get(f"{URL}?limit=500&include=records").json()
    assert {(type, id) for type, of in page["included"].items() for id in of} == {
        (one["type"], one["id"]) for one in page["data"]
    }
    for type, of in page["included"].items():
        for id, record in list(of.items())[:5]:
            assert record == client.get(f"/v1/{type}/{id}").json()
    assert client.get(f"{URL}?limit=5").json()["included"] == {}


def test_what_was_withdrawn_is_asked_for(databases: Databases, backend: str, edges_data: Path) -> None:
    url, engine = databases.migrated(backend)
    loaded = list(read_all(edges_data).collection.documents())
    kept = [one for one in loaded if one.id not in ("strike", "ferry-crossed-2018", "ferry-pier-begun")]
    for documents in (loaded, kept):
        with engine.begin() as connection:
            publish(connection, documents, {}, NOW, str(len(documents)), fingerprint())
    with TestClient(create_app(Settings(database_url=url))) as client:
        gone = walk(client, f"{URL}?withdrawn=true")
        assert [(one["id"], one["field"]) for one in gone] == [
            ("ferry-pier-begun", "as_of"),
            ("strike", "when.0"),
            ("strike", "when.1"),
            ("ferry-crossed-2018", "period"),
        ]
        assert walk(client, URL) == entries(client)
