"""Generated queries over all resources: rows, order and totals are what the oracle makes of the public documents.

Each query goes to both databases. It is made from the seed and its number alone; ORACLE_SEED sets another seed.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from decimal import Decimal
from functools import cache
from random import Random

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from tests.conftest import BACKENDS, Databases, Served
from tests.oracle import World
from tests.oracle_facets import FACETS, asked_for, expected, found
from tests.oracle_queries import BY_NAME, PARAMETERS, Asked, Generator
from tests.oracle_rules import RULES
from tests.oracle_shaken import load_shaken

pytestmark = pytest.mark.long
SEED = int(os.environ.get("ORACLE_SEED", "20261122"))
# So many different queries of each world.
QUERIES = {"real": 500, "edges": 300, "shaken": 500}
FULL = {"real": 5_000, "edges": 1_500, "shaken": 4_000}
PARTS = range(2)
NON_EMPTY = 0.6  # of the queries
DECIDING = 0.9  # of the parameters
TOLD = 5  # disagreements

Told = Callable[[str, object], None]
Opened = Callable[[str, str], tuple[TestClient, World]]


@pytest.fixture(scope="module")
def opened(clients: dict[Served, TestClient], databases: Databases) -> Iterator[Opened]:
    """Gives a client of a database with a world, and the oracle's view of that world; each is made when first asked
    for."""
    with ExitStack() as stack:

        @cache
        def made(backend: str, world: str) -> tuple[TestClient, World]:
            if world != "shaken":
                client = clients[backend, world, "document"]
                return client, World(exports(client))
            url, engine = databases.migrated(backend)
            load_shaken(engine, made(backend, "real")[1].records, SEED)
            client = TestClient(create_app(Settings(database_url=url)), raise_server_exceptions=False)
            return client, World(exports(stack.enter_context(client)))

        yield made


def exports(client: TestClient) -> dict[str, list[dict[str, object]]]:
    """All documents as the service publishes them."""
    lines = {type: client.get(f"/v1/{type}.ndjson?sort=id").text.splitlines() for type in RULES}
    return {type: [json.loads(one, parse_float=Decimal) for one in found] for type, found in lines.items()}


def answer(client: TestClient, url: str | None, most: int) -> tuple[list[str], set[tuple[int | None, str]], str]:
    """The ids of all pages of a list, what these say of the total, and what went wrong. It gives up where there are
    more ids than there can be."""
    ids: list[str] = []
    totals: set[tuple[int | None, str]] = set()
    while url and len(ids) <= most:
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
    found, totals, error = answer(client, asked.url, len(world.records[asked.type]))
    total = {(None, "not_counted")} if asked.count == "none" else {(len(expected), "exact")}
    if (found, totals, error) == (expected, total, ""):
        return ""
    missing, more = [id for id in expected if id not in found], [id for id in found if id not in expected]
    told = f"{len(expected)} expected, {len(found)} found, of {totals}; missing {missing[:5]}, too many {more[:5]}"
    return error or told + ("" if missing or more else f"; order {expected[:5]}, found {found[:5]}")


def smallest(client: TestClient, world: World, asked: Asked) -> Asked:
    """The query without everything that the disagreement does not need."""
    for smaller in asked.smaller():
        if disagreement(client, world, smaller):
            return smallest(client, world, smaller)
    return asked


def compare(client: TestClient, world: World, numbers: range, told: Told) -> None:
    """Asks the queries of these numbers, and tells the first few that are answered otherwise than by the oracle."""
    wrong: list[str] = []
    full = 0
    for number in numbers:
        asked = Generator(world, SEED, number).query()
        full += bool(asked.ids(world))
        if disagreement(client, world, asked):
            least = smallest(client, world, asked) if len(wrong) < TOLD else asked
            wrong.append(f"query {number}, in short {least.url}\n  {disagreement(client, world, least)}")
    told("oracle", f"seed {SEED}, {len(numbers)} queries, {full} find something, {len(wrong)} differ")
    assert not wrong, f"seed {SEED}: {len(wrong)} of {len(numbers)} queries differ\n" + "\n".join(wrong[:TOLD])
    assert full >= NON_EMPTY * len(numbers), f"seed {SEED}: only {full} of {len(numbers)} queries find something"


def test_the_oracle_knows_every_parameter_and_order() -> None:
    assert set(RULES) == set(BY_NAME)
    for type, resource in BY_NAME.items():
        assert set(RULES[type].filters) == {"id", *resource.query.wheres()}, type
        assert set(RULES[type].orders) == set(resource.query.orders()), type


def test_queries_turn_on_nearly_every_parameter(opened: Opened) -> None:
    """If the service took no notice of a parameter, the answer to some query would be another one."""
    decided = set()
    for name, count in QUERIES.items():
        _, world = opened("sqlite", name)
        for asked in (Generator(world, SEED, number).query() for number in range(count)):
            ids = asked.ids(world)
            new = [parameter for parameter in asked.filters if ids and (asked.type, parameter) not in decided]
            for parameter in new:
                others = {other: values for other, values in asked.filters.items() if other != parameter}
                if replace(asked, filters=others).ids(world) != ids:
                    decided.add((asked.type, parameter))
    assert len(decided) >= DECIDING * len(PARAMETERS), f"seed {SEED}: not {sorted(set(PARAMETERS) - decided)}"


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("world", QUERIES)
@pytest.mark.parametrize("backend", BACKENDS)
def test_answers(opened: Opened, backend: str, world: str, part: int, record_property: Told) -> None:
    compare(*opened(backend, world), range(part, QUERIES[world], len(PARTS)), record_property)


@pytest.mark.parametrize("world", QUERIES)
@pytest.mark.parametrize("backend", BACKENDS)
def test_facets(opened: Opened, backend: str, world: str) -> None:
    """The values of one filter under all filters of a query."""
    client, known = opened(backend, world)
    wrong = []
    for number in range(0, QUERIES[world], 3):
        asked = Generator(known, SEED, number).query()
        facet = Random(number).choice(FACETS[asked.type])
        url = asked_for(asked, facet)
        answer = client.get(url).json()
        if "facets" not in answer or found(answer["facets"][facet]) != expected(known, asked, facet):
            wrong.append(f"query {number}: {url}")
    assert not wrong, f"seed {SEED}: {len(wrong)} differ\n" + "\n".join(wrong[:TOLD])


@pytest.mark.parametrize("backend", BACKENDS)
def test_all_parameters_at_once(opened: Opened, backend: str) -> None:
    """No filter disturbs another."""
    client, world = opened(backend, "real")
    generators = {one.type: one for one in (Generator(world, SEED, number) for number in range(len(PARAMETERS)))}
    wrong = [one for one in (made.everything() for made in generators.values()) if disagreement(client, world, one)]
    assert not wrong, f"seed {SEED}\n" + "\n".join(smallest(client, world, one).url for one in wrong)


@pytest.mark.hard
@pytest.mark.parametrize("world", FULL)
@pytest.mark.parametrize("backend", BACKENDS)
def test_many_answers(opened: Opened, backend: str, world: str, record_property: Told) -> None:
    compare(*opened(backend, world), range(QUERIES[world], QUERIES[world] + FULL[world]), record_property)
