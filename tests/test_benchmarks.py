"""The benchmarks ask for what there is, of data that is made alike each time, and read the load generator's report."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from benchmarks.cases import cases
from benchmarks.contestants import ours
from benchmarks.contestants.static import BARE
from benchmarks.databases import Databases, fill
from benchmarks.goals import goals
from benchmarks.make_data import Maker, Sizes, line, write
from benchmarks.rows import MEGABYTES, RECORDS, SECONDS, Row, not_run
from benchmarks.table import table
from benchmarks.workloads import WORKLOADS
from benchmarks.wrk import Load, parse
from models import SUBJECTS
from models.base import Published, RecordType, Ref
from models.keeping import links

SCALE = 0.002

REPORT = """Running 4s test @ http://127.0.0.1:8000
  1 threads and 32 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.03ms  842.51us  22.71ms   92.91%
    Req/Sec    32.10k     3.52k   38.08k    75.00%
  Latency Distribution
     50%  {p50}
     75%    1.10ms
     90%    1.56ms
     99%  {p99}
  127804 requests in 4.00s, 2.20GB read
{more}Requests/sec:  {rate}
Transfer/sec:    562.92MB
"""
TIMEOUTS = "  Socket errors: connect 0, read 2, write 0, timeout 7\n"
REFUSALS = "  Non-2xx or 3xx responses: 40\n"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small dataset as a file."""
    path = tmp_path_factory.mktemp("bench") / "documents.ndjson"
    write(path, SCALE)
    return path


@pytest.fixture(scope="module")
def database(file: Path) -> Path:
    """A database with the small dataset."""
    path = file.parent / "rokrus.db"
    fill(f"sqlite:///{path}", file)
    return path


@pytest.fixture(scope="module")
def client(database: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(database_url=f"sqlite:///{database}"))) as client:
        yield client


def test_the_same_data_is_made_each_time(file: Path, tmp_path: Path) -> None:
    assert write(tmp_path / "again", SCALE) == len(file.read_bytes().splitlines())
    assert (tmp_path / "again").read_bytes() == file.read_bytes()


def test_there_is_as_much_as_is_promised() -> None:
    sizes = Sizes(1)
    made = (sizes.articles, sizes.actors, sizes.indicators, sizes.observations)
    assert made == (100_000, 50_000, 1_000, 2_000_000)


def test_lines_are_documents_whose_links_lead_to_lines_before_them(file: Path) -> None:
    seen: set[Ref] = set()
    mentions = 0
    for given in file.read_bytes().splitlines(keepends=True):
        values = json.loads(given)
        document = SUBJECTS[RecordType(values.pop("type"))].document.model_validate(values)
        assert isinstance(document, Published)
        assert line(document) == given
        assert {ref for _, ref in links(document)} <= seen
        assert {part.article for part in document.evidence} <= {ref.id for ref in seen if ref.type == "articles"}
        mentions += len(document.evidence)
        seen.add(Ref(type=document.type, id=document.id))
    assert mentions == [ref.type for ref in seen].count(RecordType.observations) == 4_000


def test_indicators_have_two_thousand_points_and_words_their_candidates() -> None:
    small = Maker(0.04)
    assert all(len(articles) == 3_000 for articles in small.sought.values())
    assert small.sizes.observations / small.sizes.indicators == 2_000


@pytest.mark.parametrize("workload", sorted(ours.ASKS))
def test_the_service_answers_what_it_is_asked(workload: str, database: Path, client: TestClient) -> None:
    for asked in ours.ASKS[workload](cases(database)):
        answers = [client.get(url) for url in [*asked.urls[:20], *filter(None, [asked.background])]]
        assert answers
        assert {answer.status_code for answer in answers} == {200}


def test_what_is_asked_for_is_what_the_workload_says(database: Path, client: TestClient) -> None:
    drawn = cases(database)
    first = {name: client.get(asked(drawn)[-1].urls[0]).json() for name, asked in ours.ASKS.items()}
    assert len(first["series"]["rows"]) == 2_000
    assert len(first["include"]["data"]) == 50
    assert len(first["include"]["included"]["actors"]) > 5
    assert len(first["deep"]["data"]) == 50
    assert first["search"]["total"] == 200
    assert first["deep"]["data"][0]["period"]["edtf"] > "2017"


