"""The figures of an indicator compared, over the wire: every figure is there, in groups that hold what they say."""

from itertools import combinations
from typing import Any

import jsonschema
import pytest
from fastapi.testclient import TestClient

from api import comparison
from tests.test_every_resource import walk


def indicators(client: TestClient) -> list[dict[str, Any]]:
    return walk(client, "/v1/indicators?limit=500")


def days(observation: dict[str, Any]) -> tuple[str, str]:
    """The first and the last day of a period; the ends of the calendar where one is open."""
    period = observation["period"]
    return period["earliest"] or "0001-01-01", period["latest"] or "9999-12-31"


def test_every_figure_stands_beside_what_it_can_be_compared_with(client: TestClient) -> None:
    for indicator in indicators(client):
        answer = client.get(f"/v1/indicators/{indicator['id']}/comparison").json()
        listed = walk(client, f"/v1/observations?indicator={indicator['id']}&sort=period&limit=500")
        assert (answer["indicator"], answer["unit"]) == (indicator["id"], indicator["unit"])
        groups = [group["observations"] for group in answer["groups"]]
        assert {one["id"]: one for group in groups for one in group} == {one["id"]: one for one in listed}
        together = {frozenset((a["id"], b["id"])) for group in groups for a, b in combinations(group, 2)}
        expected = {frozenset((a["id"], b["id"])) for a, b in combinations(listed, 2) if comparable(a, b, indicator)}
        assert together == expected


def comparable(one: dict[str, Any], other: dict[str, Any], indicator: dict[str, Any]) -> bool:
    if (one["about"], one["place"]) != (other["about"], other["place"]) or sides(one, indicator) != sides(
        other, indicator
    ):
        return False
    if one["period"] is None or other["period"] is None:
        return one["period"] is other["period"]
    return max(days(one)[0], days(other)[0]) <= min(days(one)[1], days(other)[1])


def sides(observation: dict[str, Any], indicator: dict[str, Any]) -> list[str | None]:
    pair = [observation["reporter"], observation["partner"]]
    if indicator["direction"] == "both" and indicator["measure"] not in ("share", "rank") and all(pair):
        return sorted(pair)
    return pair


def test_groups_say_what_they_hold(client: TestClient) -> None:
    for indicator in indicators(client):
        answer = client.get(f"/v1/indicators/{indicator['id']}/comparison").json()
        numbers = []
        for group in answer["groups"]:
            figures = group["observations"]
            numbers.append(sum(one["low"] is not None or one["high"] is not None for one in figures))
            assert [group["reporter"], group["partner"]] == sides(figures[0], indicator)
            assert {(str(one["about"]), one["place"]) for one in figures} == {(str(group["about"]), group["place"])}
            assert (group["agreement"] == "single") == (numbers[-1] < 2)
            assert group["agreement"] != "definition_differs" or group["differs_in"]
            if group["period"] is not None:
                shared = max(days(one)[0] for one in figures), min(days(one)[1] for one in figures)
                assert days(group) == shared
        assert [number >= 2 for number in numbers] == sorted((number >= 2 for number in numbers), reverse=True)


def test_explanations_stand_with_what_they_explain(client: TestClient) -> None:
    told = walk(client, "/v1/comparisons?member_type=observations&limit=500")
    for indicator in indicators(client):
        answer = client.get(f"/v1/indicators/{indicator['id']}/comparison").json()
        groups = [{one["id"] for one in group["observations"]} for group in answer["groups"]]
        held = {one["id"]: {m["id"] for m in one["members"] if m["type"] == "observations"} for one in told}
        for group, ids in zip(answer["groups"], groups, strict=True):
            expected = [one for one in told if len(held[one["id"]] & ids) > 1]
            assert group["comparisons"] == expected
        every = set().union(*groups)
        within = {one["id"] for group in answer["groups"] for one in group["comparisons"]}
        assert answer["across"] == [one for one in told if len(held[one["id"]] & every) > 1 and one["id"] not in within]


def test_a_claim_and_its_denial(edges: TestClient) -> None:
    groups = edges.get("/v1/indicators/passengers/comparison").json()["groups"]
    assert [one["id"] for one in groups[0]["observations"]] == ["ferry-counted", "ferry-counted-denied"]
    assert (groups[0]["agreement"], groups[0]["differs_in"], groups[0]["spread"]) == ("conflict", [], None)
    assert groups[0]["period"] == {"earliest": "2017-01-01", "latest": "2018-12-31"}
    assert groups[-1]["period"] is None


def test_filters_and_order(edges: TestClient) -> None:
    path = "/v1/indicators/passengers/comparison"
    (group,) = edges.get(f"{path}?reporter=west&sort=-id").json()["groups"]
    assert [one["id"] for one in group["observations"]] == ["ferry-counted-denied", "ferry-counted"]
    (group,) = edges.get(f"{path}?reporter=west&denied=false").json()["groups"]
    assert (group["agreement"], group["spread"]) == ("single", None)
    nothing = edges.get(f"{path}?period__overlaps=2050").json()
    assert (nothing["groups"], nothing["across"]) == ([], [])


def test_real_differences_are_explained(real: TestClient) -> None:
    """What the sources say in two ways is there with its reason, beside it or across groups."""
    growth = real.get("/v1/indicators/bilateral-trade-turnover-growth/comparison").json()["groups"][0]
    assert (growth["agreement"], growth["spread"]) == ("equal", {"absolute": 0, "percent": 0})
    assert {"base", "period"} <= set(growth["differs_in"])
    assert "edm-14-115-trade-growth-base" in [one["id"] for one in growth["comparisons"]]
    workers = real.get("/v1/indicators/workers-from-abroad/comparison").json()
    assert "edm-14-115-forty-or-fifty-thousand" in [one["id"] for one in workers["across"]]


def test_answers_conform_to_their_schema(once: TestClient, real: TestClient) -> None:
    document = real.get("/openapi.json").json()
    schema = {"$ref": "#/components/schemas/IndicatorComparison", "components": document["components"]}
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    for indicator in indicators(once):
        validator.validate(once.get(f"/v1/indicators/{indicator['id']}/comparison").json())


@pytest.mark.parametrize(("most", "status"), [(7, 200), (6, 422)])
def test_too_many_figures_are_refused(
    edges: TestClient, monkeypatch: pytest.MonkeyPatch, most: int, status: int
) -> None:
    monkeypatch.setattr(comparison, "MOST_FIGURES", most)
    answer = edges.get("/v1/indicators/passengers/comparison")
    assert answer.status_code == status
    if status == 422:
        assert answer.json()["errors"] == [
            {"parameter": "indicator", "detail": "A comparison takes at most 6 figures: add filters."}
        ]
