"""Search and suggestions: what analysts type and must see, pages, snippets, wrong queries, texts that are held."""

from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from ruamel.yaml import YAML

from api import finder, resource
from api.documents import Documents
from api.finder import Finder
from api.held_texts import HeldTexts
from api.query import placed
from api.terms import read_terms
from models.db import reader
from models.tokens import compounds, tokens
from tests.conftest import Database, Served
from tests.worlds import EDGES

TEXT = (EDGES / "texts" / "ferry.txt").read_text("utf-8")
RECALL = 0.95


@cache
def asked(kind: str) -> list[dict[str, Any]]:
    """The queries that were written before there was an index."""
    found: list[dict[str, Any]] = YAML(typ="safe").load(Path(__file__).parent / "search.yaml")[kind]
    return found


def first_five(client: TestClient, entry: dict[str, Any], path: str) -> list[str]:
    """What a query finds first, as `type/id`."""
    type = entry.get("type")
    answer = client.get(f"/v1/{type}" if type else path, params={"q": entry["q"], "limit": 5}).json()
    return [f"{type or one['type']}/{one['id']}" for one in answer["data"]]


@pytest.fixture
def both(clients: dict[Served, TestClient]) -> list[TestClient]:
    """The real data on both databases."""
    return [clients[backend, "real", "document"] for backend in ("sqlite", "postgresql")]


@pytest.mark.parametrize(("kind", "path"), [("search", "/v1/search"), ("suggest", "/v1/suggest")])
def test_analysts_see_what_they_look_for(both: list[TestClient], kind: str, path: str) -> None:
    wanted, missed, unlike = 0, [], []
    for entry in asked(kind):
        found, other = (first_five(client, entry, path) for client in both)
        wanted += len(entry["find"])
        missed += [(entry["q"], one) for one in entry["find"] if one not in found]
        unlike += [entry["q"]] if found != other else []
    assert len(asked("search")) >= 80
    assert unlike == []
    assert 1 - len(missed) / wanted >= RECALL, missed


@pytest.mark.parametrize("q", ["Korea", "a", "Russia -north", "korea gas", "trade", "정", "о"])
def test_pages_join_to_the_whole(both: list[TestClient], q: str) -> None:
    """Through all pages each hit comes once, in the order of one large page, and alike on both databases."""
    wholes = []
    for client in both:
        whole = client.get("/v1/search", params={"q": q, "limit": 100}).json()
        address: str | None = f"/v1/search?q={q}&limit=7"
        hits: list[Any] = []
        while address and len(hits) < len(whole["data"]):
            page = client.get(address)
            hits += page.json()["data"]
            address = page.json()["next"]
            assert (f'<{address}>; rel="next"' in page.headers["link"]) == (address is not None)
        assert hits[: len(whole["data"])] == whole["data"]
        assert (whole["total"] > 100) == (whole["next"] is not None)
        wholes.append(whole)
    assert wholes[0] == wholes[1]


def test_a_hit_shows_where_it_holds_the_words(edges: TestClient) -> None:
    answer = edges.get("/v1/search", params={"q": "strikes sailor", "type": "comparisons"}).json()
    (hit,) = answer["data"]
    document = edges.get(hit["url"]).json()
    (match,) = hit["matches"]
    text = document[match["field"]]
    assert text[match["start"] : match["end"]] == match["snippet"]
    assert [match["snippet"][start:end] for start, end in match["highlights"]] == ["sailors", "strike"]
    assert (hit["label"], hit["type"], hit["id"]) == (text, "comparisons", "older-times")


def test_a_list_is_searched_like_everything(edges: TestClient) -> None:
    page = edges.get("/v1/events", params={"q": "pier"}).json()
    assert [one["id"] for one in page["data"]] == ["pier-opening", "old-pier"]
    assert page["matches"].keys() == {"pier-opening", "old-pier"}
    assert page["matches"]["old-pier"] == [
        {"field": "title", "snippet": "Fall of the old pier", "start": 0, "end": 20, "highlights": [[16, 20]]}
    ]
    ordered = edges.get("/v1/events", params={"q": "pier", "sort": "-id"}).json()
    assert [one["id"] for one in ordered["data"]] == ["pier-opening", "old-pier"]
    assert "matches" not in edges.get("/v1/events").json()


