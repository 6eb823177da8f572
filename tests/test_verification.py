"""Evidence checked on the server and against a text that is sent; series."""

from hashlib import sha256
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api import identities, series, verification
from tests.worlds import EDGES

TEXT = (EDGES / "texts" / "ferry.txt").read_text("utf-8")


def test_every_evidence_verifies_where_the_text_is_held(edges: TestClient) -> None:
    found = edges.get("/v1/evidence?limit=500").json()["data"]
    for evidence in found[::7]:
        answer = edges.get(f"/v1/evidence/{evidence['id']}/verify")
        told = answer.json()
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
        assert told["evidence"] == evidence
        assert (told["verified"], told["recomputed"]) == (True, evidence["digest"])
        assert sha256(told["quote"].encode()).hexdigest() == evidence["digest"]


def test_evidence_whose_text_is_not_held(real: TestClient) -> None:
    id = real.get("/v1/evidence?limit=1").json()["data"][0]["id"]
    answer = real.get(f"/v1/evidence/{id}/verify")
    assert (answer.status_code, answer.json()["code"]) == (422, "text-not-held")
    assert real.get("/v1/evidence/0000000000000000/verify").status_code == 404
    assert real.get(f"/v1/evidence/{id}/verify?colour=red").status_code == 422


def test_a_text_that_is_sent(edges: TestClient) -> None:
    """The right text bears all evidence out; one changed character fails the spans over it, and only those."""
    spans = edges.get("/v1/evidence?text_of=ferry&limit=500&sort=start").json()["data"]
    whole = edges.post("/v1/verify", json={"article": "ferry", "text": TEXT}).json()
    assert whole["sent_sha256"] == whole["text_sha256"] == sha256(TEXT.encode()).hexdigest()
    assert (whole["same_text"], whole["spans"], whole["verified"]) == (True, len(spans), len(spans))
    assert whole["mismatches"] == []
    place = TEXT.index("1,250")
    other = edges.post("/v1/verify", json={"article": "ferry", "text": TEXT[:place] + "9" + TEXT[place + 1 :]}).json()
    over = {span["id"] for span in spans if span["start"] <= place < span["end"]}
    assert over
    assert {one["evidence"] for one in other["mismatches"]} == over
    assert (other["same_text"], other["verified"]) == (False, len(spans) - len(over))
    ids = {span["id"]: span["record"] for span in spans}
    assert all(ids[one["evidence"]] == {"type": one["record_type"], "id": one["record"]} for one in other["mismatches"])


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        ({"article": "fery", "text": "x"}, 422, "/article"),
        ({"article": "harbour-song", "text": "x"}, 422, "/article"),
        ({"article": "NOT A SLUG", "text": "x"}, 422, "/article"),
        ({"article": "ferry"}, 422, "/text"),
        ({"article": "ferry", "text": ""}, 422, "/text"),
        ({"article": "ferry", "text": 7}, 422, "/text"),
        ({"article": "ferry", "text": "x", "colour": "red"}, 422, "/colour"),
        ([], 422, ""),
    ],
)
def test_what_cannot_be_verified_is_told(edges: TestClient, body: Any, status: int, pointer: str) -> None:
    answer = edges.post("/v1/verify", json=body)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    (error,) = answer.json()["errors"]
    assert error.get("pointer", "") == pointer
    assert error["detail"]


