"""What is asked for: records of a database that every server can be asked for in its own way."""

import random
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from benchmarks.words import SOUGHT

URLS = 500
PAGE = 50
SEED = 7


@dataclass(frozen=True)
class Named:
    """A record by its key and by its public id."""

    key: int
    id: str


@dataclass(frozen=True)
class KindPage:
    """A page of the actors of a kind by name: where it begins, and the last name and key before it."""

    kind: str
    offset: int
    name: str | None
    key: int | None


@dataclass(frozen=True)
class Cases:
    """What the URLs of each workload are made from."""

    articles: list[Named]
    pages: list[KindPage]
    publishers: list[Named]
    indicators: list[Named]
    searches: list[tuple[str, int]]
    observations: int
    last: list[tuple[str, int]]  # period and key of observations near the end of the list


def cases(database: Path) -> Cases:
    """Draws what is asked for, the same at each run."""
    connection = sqlite3.connect(database)
    draw = random.Random(SEED)
    drawn = Cases(
        _named(connection, "SELECT key, id FROM article", draw),
        _pages(connection, draw),
        _named(connection, "SELECT key, id FROM actor WHERE key IN (SELECT publisher_key FROM article)", draw),
        _named(connection, "SELECT key, id FROM indicator", draw),
        draw.sample([(word, limit) for word in SOUGHT for limit in range(10, 35)], URLS),
        connection.execute("SELECT count(*) FROM observation").fetchone()[0],
        _last(connection),
    )
    connection.close()
    return drawn


def _named(connection: sqlite3.Connection, sql: str, draw: random.Random) -> list[Named]:
    found = [Named(*row) for row in connection.execute(f"{sql} ORDER BY key")]
    return draw.sample(found, min(URLS, len(found)))


def _pages(connection: sqlite3.Connection, draw: random.Random) -> list[KindPage]:
    """Full pages of organisations, first and later ones; where no kind fills a page, the first of each."""
    found, first = [], []
    kinds = connection.execute("SELECT kind, count(*) FROM actor WHERE kind <> 'person' GROUP BY kind ORDER BY kind")
    for kind, count in kinds.fetchall():
        rows = connection.execute("SELECT name_folded, key FROM actor WHERE kind = ? ORDER BY 1, 2", (kind,)).fetchall()
        first.append(KindPage(kind, 0, None, None))
        found += [
            KindPage(kind, at, *(rows[at - 1] if at else (None, None))) for at in range(0, count - PAGE + 1, PAGE)
        ]
    return draw.sample(found, min(URLS, len(found))) or first


def _last(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """Positions before full pages at the very end."""
    sql = "SELECT period_earliest, key FROM observation ORDER BY period_earliest DESC, key DESC LIMIT ? OFFSET ?"
    return [(period, key) for period, key in connection.execute(sql, (URLS, PAGE)).fetchall()]
