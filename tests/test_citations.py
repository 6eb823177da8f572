"""Citations: what other programs read in them is what the documents say."""

from typing import Any

import jsonschema
import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.library import Library
from bibtexparser.middlewares import (
    LatexDecodingMiddleware,
    MonthIntMiddleware,
    SeparateCoAuthors,
    SplitNameParts,
)
from citeproc.source.json import CiteProcJSON
from fastapi.testclient import TestClient

from api.citations import bibtex, ris
from api.citations.csl import AUTHORS, TITLE
from api.citations.styles import STYLES
from tests.test_every_resource import walk

FILES = ("/v1/articles", "/v1")
FILTERED = ["publisher=kinu", "kind=teaser&sort=title", "q=ferry&sort=id", "author=NOBODY"]


def entries(text: str) -> Library:
    """What BibTeX reads."""
    layers = [MonthIntMiddleware(), SeparateCoAuthors(), SplitNameParts(), LatexDecodingMiddleware()]
    library = parse_string(text, append_middleware=layers)
    assert library.failed_blocks == []
    return library


def keys(text: str) -> list[str]:
    return [entry.key for entry in entries(text).entries]


def plain(text: Any) -> str:
    """A value without the braces that protect it."""
    return str(text).replace("{", "").replace("}", "")


@pytest.mark.parametrize("path", FILES)
def test_csl_json_conforms_and_is_taken(client: TestClient, path: str) -> None:
    items = client.get(f"{path}.csl.json").json()
    jsonschema.Draft202012Validator(STYLES["csl.json"].schema).validate(items)
    assert list(CiteProcJSON(items)) == [item["id"] for item in items]  # warns of what it does not know


@pytest.mark.parametrize("path", FILES)
def test_bibtex_parses_and_says_the_same(client: TestClient, path: str) -> None:
    items = client.get(f"{path}.csl.json").json()
    found = entries(client.get(f"{path}.bib").text).entries
    assert [entry.key for entry in found] == [item["id"] for item in items]
    for entry, item in zip(found, items, strict=True):
        fields = {field.key: field.value for field in entry.fields}
        assert plain(fields["title"]) == item["title"]
        assert len(fields.get("author", [])) == len(item.get("author", []))
        for name, told in zip(fields.get("author", []), item.get("author", []), strict=True):
            whole = [" ".join(name.first), " ".join([*name.von, *name.last])]
            assert plain(" ".join(filter(None, whole))) == told.get(
                "literal", f"{told.get('given')} {told.get('family')}"
            )
        assert plain(fields.get("note", "")) == item.get("note", "")
        parts = item.get("issued", {}).get("date-parts", [])
        assert fields.get("year") == ("–".join(dict.fromkeys(str(one[0]) for one in parts)) or None)
        assert ("month" in fields) == (len(parts) == 1 and len(parts[0]) > 1)


@pytest.mark.parametrize("path", FILES)
def test_ris_parses_and_says_the_same(client: TestClient, path: str) -> None:
    items = client.get(f"{path}.csl.json").json()
    records = rispy.loads(client.get(f"{path}.ris").text)
    assert [record["id"] for record in records] == [item["id"] for item in items]
    for record, item in zip(records, items, strict=True):
        assert record["title"] == item["title"]
        names = [name.get("literal") or f"{name['family']}, {name['given']}" for name in item.get("author", [])]
        assert record.get("authors", []) == names
        assert record.get("secondary_title") == item.get("container-title", item.get("collection-title"))
        assert record.get("notes", [""])[0] == item.get("note", "")
        assert record["type_of_reference"] in rispy.TYPE_OF_REFERENCE_MAPPING


def test_every_article_is_cited_with_what_is_known_of_it(client: TestClient) -> None:
    actors = {actor["id"]: actor for actor in walk(client, "/v1/actors?limit=500")}
    articles = walk(client, "/v1/articles?limit=500")
    titles = {article["id"]: article["title"] for article in articles}
    for article, item in zip(articles, client.get("/v1/articles.csl.json").json(), strict=True):
        assert (item["id"], item["title"], item["language"]) == (article["id"], article["title"], article["language"])
        names = [
            f"{one.get('family', '')} {one.get('given', '')}{one.get('literal', '')}" for one in item.get("author", [])
        ]
        assert not any("Author of" in name for name in names)
        named = [actors[id]["name"] for id in article["authors"] if not actors[id]["name"].startswith("Author of")]
        assert [sorted(name.split()) for name in names] == [sorted(name.split()) for name in named]
        note = item.get("note", "")
        assert ("does not name its author" in note) == (len(named) < len(article["authors"]))
        assert (article["host"] is not None) == ("teaser" in note)
        assert article["host"] is None or f"“{titles[article['host']]}”" in note
        inferred = article["published_basis"] == "inferred"
        assert (f"Date inferred ({article['published']['edtf']})" in note) if inferred else "inferred" not in note
        if article["publisher"]:
            assert actors[article["publisher"]]["name"] in (item.get("publisher"), item.get("container-title"))


