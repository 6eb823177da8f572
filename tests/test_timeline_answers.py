"""What the timeline promises as HTTP, and what it refuses."""

import jsonschema
import pytest
from fastapi.testclient import TestClient

from tests.test_bad_input import HOSTILE, UNREADABLE
from tests.test_timeline import URL


def test_conditional_requests_and_head(client: TestClient) -> None:
    tags = set()
    for path in (URL, f"{URL}?limit=2", f"{URL}?sort=-date", client.get(f"{URL}?limit=1").json()["next"]):
        answer = client.get(path)
        tag = answer.headers["etag"]
        assert answer.headers["rokrus-revision"] == "1"
        for held in (tag, f"W/{tag}", "*"):
            unchanged = client.get(path, headers={"If-None-Match": held})
            assert (unchanged.status_code, unchanged.content) == (304, b"")
        head = client.head(path)
        assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", tag)
        tags.add(tag)
    assert len(tags) == 4


def test_links_lead_through_the_timeline(edges: TestClient) -> None:
    first = edges.get(f"{URL}?limit=1&actor=ost")
    assert set(first.links) == {"cite-as", "self", "first", "next"}
    assert first.links["next"]["url"] == first.json()["next"]
    second = edges.get(first.json()["next"])
    assert second.links["first"]["url"] == first.links["self"]["url"]


def test_a_cursor_belongs_to_its_query(edges: TestClient) -> None:
    cursor = edges.get(f"{URL}?limit=1").json()["next"].partition("cursor=")[2]
    for same in ("limit=9", "count=none", "include=records"):
        assert edges.get(f"{URL}?{same}&cursor={cursor}").status_code == 200
    for other in ("sort=-date", "type=events", "denied=false", "q=ost", "withdrawn=true", "actor=ost"):
        answer = edges.get(f"{URL}?{other}&cursor={cursor}")
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid-cursor"), other
    of_list = edges.get("/v1/events?limit=1&sort=id").json()["next"].partition("cursor=")[2]
    assert edges.get(f"{URL}?cursor={of_list}").status_code == 422


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("colour=red", "colour"),
        ("type=actors", "type"),
        ("type=", "type"),
        ("sort=id", "sort"),
        ("sort=date&sort=-date", "sort"),
        ("include=quotes", "include"),
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("cursor=bm9uc2Vuc2U", "cursor"),
        ("count=all", "count"),
        ("date__gte=2017-13", "date__gte"),
        ("date__lte=2016/2017", "date__lte"),
        ("date=2017", "date"),
        ("denied=yes", "denied"),
        ("actor=nobody-at-all", "actor"),
        ("topic__within=nothing-at-all", "topic__within"),
        ("id=planets/mars", "id"),
        ("id=no-such-id", "id"),
        ("q=%22", "q"),
    ],
)
def test_what_is_wrong_is_named(client: TestClient, query: str, parameter: str) -> None:
    answer = client.get(f"{URL}?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert parameter in [error["parameter"] for error in answer.json()["errors"]]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_values(edges: TestClient, route: str, name: str) -> None:
    for parameter in ("type", "id", "actor", "date__gte", "date__within", "denied", "sort", "cursor", "limit", "q"):
        answer = edges.get(f"{URL}?{parameter}={HOSTILE[name]}")
        assert 400 <= answer.status_code < 500 or (answer.status_code, parameter) == (200, "q"), (
            parameter,
            answer.text,
        )
        if name in UNREADABLE and route == "document":
            assert answer.status_code == 400


def test_only_json_and_only_get(client: TestClient) -> None:
    assert client.get(URL, headers={"Accept": "application/*"}).status_code == 200
    refused = client.get(URL, headers={"Accept": "text/csv"})
    assert (refused.status_code, refused.json()["errors"][0]["allowed"]) == (406, ["application/json"])
    answer = client.post(URL)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


def test_types_that_lack_a_filter_are_left_out(edges: TestClient) -> None:
    page = edges.get(f"{URL}?place=port-a&topic=songs").json()
    assert (page["data"], page["total"], page["next"]) == ([], 0, None)
    assert page["left_out"] == {
        "articles": ["place"],
        "events": ["topic"],
        "statuses": ["topic", "place"],
        "positions": ["place"],
        "observations": ["topic"],
    }
    page = edges.get(f"{URL}?type=events&project=pier").json()
    assert (page["left_out"], page["undated"]) == ({"events": ["project"]}, {})


def test_answers_conform_to_their_schema(once: TestClient, real: TestClient) -> None:
    schema = {
        "$ref": "#/components/schemas/TimelinePage",
        "components": real.get("/openapi.json").json()["components"],
    }
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    for query in ("limit=500&include=records", "count=none&project=nine-bridges", "sort=-date&limit=1", "topic=songs"):
        answer = once.get(f"{URL}?{query}")
        if answer.status_code == 200:  # each world has ids of its own
            validator.validate(answer.json())
    validator.validate(once.get(f"{URL}?limit=500&include=records").json())
