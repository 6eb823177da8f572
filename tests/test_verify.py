"""Spans held against texts, quotes turned into spans, and texts cut into sentences."""

import json
import re
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from typer.testing import CliRunner

from models.texts import Text, read_texts
from rokrus.cli import app
from seed.load import read_all
from seed.records import AUTHORITIES, ArticleFile
from seed.segment import segments
from seed.source import DATA
from tests.worlds import EDGES

FERRY = "articles/ferry.yaml"


def run(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return result.exit_code, result.stdout, result.stderr


def test_every_span_is_true(data: Path) -> None:
    code, told, _ = run("verify", "--texts", EDGES / "texts", "--data", data)
    count = len(re.findall("digest: ", (data / FERRY).read_text())) + len(
        re.findall("digest: ", (data / "articles/harbour-song.yaml").read_text())
    )
    assert (code, told) == (0, f"{count} spans: {count} true, 0 without their text\n")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "start: 2, end: 25",
            "start: 3, end: 25",
            "evidence.0: the characters 3 to 25 are not those that were anchored",
        ),
        (
            "start: 2, end: 25",
            "start: 2, end: 24",
            "evidence.0: the characters 2 to 24 are not those that were anchored",
        ),
        ("paragraph: 1, digest: ", "paragraph: 2, digest: ", "evidence.0: stands in paragraph 1, not 2"),
        ("as_written: 12.5 crowns", "as_written: 12.6 crowns", "as_written: does not stand in the record's spans"),
        ("text_length: ", "text_length: 1", "text_length: the text has "),
    ],
)
def test_what_is_not_true_is_told(data: Path, old: str, new: str, told: str) -> None:
    text = (data / FERRY).read_text("utf-8")
    assert old in text
    (data / FERRY).write_text(text.replace(old, new, 1), "utf-8")
    code, _, error = run("verify", "--texts", EDGES / "texts", "--data", data)
    assert code == 1
    assert re.search(rf"^{FERRY}:\d+ {re.escape(told)}", error, re.M), error


def test_a_digest_that_is_not_true_is_told(data: Path) -> None:
    text = (data / FERRY).read_text("utf-8")
    digest = sha256(b"A ferry for two islands").hexdigest()
    assert digest in text
    (data / FERRY).write_text(text.replace(digest, "0" * 64, 1), "utf-8")
    code, _, error = run("verify", "--texts", EDGES / "texts", "--data", data)
    assert (code, "are not those that were anchored" in error) == (1, True)


