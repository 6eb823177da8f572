"""Wrong data files: each mistake with its file and line, all at once, exit status 1, and nothing written."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rokrus.cli import app
from tests.conftest import Databases

FERRY = "articles/ferry.yaml"


def replaced(file: str, old: str, new: str) -> Callable[[Path], None]:
    def change(data: Path) -> None:
        text = (data / file).read_text("utf-8")
        assert old in text
        (data / file).write_text(text.replace(old, new, 1), "utf-8")

    return change


def added(file: str, text: str) -> Callable[[Path], None]:
    def change(data: Path) -> None:
        (data / file).write_text((data / file).read_text("utf-8") + text if (data / file).exists() else text, "utf-8")

    return change


BAD: list[tuple[Callable[[Path], None], str]] = [
    (
        replaced(FERRY, "stance: seeks\n    topic: fares", "stance: assesses\n    topic: fares"),
        r"ferry\.yaml:\d+ target: is missing: a position that only assesses is a bare sentence",
    ),
    (
        replaced(FERRY, "reference: ferry-the-tide", "reference: ferry-the-tied"),
        r"ferry\.yaml:\d+ reference: there is no ferry-the-tied among the references; near: ferry-the-tide",
    ),
    (
        replaced(FERRY, "value: '900'", "value: '0'"),
        r"ferry\.yaml:\d+ derivation: cannot be computed",
    ),
    (added("actors.yaml", "\n- id: x1\n  kind: planet\n  name: X"), r"actors\.yaml:\d+ kind: is one of 'person', "),
    (
        added("actors.yaml", "\n- id: x1\n  kind: person\n  name: X\n  colour: red"),
        r"actors\.yaml:\d+ colour: there is no such field",
    ),
    (added("actors.yaml", "\n- id: x1\n  kind: person"), r"actors\.yaml:\d+ name: is missing"),
    (
        added("actors.yaml", "\n- id: X 1\n  kind: person\n  name: X"),
        r"actors\.yaml:\d+ id: string should match pattern",
    ),
    (
        added("actors.yaml", "\n- id: ost\n  kind: person\n  name: X"),
        r"actors\.yaml:\d+ id: another of the actors has the id ost",
    ),
    (
        added("actors.yaml", "\n- id: x1\n  kind: person\n  name: X\n  name: Y"),
        r"actors\.yaml:\d+ name: this key stands twice",
    ),
    (
        added("actors.yaml", "\n- id: x1\n  kind: person\n  name: X\n  country: XX"),
        r"actors\.yaml:\d+ country: is not a code of ISO 3166",
    ),
    (added("actors.yaml", "\n- id: x1\n  kind: person\n  name: ''"), r"actors\.yaml:\d+ name: must not be empty"),
    (
        added("actors.yaml", '\n- id: x1\n  kind: person\n  name: "a\\0b"'),
        r"actors\.yaml:\d+ name: holds the control character U\+0000",
    ),
    (added("actors.yaml", "\n- just text"), r"actors\.yaml:\d+ \d+: must be a mapping"),
    (added("actors.yaml", "\n- {"), r"actors\.yaml:\d+ file: not YAML"),
    (added("planets.yaml", "- id: x"), r"planets\.yaml:1 file: is not a data file of any kind"),
    (
        added("topics.yaml", "\n- id: x1\n  label: X\n  broader: feries"),
        r"topics\.yaml:\d+ broader: there is no feries among the topics; near: ferries",
    ),
    (
        added(
            "indicators.yaml",
            "\n- id: x1\n  name: X\n  definition: Y\n  unit: QQQ\n  unit_system: iso4217\n  measure: level",
        ),
        r"indicators\.yaml:\d+ unit: is not a currency of ISO 4217",
    ),
    (
        added(
            "indicators.yaml",
            "\n- id: x1\n  name: X\n  definition: Y\n  unit: qq\n  unit_system: ucum\n  measure: level",
        ),
        r"indicators\.yaml:\d+ unit: is not a known UCUM code",
    ),
    (
        added("withdrawn.yaml", "- record: {type: planets, id: x1}\n  reason: X"),
        r"withdrawn\.yaml:1 record\.type: is one of",
    ),
    (added("articles/empty.yaml", "observations: []"), r"articles/empty\.yaml:1 article: is missing"),
    (added(FERRY, "\nplanets: []"), r"ferry\.yaml:\d+ planets: there is no such section"),
    (replaced(FERRY, "references:\n", "references: nothing\nformer:\n"), r"ferry\.yaml:\d+ references: must be a list"),
    (
        replaced(FERRY, "published: 2019-05-03", "published: 2019-02-30"),
        r"ferry\.yaml:\d+ published: 2019-02 has no day 30",
    ),
    (
        replaced(FERRY, "published_basis: stated", "published_basis: unstated"),
        r"ferry\.yaml:\d+ published: does not go with published_basis unstated",
    ),
    (
        replaced(FERRY, "published_basis: stated", "published_basis: inferred"),
        r"ferry\.yaml:\d+ published_reason: does not go with published_basis inferred",
    ),
    (
        replaced(FERRY, "authors: [ada-ozturk, boris-yolkin]", "authors: [ada-ozturk, boris-jolkin]"),
        r"ferry\.yaml:\d+ authors\.1: there is no boris-jolkin among the actors; near: boris-yolkin",
    ),
    (
        replaced(FERRY, "article:\n", "article:\n  references: [x1]\n"),
        r"ferry\.yaml:\d+ references: belong in the section of that name",
    ),
    (replaced(FERRY, "- id: west\n", "- id: wets\n"), r"ferry\.yaml:\d+ id: there is no wets among the actors"),
    (
        replaced(FERRY, "actor: ost, role: host", "actor: osten, role: host"),
        r"ferry\.yaml:\d+ actor: there is no osten among the actors",
    ),
    (
        replaced(FERRY, "said_by: [the-tide]", "said_by: []"),
        r"ferry\.yaml:\d+ said_by: does not go with attribution named",
    ),
    (
        replaced(FERRY, "date_reason: A day after the other date.", "deadline: false"),
        r"ferry\.yaml:\d+ date_reason: does not go with date_basis inferred",
    ),
    (replaced(FERRY, "    as_written: 1,250\n", ""), r"ferry\.yaml:\d+ as_written: is missing"),
    (
        replaced(FERRY, "value: '1250'", "value: '1250000000000000001'"),
        r"ferry\.yaml:\d+ value: must have at most 15 significant digits",
    ),
    (replaced(FERRY, "value: '1250'", "value: NaN"), r"ferry\.yaml:\d+ value: "),
    (replaced(FERRY, "value: '1250'", "value: Infinity"), r"ferry\.yaml:\d+ value: "),
    (replaced(FERRY, "low: '40'", "low: '80'"), r"ferry\.yaml:\d+ observations\.\d+: low is greater than high"),
    (replaced(FERRY, "    change: decrease\n", ""), r"ferry\.yaml:\d+ observations\.\d+: needs value, low or high"),
    (
        replaced(
            FERRY, "op: ratio, inputs: [ferry-crossed-2018, ferry-counted]", "op: ratio, inputs: [ferry-crossed-2018]"
        ),
        r"ferry\.yaml:\d+ derivation: ratio has other inputs",
    ),
    (
        replaced(
            FERRY,
            "op: ratio, inputs: [ferry-crossed-2018, ferry-counted]",
            "op: ratio, inputs: [ferry-times, ferry-counted]",
        ),
        r"ferry\.yaml:\d+ derivation: is made from itself",
    ),
    (
        replaced(
            FERRY,
            "op: ratio, inputs: [ferry-crossed-2018, ferry-counted]",
            "op: ratio, inputs: [ferry-crossed-2018, ferry-nothing]",
        ),
        r"ferry\.yaml:\d+ derivation\.inputs\.1: there is no ferry-nothing",
    ),
    (
        replaced(FERRY, "  - id: times\n", "  - id: times\n    value: '2'\n    as_written: twice\n"),
        r"ferry\.yaml:\d+ derivation: a derived figure is computed",
    ),
    (replaced(FERRY, "id: paid", "id: fare"), r"ferry\.yaml:\d+ id: another of the observations has the id ferry-fare"),
    (
        replaced(FERRY, "field: published", "field: publishing"),
        r"ferry\.yaml:\d+ evidence\.1: the record has nothing at publishing",
    ),
    (replaced(FERRY, "end: 25", "end: 2"), r"ferry\.yaml:\d+ evidence\.0: the span ends before it starts"),
    (
        replaced(FERRY, "end: 25", "end: 99999"),
        r"ferry\.yaml:\d+ evidence\.0: the span ends after the text, which has \d+ characters",
    ),
    (
        replaced(FERRY, "end: 25, paragraph: 1, digest: ", "end: 25, paragraph: 1, digest: xyz"),
        r"ferry\.yaml:\d+ evidence\.0\.digest: string should match pattern",
    ),
    (
        replaced(FERRY, "{field: title,", "{field: title, text_of: nowhere,"),
        r"ferry\.yaml:\d+ evidence\.0: there is no text of nowhere",
    ),
    (
        replaced("articles/harbour-song.yaml", "type: statuses, id: ferry-treaty", "type: statuses, id: ferry-peace"),
        r"harbour-song\.yaml:\d+ id: there is no ferry-peace among the statuses",
    ),
]


@pytest.mark.parametrize(("change", "told"), BAD, ids=[told for _, told in BAD])
def test_a_mistake_is_told_with_its_line(
    data: Path, tmp_path: Path, change: Callable[[Path], None], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(data)
    monkeypatch.setenv("ROKRUS_DATABASE_URL", f"sqlite:///{tmp_path / 'never.db'}")
    result = CliRunner().invoke(app, ["load", "--data", str(data)])
    assert result.exit_code == 1
    assert re.search(told, result.stderr), result.stderr
    assert "nothing was written" in result.stderr
    line = next(int(m[1]) for m in re.finditer(r":(\d+) ", result.stderr))
    assert line >= 1


def test_all_mistakes_of_all_files_at_once_and_the_database_untouched(
    databases: Databases, backend: str, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, engine = databases.migrated(backend)
    monkeypatch.setenv("ROKRUS_DATABASE_URL", url)
    assert CliRunner().invoke(app, ["load", "--data", str(data)]).exit_code == 0
    with engine.connect() as connection:
        before = connection.exec_driver_sql("select key, document, revision from record order by key").all()
    added("actors.yaml", "\n- id: x1\n  kind: planet\n  name: X")(data)
    added("places.yaml", "\n- id: x1\n  kind: city\n  name: X\n  country: XX")(data)
    replaced(FERRY, "value: '1250'", "value: many")(data)
    replaced(FERRY, "target: {type: actors, id: west}", "target: {type: actors, id: wets}")(data)
    result = CliRunner().invoke(app, ["load", "--data", str(data)])
    assert result.exit_code == 1
    assert [line.split(":")[0] for line in result.stderr.splitlines()[:-1]] == [
        "actors.yaml",
        FERRY,
        FERRY,
        "places.yaml",
    ]
    assert "4 mistakes; nothing was written" in result.stderr
    with engine.connect() as connection:
        assert connection.exec_driver_sql("select key, document, revision from record order by key").all() == before


def test_the_line_is_the_line(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replaced(FERRY, "scope: Those who paid.", "scope: Those who paid.\n    colour: red")(data)
    line = (data / FERRY).read_text("utf-8").splitlines().index("    colour: red") + 1
    monkeypatch.setenv("ROKRUS_DATABASE_URL", f"sqlite:///{tmp_path / 'never.db'}")
    result = CliRunner().invoke(app, ["load", "--data", str(data)])
    assert result.stderr.splitlines()[0] == f"{FERRY}:{line} colour: there is no such field"