def test_what_fits_best_comes_first(edges: TestClient) -> None:
    """A whole name before the beginning of one, a name before a sentence, and pages keep the order."""
    answer = edges.get("/v1/search", params={"q": "song"}).json()
    ids = [f"{hit['type']}/{hit['id']}" for hit in answer["data"]]
    assert ids.index("topics/songs") < ids.index("places/song-hall") < ids.index("articles/harbour-song")
    address, paged = "/v1/search?q=song&limit=1", []
    while address:
        page = edges.get(address).json()
        paged += [f"{hit['type']}/{hit['id']}" for hit in page["data"]]
        address = page["next"]
    assert paged == ids


def test_snippets_are_plain_text(edges: TestClient) -> None:
    for q in ("sea", "100%", "strasse"):
        (hit,) = edges.get("/v1/search", params={"q": q, "type": "articles"}).json()["data"][-1:]
        assert all("<" not in match["snippet"] for match in hit["matches"])


def test_texts_that_are_held_are_searched(edges: TestClient, real: TestClient) -> None:
    """The word stands in the text of an article and in no document; offsets count as those of evidence."""
    answer = edges.get("/v1/search", params={"q": "insist"}).json()
    (hit,) = answer["data"]
    assert (hit["type"], hit["id"], answer["total"], answer["ranked"]) == ("articles", "ferry", 1, True)
    (match,) = hit["matches"]
    assert match["field"] == "text"
    assert TEXT[match["start"] : match["end"]] == match["snippet"]
    assert [match["snippet"][start:end] for start, end in match["highlights"]] == ["insist"]
    assert edges.get("/v1/search", params={"q": "insist", "type": "actors"}).json()["data"] == []
    assert edges.get("/v1/search", params={"q": "insist -boats"}).json()["data"] == []
    assert [one["field"] for hit in real.get("/v1/search?q=korea").json()["data"] for one in hit["matches"]].count(
        "text"
    ) == 0


def test_records_stand_before_texts_on_all_pages(edges: TestClient) -> None:
    """`fair` is in records of several types; the text of the article that has it too comes last."""
    address, found = "/v1/search?q=sailors&limit=1", []
    while address:
        page = edges.get(address).json()
        found += [(hit["type"], hit["matches"][0]["field"]) for hit in page["data"]]
        assert page["total"] >= 3
        address = page["next"]
    assert [field for _, field in found].count("text") == 1
    assert found[-1] == ("articles", "text")


def test_a_mistyped_word_is_told(real: TestClient) -> None:
    answer = real.get("/v1/search", params={"q": "Vladivastok"}).json()
    assert answer["corrected"] == {"vladivastok": "vladivostok"}
    assert answer["data"][0]["id"] == "vladivostok"
    nothing = real.get("/v1/search", params={"q": "qqqqqqqq"}).json()
    assert (nothing["data"], nothing["corrected"], nothing["total"], nothing["next"]) == ([], {}, 0, None)
    listed = real.get("/v1/places", params={"q": "Vladivastok"}).json()
    assert listed["data"] == []  # a filter is never repaired


def test_a_suggestion_names_what_was_meant(real: TestClient) -> None:
    (first, *_) = real.get("/v1/suggest", params={"q": "문재", "type": "actors"}).json()["data"]
    assert (first["label"], first["name"], first["url"]) == ("Moon Jae-in", "문재인", "/v1/actors/moon-jae-in")
    assert first["hint"].startswith("person, KR")
    assert real.get("/v1/suggest", params={"q": '"moon -j'}).json()["data"] != []  # no character means anything
    sentences = real.get("/v1/suggest", params={"q": "expects"}).json()["data"]
    assert all("expect" in one["name"].lower() for one in sentences)


@pytest.mark.parametrize(
    ("path", "parameter", "told"),
    [
        ("/v1/search", "q", "required"),
        ("/v1/search?q=", "q", "at least 1"),
        ("/v1/search?q=%22open", "q", "quotation mark"),
        ("/v1/search?q=-no", "q", "no word"),
        ("/v1/search?q=%26+%2C", "q", "no word"),
        ("/v1/search?q=" + "+".join(f"w{n}" for n in range(33)), "q", "more than 32"),
        ("/v1/search?q=a%00b", "q", "control character"),
        ("/v1/search?q=a&type=people", "type", "allowed"),
        ("/v1/search?q=a&limit=101", "limit", "100"),
        ("/v1/search?q=a&cursor=WzFd", "cursor", "cursor"),
        ("/v1/search?q=a&sort=id", "sort", "no such parameter"),
        ("/v1/suggest?q=-", "q", "no word"),
        ("/v1/suggest", "q", "required"),
        ("/v1/suggest?q=a&limit=0", "limit", "1"),
        ("/v1/actors?q=%22open", "q", "quotation mark"),
        ("/v1/actors.csv?q=-x", "q", "no word"),
    ],
)
def test_a_query_that_cannot_be_answered(edges: TestClient, path: str, parameter: str, told: str) -> None:
    answer = edges.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert [error["parameter"] for error in answer.json()["errors"]] == [parameter]
    assert told in answer.text


