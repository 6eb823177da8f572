"""The promises that all views of an indicator's figures keep: one grammar, conditional requests, refusals, formats."""

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.query import Query
from api.resources.observations import OBSERVATIONS
from api.settings import Settings
from tests.contract import told_parameters

UNDER = "/v1/indicators/{indicator}/"
VIEWS = [
    path.removeprefix(UNDER)
    for path in create_app(Settings()).openapi()["paths"]
    if path.startswith(UNDER) and not path.endswith("/observations")
]
each = pytest.mark.parametrize("view", VIEWS)


def test_all_views_are_known() -> None:
    assert {"series", "series.svg", "comparison"} <= set(VIEWS)


@each
def test_the_parameters_are_the_filters_of_observations(real: TestClient, view: str) -> None:
    told = told_parameters(real.get("/openapi.json").json(), UNDER + view)
    filters = {*Query.model_fields, *OBSERVATIONS.query.wheres()}
    assert set(told) == filters - {"indicator"} | {"indicator"}
    assert told["indicator"]["in"] == "path"
    assert told["sort"]["schema"]["default"] == ["period"]


@each
def test_conditional_requests_and_head(client: TestClient, view: str) -> None:
    id = client.get("/v1/indicators?limit=1").json()["data"][0]["id"]
    path = f"/v1/indicators/{id}/{view}"
    answer = client.get(path)
    tag = answer.headers["etag"]
    assert (answer.status_code, answer.headers["rokrus-revision"]) == (200, "1")
    for held in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        unchanged = client.get(path, headers={"If-None-Match": held})
        assert (unchanged.status_code, unchanged.content, unchanged.headers["etag"]) == (304, b"", tag)
    assert client.get(f"{path}?sort=-period").headers["etag"] != tag
    head = client.head(path)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", tag)
    assert client.get("/v1/indicators/nothing/" + view, headers={"If-None-Match": "*"}).status_code == 404


@each
def test_tags_differ_from_view_to_view(edges: TestClient, view: str) -> None:
    tags = [edges.get(f"/v1/indicators/passengers/{one}").headers["etag"] for one in VIEWS]
    assert len(set(tags)) == len(VIEWS)


@each
@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("limit=5", "limit"),
        ("cursor=x", "cursor"),
        ("indicator=boats", "indicator"),
        ("include=place", "include"),
        ("colour=red", "colour"),
        ("sort=colour", "sort"),
        ("sort=id&sort=-id", "sort"),
        ("period__gte=then", "period__gte"),
        ("reporter=no-such-actor", "reporter"),
        ("value__gte=many", "value__gte"),
    ],
)
def test_what_is_not_declared_is_refused(edges: TestClient, view: str, query: str, parameter: str) -> None:
    answer = edges.get(f"/v1/indicators/passengers/{view}?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert answer.json()["errors"][0]["parameter"] == parameter


@each
def test_an_indicator_that_does_not_exist(client: TestClient, view: str) -> None:
    id = client.get("/v1/indicators?limit=1").json()["data"][0]["id"]
    answer = client.get(f"/v1/indicators/{id}x/{view}")
    assert (answer.status_code, answer.json()["errors"][0]["near"][0]) == (404, id)
    assert client.get(f"/v1/indicators/NOT A SLUG/{view}").status_code == 404
    assert client.post(f"/v1/indicators/{id}/{view}").status_code == 405


def test_accept_answers_as_the_extension_does(client: TestClient) -> None:
    id = client.get("/v1/indicators?limit=1").json()["data"][0]["id"]
    path = f"/v1/indicators/{id}/series"
    drawn = client.get(f"{path}.svg?sort=-period")
    for accept in ("image/svg+xml", "image/*", "image/svg+xml, application/json;q=0.5"):
        answer = client.get(f"{path}?sort=-period", headers={"Accept": accept})
        assert (answer.content, answer.headers["etag"]) == (drawn.content, drawn.headers["etag"])
        assert "Accept" in answer.headers["vary"]
    for accept in ("*/*", "application/json", "image/svg+xml;q=0.1, application/json", ""):
        assert client.get(path, headers={"Accept": accept}).headers["content-type"] == "application/json"
    refused = client.get(path, headers={"Accept": "image/png"})
    assert (refused.status_code, refused.json()["errors"][0]["allowed"]) == (406, ["application/json", "image/svg+xml"])
    for accept in ("image/svg+xml", "text/html"):  # the extension has chosen
        assert client.get(f"{path}.svg", headers={"Accept": accept}).status_code == 200
        assert client.get(f"/v1/indicators/{id}/comparison", headers={"Accept": accept}).status_code == 406


def test_a_picture_may_load_nothing(edges: TestClient) -> None:
    answer = edges.get("/v1/indicators/passengers/series.svg")
    assert answer.headers["content-security-policy"] == "default-src 'none'; style-src 'unsafe-inline'"
