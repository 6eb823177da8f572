"""The service itself, in every way in which it can be run."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from api import cursor
from api.resources import RESOURCES
from benchmarks.cases import Cases, cases
from benchmarks.contestants.base import FIRST, LAST, Ask, Asked, Contestant, Export
from benchmarks.contestants.uvicorn import serving
from benchmarks.databases import Databases

ALONE, BESIDE = "alone", "beside slow ones"
SMALL = "rokrus, SQLite, a twentieth of the data"
CACHE = str(256 * 2**20)
EXPORTS = [Export(format.upper(), f"/v1/observations.{format}") for format in ("csv", "ndjson", "parquet")]
# Holds for no record, and no index helps to find that out.
SLOW = "/v1/observations?scope__contains=qqqq&sort=period&count=none"


def variants(databases: Databases) -> list[Contestant]:
    """The service on both databases, with one and two workers, with the cache off and on."""
    sqlite, postgresql = f"sqlite:///{databases.sqlite}", databases.postgresql
    found = [
        _variant("SQLite", sqlite),
        _variant("SQLite, 2 workers", sqlite, workers=2),
        _variant("SQLite, cache", sqlite, cache_bytes=CACHE),
        _variant("SQLite, 2 workers, cache", sqlite, workers=2, cache_bytes=CACHE),
    ]
    named: dict[str, dict[str, Any]] = {
        "PostgreSQL": {},
        "PostgreSQL, 2 workers": {"workers": 2},
        "PostgreSQL, cache": {"cache_bytes": CACHE},
    }
    for name, settings in named.items():
        found.append(_variant(name, postgresql, databases.absent, **settings))
    return found


def small(databases: Databases) -> Contestant:
    """The service over a small database, to see what growth costs."""
    drawn = cases(databases.small)
    asks = {"growth": lambda _cases: _growth(drawn)}
    return replace(_variant("", f"sqlite:///{databases.small}"), name=SMALL, asks=asks, exports=())


def _variant(name: str, url: str, absent: str = "", workers: int = 1, **settings: Any) -> Contestant:
    """One way to run it: without a cache, where nothing else is said."""
    given = {"database_url": url, "cache_bytes": "0", **settings}
    environment = {f"ROKRUS_{setting.upper()}": str(value) for setting, value in given.items()}
    return Contestant(
        f"rokrus, {name}",
        serving("rokrus.server:service", "--factory", "--workers", str(workers)),
        "/v1/articles?limit=1",
        ASKS if name == "SQLite" else {workload: ask for workload, ask in ASKS.items() if workload != "growth"},
        environment,
        exports=EXPORTS if workers == 1 and not settings else (),
        absent=absent,
    )


def _address(name: str, query: str, position: list[Any] | None = None) -> str:
    """A list's URL, after a position."""
    resource = next(resource for resource in RESOURCES if resource.name == name)
    parsed = resource.query.parse(query.encode())
    after = cursor.encode(cursor.of(name, parsed, parsed.sort), position) if position else None
    return parsed.address(f"/v1/{name}", after)


def _details(cases: Cases) -> list[str]:
    return [f"/v1/articles/{article.id}" for article in cases.articles]


def _pages(cases: Cases) -> list[str]:
    return [
        _address("actors", f"kind={page.kind}&sort=name", [page.name, page.key] if page.name is not None else None)
        for page in cases.pages
    ]


def _includes(cases: Cases) -> list[str]:
    asked = "sort=-published&include=authors&include=publisher"
    return [f"/v1/articles?publisher={publisher.id}&{asked}" for publisher in cases.publishers]


def _series(cases: Cases) -> list[str]:
    return [f"/v1/indicators/{indicator.id}/series" for indicator in cases.indicators]


def _deep(cases: Cases) -> list[Asked]:
    """One page at each end: with many, what differs is how much of memory they touch and not how deep they are."""
    query = "sort=period&count=none"
    last = [_address("observations", query, list(position)) for position in cases.last[:1]]
    return [Asked([f"/v1/observations?{query}"], FIRST), Asked(last, LAST)]


def _growth(cases: Cases) -> list[Asked]:
    return [Asked(_details(cases), "detail"), Asked(_pages(cases), "page"), Asked(_series(cases), "series")]


ASKS: Mapping[str, Ask] = {
    "detail": lambda cases: [Asked(_details(cases))],
    "page": lambda cases: [Asked(_pages(cases))],
    "include": lambda cases: [Asked(_includes(cases))],
    "series": lambda cases: [Asked(_series(cases))],
    "search": lambda cases: [Asked([f"/v1/search?q={word}&limit={limit}" for word, limit in cases.searches])],
    "repeated": lambda cases: [Asked(_pages(cases)[:1])],
    "304": lambda cases: [Asked(_pages(cases))],
    "deep": _deep,
    "beside": lambda cases: [Asked(_pages(cases), ALONE), Asked(_pages(cases), BESIDE, SLOW)],
    "growth": _growth,
}