@pytest.mark.parametrize(
    ("p50", "p99", "rate", "more", "load"),
    [
        ("  0.85ms", "  3.78ms", "31930.55", "", Load(31930.55, 0.00085, 0.00378, 0)),
        ("940.00us", "  1.20s ", "312.00", TIMEOUTS, Load(312.0, 0.00094, 1.2, 9)),
        ("  0.00us", "  1.02m ", "0.00", REFUSALS, Load(0.0, 0.0, 61.2, 40)),
        ("  2.00ms", " 12.60ms", "8.5", TIMEOUTS + REFUSALS, Load(8.5, 0.002, 0.0126, 49)),
    ],
)
def test_the_report_of_the_load_generator_is_read(p50: str, p99: str, rate: str, more: str, load: Load) -> None:
    found = parse(REPORT.format(p50=p50.strip(), p99=p99.strip(), rate=rate, more=more))
    assert (found.rate, found.errors) == (load.rate, load.errors)
    assert (found.p50, found.p99) == pytest.approx((load.p50, load.p99))


@pytest.mark.parametrize("said", ["", "unable to connect to 127.0.0.1:8000 Connection refused"])
def test_what_is_no_report_is_told(said: str) -> None:
    with pytest.raises(ValueError, match="not a report"):
        parse(said)


ROWS = [
    Row("page", BARE, values=[100, 300, 200], ratio=1.0, size=18_346, p50=[0.001, 0.003], p99=[0.01, 0.02]),
    Row("page", "rokrus, SQLite", values=[25.0], ratio=0.125, size=2e6, remarks=["3 errors"]),
    Row("page", "Datasette", values=[2.5], ratio=0.0125),
    Row("repeated", "rokrus, SQLite, cache", values=[9_000.0], ratio=1.2),
    Row("repeated", BARE, values=[7_500.0]),
    Row("deep", "rokrus, SQLite: first page", values=[0.0]),
    Row("deep", "rokrus, SQLite: last page", values=[9.0]),
    Row("load", "rokrus, SQLite", RECORDS, [30_000.0]),
    Row("start", "imports", SECONDS, [1.0]),
    Row("start", "rokrus, SQLite", SECONDS, [1.6]),
    Row("memory", "rokrus, SQLite", MEGABYTES, [12_000_000.0]),
    not_run("page", "nginx", "no | such program"),
]
ABSENT = {"roapi": "it is not installed"}


@pytest.mark.parametrize(
    "line",
    [
        "| | bare uvicorn, same bytes | 200 | requests/s | 1.000 | 18.3 KB | 2.00, 15.0 | 100–300 |  |",
        "| | rokrus, SQLite | 25 | requests/s | 0.125 | 2 MB |  | 25–25 | 3 errors |",
        "| | rokrus, SQLite | 12 | MB |  |  |  | 12–12 |  |",
        r"| | nginx | | | | | | | not run: no \| such program |",
        "| | roapi | | | | | | | it is not installed |",
    ],
)
def test_the_table_has_a_line_for_each_row(line: str) -> None:
    assert line in table(ROWS, ABSENT).splitlines()


def test_the_table_goes_workload_by_workload() -> None:
    lines = table(ROWS, ABSENT).splitlines()
    titles = [text.split("**")[1] for text in lines if text.startswith("| **")]
    assert titles == ["page", "repeated", "deep", "load", "start", "memory", "not run"]
    assert len({text.count("|") - text.count("\\|") for text in lines}) == 1


@pytest.mark.parametrize(
    "line",
    [
        "| page: rokrus, SQLite, of bare uvicorn, same bytes | 0.130 | 0.400 | 0.125 | **missed** |",
        "| page: rokrus, SQLite, of Datasette | 8.00 | 8.00 | 10.00 | aim reached |",
        "| repeated: rokrus, SQLite, cache, of bare uvicorn, same bytes | 0.750 | 1.00 | 1.20 | aim reached |",
        "| series: rokrus, SQLite, of bare uvicorn, same bytes | 0.040 | 0.200 | – | not measured |",
        "| deep: rokrus, SQLite: last page, of rokrus, SQLite: first page | 0.833 | 0.833 | – | not measured |",
        "| load: rokrus, SQLite | 20,000 | 60,000 | 30,000 | floor reached |",
        "| start: rokrus, SQLite, of imports | 1.50 | 1.50 | 1.60 | **missed** |",
        "| memory: rokrus, SQLite | 110 | 110 | 12 | aim reached |",
    ],
)
def test_goals_stand_beside_what_was_measured(line: str) -> None:
    assert line in goals(ROWS).splitlines()


def test_what_is_not_yet_a_setting_is_told(database: Path) -> None:
    variants = {one.name: one for one in ours.variants(Databases(None, database, database, absent="none"))}
    assert not variants["rokrus, SQLite"].absent
    assert variants["rokrus, PostgreSQL"].absent == "none"
    unknown = {"cache_bytes", "read_database_url"} - Settings.model_fields.keys()
    told = {one.absent for one in variants.values() if one.absent.startswith("there is no")}
    assert len(told) == len(unknown - {"read_database_url"})
    assert set(ours.ASKS) <= set(WORKLOADS)
