"""Cursors that were tampered with, totals beyond the bound, and what derived figures are."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from decimal import Decimal
from typing import Any

import orjson
import pytest
from fastapi.testclient import TestClient

from api import cursor, resource
from api.app import create_app
from api.documents import Documents
from api.errors import ApiError
from api.resource import Machine, Resource
from api.resources import RESOURCES
from api.settings import Settings
from models.db import reader
from models.observations import DerivationOp
from seed.derive import compute
from tests.conftest import Database


def encoded(value: Any) -> str:
    return urlsafe_b64encode(orjson.dumps(value)).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "position",
    [
        [],
        ["a"],
        ["a", 1, 2],
        [1, 1],
        ["a\0", 1],
        ["a", "1"],
        ["a", 1.5],
        ["a", True],
        ["a", 2**31],
        ["a", None],
        [None, 1],
        [["a"], 1],
    ],
)
def test_a_position_of_other_types_is_refused(position: list[Any]) -> None:
    assert cursor.decode(encoded(["mine", "a", 1]), "mine", [str, int]) == ["a", 1]
    with pytest.raises(ApiError):
        cursor.decode(encoded(["mine", *position]), "mine", [str, int])


@pytest.mark.parametrize("value", [{"mine": 1}, "mine", 1, None, [["mine"], "a", 1]])
def test_what_is_no_cursor_is_refused(value: Any) -> None:
    with pytest.raises(ApiError):
        cursor.decode(encoded(value), "mine", [str, int])


def test_numbers_in_cursors(edges: TestClient) -> None:
    following = edges.get("/v1/observations?sort=value&limit=9").json()["next"]
    ours = following.partition("cursor=")[2]
    query = orjson.loads(urlsafe_b64decode(ours + "=" * (-len(ours) % 4)))[0]
    large = urlsafe_b64encode(f'["{query}",{2**63 + 5},1]'.encode()).rstrip(b"=").decode()
    assert edges.get(f"/v1/observations?sort=value&limit=9&cursor={large}").status_code == 200
    assert edges.get(f"/v1/observations?sort=value&limit=9&cursor=!*{ours}").status_code == 422
    for number in ("1e999", "NaN", "-Infinity"):
        forged = urlsafe_b64encode(f'["{query}",{number},1]'.encode()).rstrip(b"=").decode()
        answer = edges.get(f"/v1/observations?sort=value&limit=9&cursor={forged}")
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid-cursor")


def test_totals_beyond_the_bound(
    loaded: dict[tuple[str, str], Database], backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resource, "COUNTED", 3)
    monkeypatch.setattr(resource, "REMEMBERED", 1)
    with TestClient(create_app(Settings(database_url=loaded[backend, "edges"].url))) as client:
        for url, total, kind in (
            ("/v1/articles", 3, "exact"),
            ("/v1/projects?count=exact", 4, "exact"),
            ("/v1/projects", 3, "at_least"),
            ("/v1/projects?kind=agreement", 1, "exact"),
            ("/v1/projects", 3, "at_least"),
        ):
            page = client.get(url).json()
            assert (page["total"], page["total_is"]) == (total, kind)


@pytest.mark.parametrize(
    ("op", "inputs", "factor", "figure"),
    [
        (DerivationOp.ratio, ["4304", "2171"], None, "1.9825"),
        (DerivationOp.difference, ["4304", "2171"], None, "2133"),
        (DerivationOp.scale, ["15000000000"], "2", "30000000000"),
        (DerivationOp.undo_growth, ["25000000000", "31"], None, "19084000000"),
    ],
)
def test_formulas(op: DerivationOp, inputs: list[str], factor: str | None, figure: str) -> None:
    found = compute(op, [Decimal(value) for value in inputs], None if factor is None else Decimal(factor))
    assert found == Decimal(figure)


def test_a_figure_that_cannot_be_computed() -> None:
    with pytest.raises(ArithmeticError):
        compute(DerivationOp.ratio, [Decimal(1), Decimal(0)], None)


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
def test_sqlite_goes_to_the_place_of_a_cursor_at_once(
    loaded: dict[tuple[str, str], Database], resource: Resource
) -> None:
    """However many rows share what is sorted by: they are not gone through."""
    database = loaded["sqlite", "edges"]
    source = reader(database.url)
    machine = Machine(resource, {one.name: one for one in RESOURCES}, source, Documents(source, 0), {})
    for sort in resource.query.orders():
        statement = machine.statement_for_page((), (sort,), True, 3)
        given = tuple(statement.arguments({"withdrawn": False, "q_after_0": "", "q_after_1": 0}))
        with database.engine.connect() as connection:
            plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement.sql}", given)]
        assert not [step for step in plan if step.startswith(f"SCAN {machine.table.name}")], sort
        assert any(re.search(r"=\? AND (key|rowid)>\?|\bid=\?", step) for step in plan), (sort, plan)
