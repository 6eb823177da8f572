"""Coverage: which sentences carry evidence, which need a reason, and which reasons are needed."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rokrus.cli import app
from seed.coverage import has_figure
from tests.worlds import EDGES


@pytest.fixture(autouse=True)
def segmented(data: Path) -> None:
    CliRunner().invoke(app, ["segment", "--texts", str(EDGES / "texts"), "--data", str(data)])


def measured(data: Path) -> tuple[int, str, list[str]]:
    command = ["verify", "--coverage", "--texts", str(EDGES / "texts"), "--data", str(data)]
    result = CliRunner().invoke(app, command)
    return result.exit_code, result.stdout, result.stderr.splitlines()[:-1]


def offsets(sentence: str) -> str:
    start = (EDGES / "texts" / "ferry.txt").read_text("utf-8").index(sentence)
    return f"[{start}, {start + len(sentence)}]"


TITLE = "[0, 25]"
DATE, BYLINE, BOATS = (
    offsets("3 May 2019"),
    offsets("Ada Öztürk and Борис Ёлкин"),
    offsets("Nobody has proposed a song book, Yolkin and Öztürk say."),
)


def reasons(data: Path, *entries: str) -> None:
    """Make these the reasons; the title, date and byline have theirs without being named."""
    named = [entry for entry in (TITLE, DATE, BYLINE) if not any(entry in given for given in entries)]
    lines = [f"segment: {segment}, reason: metadata" for segment in named] + list(entries)
    (data / "coverage.yaml").write_text("ferry:\n" + "".join(f"  - {{{line}}}\n" for line in lines))


def test_what_carries_no_statement_is_told(data: Path) -> None:
    """The byline has evidence of the article and of an actor, which state nothing."""
    code, told, mistakes = measured(data)
    assert (code, mistakes) == (0, [])
    assert "3 by reason: metadata" in told
    (data / "coverage.yaml").write_text(f"ferry:\n  - {{segment: {TITLE}, reason: metadata}}\n")
    code, told, mistakes = measured(data)
    assert code == 1
    for segment, mistake in zip((DATE, BYLINE), mistakes, strict=True):
        start, end = segment.strip("[]").split(", ")
        assert re.match(rf"segments\.yaml:\d+ ferry\.\d: no statement has evidence in \[{start}, {end}\)", mistake)


def test_few_sentences_have_a_reason(data: Path) -> None:
    (data / "segments.yaml").write_text(f"ferry: [{TITLE}, {DATE}, {BYLINE}, {BOATS}]\n")
    code, _, mistakes = measured(data)
    assert (code, mistakes) == (1, ["coverage.yaml:2 file: 3 of 4 sentences have a reason, and at most 15% may"])


def test_a_number_needs_a_figure_or_an_event(data: Path) -> None:
    ferry = data / "articles" / "ferry.yaml"
    text = ferry.read_text("utf-8")
    start = text.index("  - id: fare\n")
    ferry.write_text(text[:start] + text[text.index("  - id: counted\n") :].replace("ferry-fare", "ferry-paid"))
    text = ferry.read_text("utf-8")
    start = text.index("  - id: paid\n")
    ferry.write_text(text[:start] + text[text.index("  - id: counted\n") :])
    code, _, mistakes = measured(data)
    assert code == 1
    assert [mistake for mistake in mistakes if "no statement has evidence in" in mistake or "no figure" in mistake]


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (f"segment: {BOATS}, reason: repeats", "needs no reason"),
        ("segment: [0, 1], reason: metadata", "no such sentence"),
        (f"segment: {BOATS}, reason: boredom", "is one of"),
        ("reason: metadata", "is missing"),
    ],
)
def test_a_reason_that_does_not_fit(data: Path, entry: str, told: str) -> None:
    reasons(data, entry)
    code, _, mistakes = measured(data)
    assert (code, len(mistakes)) == (1, 1)
    assert re.match(rf"coverage\.yaml:5 .*{told}", mistakes[0])


@pytest.mark.parametrize(
    ("sentence", "figure"),
    [
        ("They met on September 9 and again on 3 May.", False),
        ("On January 12, 2018 nothing happened.", False),
        ("Between 2014–2016 and in the 1990s it fell.", False),
        ("It adopts two strategies: 1) one and 2) the other.[3]", False),
        ("See https://example.org/2018/03/19", False),
        ("Nobody knows.", False),
        ("Trade reached $25 billion in 2018.", True),
        ("Resolution No.2375 was adopted.", True),
        ("It grew by 31%.", True),
        ("In 2018, 40 flights a week", True),
    ],
)
def test_what_counts_as_a_figure(sentence: str, figure: bool) -> None:
    assert has_figure(sentence) is figure
