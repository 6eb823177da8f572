"""Generated queries over all resources: rows, order and totals are what the oracle makes of the public documents."""

import json
import os
from decimal import Decimal
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.conftest import BACKENDS, Served
from tests.oracle import World
from tests.oracle_parameters import RULES
from tests.oracle_queries import BY_NAME, Asked, Generator
from tests.worlds import WORLDS

SEED = int(os.environ.get("ORACLE_SEED", "20261122"))
NON_EMPTY = 0.6


# --- answers -----


def answer(client: TestClient, url: str | None) -> tuple[list[str], set[tuple[int | None, str]], str]:
    """The ids of all pages of a list, what these say of the total, and what went wrong."""
    ids: list[str] = []
    totals: set[tuple[int | None, str]] = set()
    while url:
        response = client.get(url)
        if response.status_code != 200:
            return ids, totals, response.text
        page = response.json()
        ids += [record["id"] for record in page["data"]]
        totals.add((page["total"], page["total_is"]))
        url = page["next"]
    return ids, totals, ""


def disagreement(client: TestClient, world: World, asked: Asked) -> str:
    """How an answer differs from that of the oracle; nothing where it does not."""
    expected = asked.ids(world)
    found, totals, error = answer(client, asked.url)
    total = {(None, "not_counted")} if asked.count == "none" else {(len(expected), "exact")}
    if (found, totals, error) == (expected, total, ""):
        return ""
    missing, more = [id for id in expected if id not in found], [id for id in found if id not in expected]
    return f"{error or totals} missing {missing[:5]}, too many {more[:5]}, {len(expected)} expected: {expected[:5]}"


def smallest(client: TestClient, world: World, asked: Asked) -> Asked:
    """The query without everything that the disagreement does not need."""
    for smaller in asked.smaller():
        if disagreement(client, world, smaller):
            return smallest(client, world, smaller)
    return asked


# --- tests -----


@pytest.fixture(scope="module")
def documents(clients: dict[Served, TestClient]) -> dict[tuple[str, str], World]:
    """What each database publishes of each world."""
    found = {}
    for backend in BACKENDS:
        for world in WORLDS:
            client = clients[backend, world, "document"]
            exports = {type: client.get(f"/v1/{type}.ndjson?sort=id").text.splitlines() for type in RULES}
            read = {type: [json.loads(one, parse_float=Decimal) for one in lines] for type, lines in exports.items()}
            found[backend, world] = World(read)
    return found


def compare(client: TestClient, world: World, numbers: range, told: Any) -> None:
    """Asks the queries of these numbers, and tells the first few that are answered otherwise than by the oracle."""
    wrong, full = [], 0
    for number in numbers:
        asked = Generator(world, number).query()
        full += bool(asked.ids(world))
        if difference := disagreement(client, world, asked):
            least = smallest(client, world, asked)
            wrong.append(
                f"{number}: {asked.url}\n  {difference}\n  at least {least.url}\n  {disagreement(client, world, least)}"
            )
    told("oracle", f"seed {SEED}: {len(numbers)} queries, {full / len(numbers):.0%} find something")
    assert not wrong, f"seed {SEED}: {len(wrong)} of {len(numbers)} queries differ\n" + "\n".join(wrong[:8])
    assert full >= NON_EMPTY * len(numbers), f"seed {SEED}: only {full} of {len(numbers)} queries find something"


def test_the_oracle_knows_every_parameter_and_order() -> None:
    assert set(RULES) == set(BY_NAME)
    for type, resource in BY_NAME.items():
        assert set(RULES[type].filters) == {"id", *resource.query.wheres()}, type
        assert set(RULES[type].orders) == set(resource.query.orders()), type