def test_a_cursor_belongs_to_its_query(edges: TestClient) -> None:
    following = edges.get("/v1/search?q=song&limit=1").json()["next"]
    assert edges.get(following.replace("q=song", "q=fair")).status_code == 422
    listed = edges.get("/v1/projects?q=ferry&limit=1").json()["next"]
    assert edges.get(listed).status_code == 200
    assert edges.get(listed + "&sort=name").status_code == 422


def test_more_than_can_be_ranked(edges: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finder, "CANDIDATES", 3)
    answer = edges.get("/v1/search?q=ferry%20-zzz&limit=2").json()
    assert (answer["ranked"], answer["total"], answer["total_is"]) == (False, 3, "at_least")
    assert len(edges.get(answer["next"]).json()["data"]) == 2


def test_more_than_can_be_ranked_on_a_list(edges: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list then has its usual order, and its pages go on in it."""
    ranked = edges.get("/v1/projects?q=f&limit=1").json()
    assert ranked["ranked"] is True
    monkeypatch.setattr(resource, "CANDIDATES", 1)
    answer = edges.get("/v1/projects?q=f&limit=1").json()
    usual = edges.get("/v1/projects?q=f&limit=1&sort=name").json()
    assert (answer["ranked"], usual["ranked"], answer["data"]) == (False, False, usual["data"])
    assert edges.get(answer["next"]).json()["data"] == edges.get(usual["next"]).json()["data"] != []
    assert edges.get(ranked["next"]).status_code == 422  # it is a cursor of the other order


def test_sqlite_goes_by_the_index(loaded: dict[tuple[str, str], Database]) -> None:
    """No table is gone through from its beginning to its end."""
    database = loaded["sqlite", "real"]
    found = Finder(Documents(reader(database.url), 0), HeldTexts({}))
    values = read_terms("trade turnover -gas").values()
    for statement in (
        found.statement_for_ranking(len(values), 0),
        found.statement_for_walk(len(values), 0, 21),
        found.statement_for_count(len(values), 0),
    ):
        given = statement.arguments(placed("q", values) | placed("after", (7,)))
        with database.engine.connect() as connection:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement.sql}", tuple(given)).all()
        walks = [row[3] for row in plan if row[3].startswith("SCAN")]
        assert {walk.split()[1] for walk in walks} <= {"search_fts", "anon_1"}, plan


@pytest.mark.parametrize("path", ["/v1/search?q=song", "/v1/suggest?q=song"])
def test_answers_are_kept_like_all_others(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.headers["rokrus-revision"] == "1"
    for held in (answer.headers["etag"], "*"):
        assert client.get(path, headers={"If-None-Match": held}).status_code == 304
    assert client.get(path + "&limit=1").headers["etag"] != answer.headers["etag"]
    assert (client.head(path).status_code, client.head(path).content) == (200, b"")
    assert client.post(path).status_code == 405


@pytest.mark.parametrize(
    ("text", "found", "joined"),
    [
        ("Moon Jae-in's visit", "moon jae in visit", "jaein"),
        ("P’yŏngyang, Kaesŏng", "pyongyang kaesong", ""),
        ("ПОЛЁТ Й", "полет й", ""),
        ("И\u0306", "й", ""),
        ("한국어", "한국 국어 어", ""),
        ("\u1112\u1161\u11ab", "한", ""),
        ("APEC정상", "apec 정상 상", ""),
        ("1,250 in 2018-03", "1250 in 2018 03", "201803"),
        ("ＫＯＧＡＳ", "koga", ""),
        ("snake_case 100%", "snake case 100", ""),
        ("…", "", ""),
    ],
)
def test_tokens(text: str, found: str, joined: str) -> None:
    assert " ".join(token.text for token in tokens(text)) == found
    assert " ".join(compounds(text)) == joined


def test_tokens_stand_for_their_characters() -> None:
    text = "Газпром, 정상회담 & Ångström's"
    places = [(token.start, token.end) for token in tokens(text)]
    assert [text[start:end] for start, end in places[:3]] == ["Газпром", "정상", "상회"]
    assert all(start < end for start, end in places)
    assert all(first[0] <= second[0] for first, second in pairwise(places))