def test_texts_that_are_not_held_are_counted(data: Path, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    code, told, _ = run("verify", "--texts", tmp_path / "none", "--data", data)
    assert code == 0
    assert re.match(r"(\d+) spans: 0 true, \1 without their text", told)
    assert run("verify", "--texts", tmp_path / "nowhere", "--data", data)[0] == 1
    assert "name the folder" in run("verify", "--data", data)[2]


@pytest.mark.parametrize(
    ("quote", "told"),
    [
        ("{quote: A ferry for three islands}", "quote: does not stand in the text"),
        ("{quote: Ost}", "quote: stands 2 times in the text: say which with occurrence"),
        ("{quote: Ost, occurrence: 9}", "quote: stands 2 times in the text"),
        ("{quote: Ost, colour: red}", "quote: there is no field colour"),
        ("{quote: Ost, text_of: nowhere}", "quote: the text is not held"),
    ],
)
def test_a_quote_that_cannot_be_anchored(data: Path, tmp_path: Path, quote: str, told: str) -> None:
    draft = tmp_path / "draft.yaml"
    digest = sha256((EDGES / "texts" / "ferry.txt").read_bytes()).hexdigest()
    draft.write_text(f"article:\n  id: x1\n  text_sha256: {digest}\n  evidence:\n    - {quote}\n")
    out = tmp_path / "out.yaml"
    code, _, error = run("anchor", draft, "-o", out, "--texts", EDGES / "texts", "--data", data)
    assert (code, error.splitlines()[0]) == (1, f"draft.yaml:5 {told}")
    assert not out.exists()


def test_quotes_become_spans(data: Path, tmp_path: Path) -> None:
    draft = tmp_path / "draft.yaml"
    draft.write_text(
        "# kept\narticle:\n  id: harbour-song\n  host: ferry\n  evidence: [{quote: Ost, occurrence: 2, note: x}]\n"
    )
    out = tmp_path / "out.yaml"
    assert run("anchor", draft, "-o", out, "--texts", EDGES / "texts", "--data", data)[0] == 0
    assert out.read_text().startswith("# kept")
    (span,) = YAML(typ="safe").load(out.read_text())["article"]["evidence"]
    content = (EDGES / "texts" / "ferry.txt").read_text("utf-8")
    assert content[span["start"] : span["end"]] == "Ost"
    assert span["start"] > content.index("Ost")
    assert span == {
        "start": span["start"],
        "end": span["start"] + 3,
        "paragraph": 6,
        "digest": sha256(b"Ost").hexdigest(),
        "note": "x",
    }


def test_records_are_shown_beside_their_spans(data: Path) -> None:
    texts = ("--texts", EDGES / "texts", "--data", data)
    code, told, _ = run("review", *texts, "--record", "observations/ferry-crossed-2018")
    assert code == 0
    assert "value = 1250" in told.splitlines()
    assert "period = 2018" in told.splitlines()
    assert re.search(r"^  \[value\] ferry \d+-\d+ ¶\d+: 1,250$", told, re.M)
    some = run("review", *texts, "--type", "statuses", "--article", "ferry", "--sample", "3", "--seed", "7")[1]
    assert some.count("== statuses/") == 3
    assert some == run("review", *texts, "--type", "statuses", "--article", "ferry", "--sample", "3", "--seed", "7")[1]
    assert run("review", *texts, "--record", "actors/nobody")[0] == 1


def test_segments_are_the_sentences(data: Path) -> None:
    assert run("segment", "--texts", EDGES / "texts", "--data", data)[0] == 0
    written = YAML(typ="safe").load((data / "segments.yaml").read_text())
    content = (EDGES / "texts" / "ferry.txt").read_text("utf-8")
    sentences = [content[start:end] for start, end in written["ferry"]]
    assert sentences[:5] == [
        "# A ferry for two islands",
        "3 May 2019",
        "Ada Öztürk and Борис Ёлкин",
        "The Ministry of Ferries of Ost says that 1,250 passengers crossed in 2018.",
        "More than 300 of them paid a fare of 12.5 crowns.",
    ]
    assert sentences[-1] == "Ten songs are sung there."


@pytest.mark.parametrize(
    ("content", "sentences"),
    [
        ("One. Two! Three? “Four.” Five… Six", ["One.", "Two!", "Three?", "“Four.”", "Five…", "Six"]),
        ("Mr. A. Smith of the U.S. Navy, No. 5. Next", ["Mr. A. Smith of the U.S. Navy, No. 5.", "Next"]),
        ("2017. 09. 14. | CO", ["2017. 09. 14. | CO"]),
        ("In 2018. Then", ["In 2018.", "Then"]),
        ("$1.5 billion", ["$1.5 billion"]),
        ("\n\n a \n\tb\n", ["a", "b"]),
    ],
)
def test_where_sentences_end(content: str, sentences: list[str]) -> None:
    text = Text(content, "")
    assert [content[start:end] for start, end in segments(text)] == sentences


@given(st.text(alphabet="aZ1. \n\t?”한é"))
def test_segments_hold_everything_but_blanks(content: str) -> None:
    found = list(segments(Text(content, "")))
    rest, last = "", 0
    for start, end in found:
        assert last <= start < end
        rest, last = rest + content[last:start], end
    assert (rest + content[last:]).strip() == ""


@given(st.text(alphabet="ab \n"), st.integers(0, 200))
def test_paragraphs_are_set_apart_by_blank_lines(content: str, offset: int) -> None:
    before = content[:offset].lstrip()
    if offset < len(content) and content[offset].strip():
        assert Text(content, "").paragraph(offset) == len(re.findall(r"\n[^\S\n]*\n\s*", before)) + 1


def test_the_committed_segments_are_those_of_the_texts_where_they_are_held() -> None:
    """Numbers only: each article with a text has its sentences, in order and inside the text."""
    written = YAML(typ="safe").load((DATA / "segments.yaml").read_text())
    drafts = read_all(DATA).collection.drafts.values()
    lengths = {draft.ref.id: draft.values["text_length"] for draft in drafts if draft.values.get("text_sha256")}
    assert set(written) == set(lengths)
    for id, sentences in written.items():
        flat = [offset for sentence in sentences for offset in sentence]
        assert flat == sorted(flat)
        assert flat[-1] <= lengths[id]


def test_schema_is_printed_for_editors() -> None:
    code, told, _ = run("schema")
    schemas = json.loads(told)
    assert code == 0
    assert set(schemas) == {*AUTHORITIES, "article", "withdrawn"}
    assert set(schemas["article"]["properties"]) == set(ArticleFile.model_fields)


def test_texts_are_known_by_their_digest() -> None:
    texts = read_texts(EDGES / "texts")
    assert list(texts) == [sha256((EDGES / "texts" / "ferry.txt").read_bytes()).hexdigest()]
