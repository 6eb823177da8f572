"""Other ways to serve the same SQLite file: an application as the tutorials teach it, Datasette, roapi."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote_plus

from benchmarks.cases import PAGE, Cases, KindPage
from benchmarks.contestants.base import FIRST, LAST, Asked, Contestant, Export
from benchmarks.contestants.uvicorn import serving
from benchmarks.make_data import POINTS
from benchmarks.processes import free_port

REQUIREMENTS = Path(__file__).parent.parent / "peers.txt"
ROAPI_TABLES = ("article", "actor", "observation")
ARTICLE_FOUND = "/api/tables/article?filter[id]='{}'"
NO_LINKS, NO_RANK, NO_TAGS = "does not follow links", "has no ranked search", "sends no ETag"
RANKED = (
    "select record.document from search_fts join record on record.key = search_fts.rowid "
    "where search_fts match :q order by rank limit {}"
)


def installed(cache: Path) -> tuple[Path, str]:
    """Where the programs of others are, in a virtual environment of their own, and why they are not there."""
    folder = cache / "peers"
    pip = [str(folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    try:
        if not (folder / "bin" / "python").exists():
            subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([*pip, "-r", str(REQUIREMENTS)], check=True, stderr=subprocess.DEVNULL)
    except subprocess.CalledProcessError as error:
        return folder / "bin", f"not installed: `{' '.join(error.cmd[1:])}` failed"
    return folder / "bin", ""


def tutorial(database: Path) -> Contestant:
    """FastAPI, SQLModel and response models, as the tutorials teach them."""
    deep = "/observations/?offset={}"
    asks = {
        "detail": lambda cases: [Asked([f"/articles/{article.id}" for article in cases.articles])],
        "page": lambda cases: [Asked([f"/actors/?kind={page.kind}&offset={page.offset}" for page in cases.pages])],
        "include": lambda cases: [Asked([f"/articles/?publisher={one.id}" for one in cases.publishers])],
        "series": lambda cases: [
            Asked([f"/observations/?indicator={one.id}&limit={POINTS}" for one in cases.indicators])
        ],
        "repeated": lambda cases: [Asked([f"/actors/?kind={cases.pages[0].kind}&offset={cases.pages[0].offset}"])],
        "deep": lambda cases: [
            Asked([deep.format(0)], FIRST),
            Asked([deep.format(cases.observations - PAGE)], LAST),
        ],
    }
    return Contestant(
        "FastAPI + SQLModel, as in the tutorials",
        serving("benchmarks.apps.tutorial:app"),
        "/openapi.json",
        asks,
        {"BENCH_DATABASE": f"sqlite:///{database}"},
        {"search": NO_RANK, "304": NO_TAGS},
    )


def datasette(database: Path, programs: Path, absent: str) -> Contestant:
    """Datasette over the same file. Its pages are rows of columns, and it counts and suggests nothing here."""
    settings = {"max_returned_rows": POINTS, "sql_time_limit_ms": 10_000, "max_csv_mb": 0}
    options = [part for name, value in settings.items() for part in ("--setting", name, str(value))]

    def command(port: int, _folder: Path) -> Sequence[str]:
        return [str(programs / "datasette"), "serve", str(database), "-h", "127.0.0.1", "-p", str(port), *options]

    asks = {
        "detail": lambda cases: [Asked([f"/rokrus/article/{one.key}.json?_shape=objects" for one in cases.articles])],
        "page": lambda cases: [Asked([_rows_of(page) for page in cases.pages])],
        "series": lambda cases: [
            Asked(
                [
                    _rows("observation", f"indicator_key={one.key}", "period_earliest", POINTS)
                    for one in cases.indicators
                ]
            )
        ],
        "search": lambda cases: [
            Asked([f"/rokrus.json?sql={quote_plus(RANKED.format(limit))}&q={word}" for word, limit in cases.searches])
        ],
        "repeated": lambda cases: [Asked([_rows_of(cases.pages[0])])],
        "deep": _datasette_deep,
    }
    exports = [Export("CSV", "/rokrus/observation.csv?_stream=on&_size=max")]
    cannot = {"include": NO_LINKS, "304": NO_TAGS}
    return Contestant("Datasette", command, "/rokrus/topic.json", asks, {}, cannot, exports, absent)


def roapi(database: Path, programs: Path, absent: str) -> Contestant:
    """roapi over the same file, which it reads into memory when it starts."""

    def command(port: int, folder: Path) -> Sequence[str]:
        tables = [{"name": table, "uri": f"sqlite://{database}"} for table in ROAPI_TABLES]
        (folder / "roapi.yml").write_text(json.dumps({"addr": {"http": f"127.0.0.1:{port}"}, "tables": tables}))
        others = ["-p", f"127.0.0.1:{free_port()}", "--addr-flight-sql", f"127.0.0.1:{free_port()}"]
        return [str(programs / "roapi"), "-c", str(folder / "roapi.yml"), *others]

    rows, period = "/api/tables/observation?", "sort=period_earliest"
    asks = {
        "detail": lambda cases: [Asked([ARTICLE_FOUND.format(one.id) for one in cases.articles])],
        "page": lambda cases: [Asked([_roapi_page(page) for page in cases.pages])],
        "series": lambda cases: [
            Asked([f"{rows}filter[indicator_key]={one.key}&{period}&limit={POINTS}" for one in cases.indicators])
        ],
        "repeated": lambda cases: [Asked([_roapi_page(cases.pages[0])])],
        "deep": lambda cases: [
            Asked([f"{rows}{period}&limit={PAGE}"], FIRST),
            Asked([f"{rows}{period}&limit={PAGE}&offset={cases.observations - PAGE}"], LAST),
        ],
    }
    exports = [Export("CSV", "/api/tables/observation", {"Accept": "application/csv"})]
    cannot = {"include": NO_LINKS, "search": NO_RANK, "304": NO_TAGS}
    return Contestant("roapi", command, "/health", asks, {}, cannot, exports, absent)


def _rows(table: str, where: str, sort: str, size: int, after: str = "") -> str:
    left_out = "_nocount=1&_nofacet=1&_shape=objects"
    following = f"&_next={after}" if after else ""
    return f"/rokrus/{table}.json?{where}&_sort={sort}&_size={size}&{left_out}{following}"


def _rows_of(page: KindPage) -> str:
    # In the position a blank is written as +, and that + is percent-encoded in the URL.
    after = f"{quote_plus((page.name or '').replace(' ', '+'))}%2C{page.key}" if page.name else ""
    return _rows("actor", f"kind={page.kind}", "name_folded", PAGE, after)


def _datasette_deep(cases: Cases) -> list[Asked]:
    deep = [_rows("observation", "", "period_earliest", PAGE, f"{period}%2C{key}") for period, key in cases.last]
    first = _rows("observation", "", "period_earliest", PAGE)
    return [Asked([first], FIRST), Asked(deep, LAST)]


def _roapi_page(page: KindPage) -> str:
    return f"/api/tables/actor?filter[kind]='{page.kind}'&sort=name_folded&limit={PAGE}&offset={page.offset}"