@pytest.mark.parametrize("body", [b"", b"{", b'{"article": "ferry", "text": "\\ud800"}', b"\xff", b"[" * 100_000])
def test_what_is_not_json_is_told(edges: TestClient, body: bytes) -> None:
    answer = edges.post("/v1/verify", content=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-body")
    assert len(answer.content) < 1_000


def test_a_body_that_is_too_large(edges: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "MOST_BYTES", 50_000)
    answer = edges.post("/v1/verify", content=b"x" * 60_000)
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")
    assert edges.get("/v1/verify").status_code == 405
    assert edges.get("/v1/verify").headers["allow"] == "POST"


def test_a_series_is_the_observations_of_an_indicator(client: TestClient) -> None:
    for indicator in client.get("/v1/indicators?limit=500").json()["data"]:
        answer = client.get(f"/v1/indicators/{indicator['id']}/series").json()
        listed = client.get(f"/v1/observations?indicator={indicator['id']}&sort=period&limit=500").json()["data"]
        rows = [dict(zip(answer["columns"], row, strict=True)) for row in answer["rows"]]
        assert (answer["indicator"], answer["unit"]) == (indicator["id"], indicator["unit"])
        assert [row["id"] for row in rows] == [one["id"] for one in listed]
        for row, one in zip(rows, listed, strict=True):
            period = one["period"] or {"edtf": None, "earliest": None, "latest": None}
            assert {name: row[name] for name in ("earliest", "latest")} == {
                n: period[n] for n in ("earliest", "latest")
            }
            assert row["period"] == period["edtf"]
            same = ("reporter", "partner", "value", "low", "high", "qualifier", "change", "status", "denied")
            assert {name: row[name] for name in same} == {name: one[name] for name in same}


def test_a_series_takes_the_filters_of_observations(edges: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    path = "/v1/indicators/passengers/series"
    rows = edges.get(f"{path}?reporter=west&sort=-value&denied=false").json()["rows"]
    assert [row[0] for row in rows] == ["ferry-counted"]
    for query in ("limit=5", "cursor=x", "indicator=boats", "include=place", "colour=red"):
        answer = edges.get(f"{path}?{query}")
        assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, query.partition("=")[0])
    held = edges.get(path).headers["etag"]
    assert edges.get(path, headers={"If-None-Match": held}).status_code == 304
    assert edges.get("/v1/indicators/nothing/series").status_code == 404
    monkeypatch.setattr(series, "MOST_ROWS", 2)
    assert edges.get("/v1/indicators/passengers/series").status_code == 422


def test_near_matches_cost_no_more_for_many_mistakes(edges: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    near = identities.Identities.near

    async def counted(self: identities.Identities, snapshot: Any, type: str, id: str) -> list[str]:
        asked.append(id)
        return await near(self, snapshot, type, id)

    monkeypatch.setattr(identities.Identities, "near", counted)
    wrong = [f"ost-{number}" for number in range(90)]
    errors = edges.get("/v1/articles", params={"actor": wrong}).json()["errors"]
    assert len(errors) == 90
    assert len(asked) == identities.TOLD_NEAR
    assert [bool(error.get("near")) for error in errors] == [True] * 3 + [False] * 87


def test_near_matches_do_not_need_the_first_letter(edges: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    (error,) = edges.get("/v1/actors/xerry-ministry").json()["errors"]
    assert error["near"][0] == "ferry-ministry"
    (error,) = edges.get("/v1/relations?party=xerry-ministry").json()["errors"]
    assert error["near"][0] == "ferry-ministry"
    (error,) = edges.get("/v1/relations?party=projects/fery-line").json()["errors"]
    assert error["near"][0] == "ferry-line"
    (error,) = edges.get("/v1/relations?party=planets/ost").json()["errors"]
    assert "begin with one of articles, actors" in error["detail"]


def test_a_record_of_any_type_is_named_by_id_or_by_type_and_id(edges: TestClient) -> None:
    bare = edges.get("/v1/evidence?record=ferry-line&limit=500").json()["data"]
    typed = edges.get("/v1/evidence?record=projects/ferry-line&limit=500").json()["data"]
    assert bare == typed != []
    assert edges.get("/v1/evidence?record=actors/ferry-line").status_code == 422
    several = edges.get("/v1/evidence?record=ferry-line&record=actors/ost&limit=500").json()["data"]
    assert {(one["record"]["type"], one["record"]["id"]) for one in several} == {
        ("projects", "ferry-line"),
        ("actors", "ost"),
    }