def test_one_article_is_what_the_list_has(client: TestClient) -> None:
    for item in client.get("/v1/articles.csl.json").json():
        path = f"/v1/articles/{item['id']}"
        assert client.get(f"{path}.csl.json").json() == [item]
        assert keys(client.get(f"{path}.bib").text) == [item["id"]]
        assert client.get(f"{path}.bib").text in client.get("/v1/articles.bib").text
        assert client.get(f"{path}.ris").text in client.get("/v1/articles.ris", headers={"Accept": "*/*"}).text


@pytest.mark.parametrize("query", FILTERED)
def test_filters_and_sorts_are_those_of_the_list(client: TestClient, query: str) -> None:
    listed, cited = client.get(f"/v1/articles?{query}&limit=500"), client.get(f"/v1/articles.bib?{query}")
    assert listed.status_code == cited.status_code
    if listed.status_code == 200:
        assert keys(cited.text) == [record["id"] for record in listed.json()["data"]]


def test_nothing_is_an_empty_file(edges: TestClient) -> None:
    bodies = {extension: edges.get(f"/v1/articles.{extension}?withdrawn=true").content for extension in STYLES}
    assert bodies == {"bib": b"", "ris": b"", "csl.json": b"[]"}


def test_the_dataset_is_cited_with_its_revision(client: TestClient) -> None:
    (item,) = client.get("/v1.csl.json").json()
    index = client.get("/v1").json()
    assert index["citation"] == f"{TITLE}, revision {index['revision']}."
    assert index["citations"] == ["/v1.bib", "/v1.ris", "/v1.csl.json"]
    assert (item["type"], item["title"], item["author"]) == ("dataset", TITLE, [{"literal": AUTHORS}])
    assert item["version"] == f"revision {index['revision']}"
    assert item["issued"] == {"date-parts": [[int(part) for part in index["updated_at"][:10].split("-")]]}
    for extension, style in STYLES.items():
        answer = client.get(f"/v1.{extension}")
        by_accept = client.get("/v1", headers={"Accept": style.media_type.partition(";")[0]})
        assert answer.content == by_accept.content
        assert answer.headers["content-type"] == style.media_type
        held = {"If-None-Match": answer.headers["etag"]}
        assert client.get(f"/v1.{extension}", headers=held).status_code == 304
        assert client.head(f"/v1.{extension}").headers["content-length"] == str(len(answer.content))
    assert client.get("/v1.pdf").json()["errors"][0]["allowed"] == list(STYLES)
    assert client.get("/v1.bib?colour=red").status_code == 422


HOSTILE = r"50 % of \TeX {and} #1 & $x_1^2$ ~ “한국” — Ёлкин } {"


@pytest.mark.parametrize("text", [HOSTILE, "}", "{", "\\", "@misc{x, y}", '"quoted"', "two\nlines", "ends with \\"])
def test_no_text_breaks_out_of_its_field(text: str) -> None:
    item = {"id": "a-1", "type": "report", "title": text, "author": [{"literal": text}], "note": text}
    written = bibtex.entry(item).decode()
    assert written.count("{") == written.count("}")  # BibTeX counts the escaped ones too
    (entry,) = entries(written).entries
    fields = {field.key: field.value for field in entry.fields}
    told = " ".join(text.split())
    fields = {key: value if key == "author" else value.replace("ˆ", "^") for key, value in fields.items()}
    assert fields["note"] == told
    assert fields["title"] in (f"{{{told}}}", told)
    (record,) = rispy.loads(ris.record(item).decode())
    assert (record["title"], record["authors"], record["notes"]) == (told, [told], [told])


def test_an_address_stands_as_it_is() -> None:
    item = {"id": "a-1", "type": "webpage", "title": "T", "URL": "https://example.org/a_b%20c?d={e}&f=~g#h"}
    assert "url = {https://example.org/a_b%20c?d=%7Be%7D&f=~g#h}" in bibtex.entry(item).decode()
