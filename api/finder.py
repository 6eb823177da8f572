"""Finds records of all types by words, and pages through them. Knows no FastAPI."""

from array import array
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import orjson
from pydantic import Field
from pydantic.json_schema import SkipJsonSchema
from sqlalchemy import ColumnElement, and_, func, literal_column, select

from api import cursor, parameters
from api.documents import Documents, Held, Ranking
from api.held_texts import HeldTexts
from api.matches import found_in
from api.naming import label
from api.query import placed, placeholders
from api.query_string import Parameters
from api.resource import REMEMBERED, Page
from api.spelling import Spelling
from api.terms import Terms, read_terms
from models import SUBJECTS
from models.articles import Article
from models.base import RECORD, RecordType, table_of
from models.db import Snapshot, Statement
from models.search import CANDIDATES, SEARCH, matches, score
from models.tokens import tokens

ARTICLE = table_of(Article)
IN_NO_ORDER = 1
IN_TEXT_ONLY = 0  # below every score


class SearchQuery(Parameters, frozen=True, extra="forbid"):
    """What to look for, and among which records."""

    q: parameters.Terms = Field(
        description='Words, or beginnings of words, in any inflection; "words" in quotation marks stand side by side, '
        "and what has a `-` before it is not there.",
        examples=["nine bridges"],
    )
    type: tuple[RecordType, ...] = Field((), description="Only records of these types.", examples=[["actors"]])
    limit: parameters.Whole = Field(20, ge=1, le=100, description="Hits a page.", examples=[20])
    cursor: str | SkipJsonSchema[None] = Field(
        None, min_length=1, max_length=2_000, description="From `next` of the page before; only with the same query."
    )


class Found(NamedTuple):
    """A record that was found; `text_sha256` is that of a held text in which it was found."""

    score: int
    key: int
    text_sha256: str | None = None


class Finder:
    """Ranks what an index finds. Holds compiled statements and counts, nothing of a request."""

    def __init__(self, documents: Documents, texts: HeldTexts) -> None:
        self.reader, self.documents, self.texts = documents.reader, documents, texts
        self.spelling = Spelling(self.reader)
        self.totals: OrderedDict[tuple[int, str], int] = OrderedDict()
        self.statement_for_ranking = lru_cache(256)(self._statement_for_ranking)
        self.statement_for_walk = lru_cache(256)(self._statement_for_walk)
        self.statement_for_count = lru_cache(256)(self._statement_for_count)
        self.statement_for_articles = lru_cache(64)(self._statement_for_articles)

    async def page(self, snapshot: Snapshot, query: SearchQuery, revision: int, path: str) -> Page:
        """A page of hits. Raises ApiError for a cursor of another query."""
        terms, corrected = read_terms(query.q), dict[str, str]()
        total = await self.total(snapshot, terms, query.type, revision)
        in_texts = await self._in_texts(snapshot, terms, query.type)
        if not total and not in_texts:
            corrected = await self.spelling.corrections(snapshot, terms, revision)
            terms = correct(terms, corrected)
            total = await self.total(snapshot, terms, query.type, revision) if corrected else 0
        same = cursor.digest("search", query.q, query.type)
        after = cursor.decode(query.cursor, same, [int, int]) if query.cursor else None
        find = self._ranked if total <= CANDIDATES else self._walked
        found = await find(snapshot, terms, query.type, query.limit + 1, after)
        found += [one for one in in_texts if after is None or (-one.score, one.key) > (-after[0], after[1])]
        shown = found[: query.limit]
        following = cursor.encode(same, shown[-1][:2]) if len(found) > query.limit else None
        total += len(in_texts)
        answer = {
            "data": await self._hits(snapshot, shown, terms),
            "corrected": corrected,
            "ranked": total <= CANDIDATES,
            "next": query.address(path, following) if following else None,
            "total": min(total, CANDIDATES),
            "total_is": "exact" if total <= CANDIDATES else "at_least",
        }
        return Page(orjson.dumps(answer), following)

    async def total(self, snapshot: Snapshot, terms: Terms, types: Sequence[RecordType], revision: int) -> int:
        """How many records hold the terms; more than `CANDIDATES` are not counted."""
        values = terms.values()
        name = revision, cursor.digest(values, types)
        if name not in self.totals:
            statement = self.statement_for_count(len(values), len(types))
            ((self.totals[name],),) = await snapshot.rows(statement, placed("q", values) | placed("type", types))
            while len(self.totals) > REMEMBERED:
                self.totals.popitem(last=False)
        return self.totals[name]

    async def _ranked(
        self, snapshot: Snapshot, terms: Terms, types: Sequence[RecordType], limit: int, after: Sequence[int] | None
    ) -> list[Found]:
        """Those that fit best. The ranking is made once for all pages."""
        rankings, values = self.documents.of(snapshot).rankings, terms.values()
        name = cursor.digest(values, types)
        ranking = rankings.held.get(name)
        if ranking is None:
            statement = self.statement_for_ranking(len(values), len(types))
            rows = await snapshot.rows(statement, placed("q", values) | placed("type", types))
            ranking = Ranking(array("q", [row[0] for row in rows]), array("q", [row[1] for row in rows]))
            rankings.put(name, ranking)
        return [Found(*pair) for pair in ranking.part(after, limit)]

    async def _walked(
        self, snapshot: Snapshot, terms: Terms, types: Sequence[RecordType], limit: int, after: Sequence[int] | None
    ) -> list[Found]:
        """Any of them, in the order of their keys: there are too many to rank."""
        values = terms.values()
        statement = self.statement_for_walk(len(values), len(types), limit)
        given = placed("q", values) | placed("type", types) | placed("after", [after[1] if after else -1])
        return [Found(IN_NO_ORDER, key) for (key,) in await snapshot.rows(statement, given)]

    async def _in_texts(self, snapshot: Snapshot, terms: Terms, types: Sequence[RecordType]) -> list[Found]:
        """The articles that hold the terms in their text and not in their document."""
        held = self.texts.holding(terms) if not types or RecordType.articles in types else []
        values = terms.values()
        statement = self.statement_for_articles(len(values), len(held))
        rows = await snapshot.rows(statement, placed("q", values) | placed("text", held)) if held else []
        return [Found(IN_TEXT_ONLY, key, text.decode()) for key, text in rows]

    async def _hits(self, snapshot: Snapshot, shown: Sequence[Found], terms: Terms) -> list[orjson.Fragment]:
        """What is told of each record that was found, made once for the same terms."""
        hits, name = self.documents.of(snapshot).hits, cursor.digest(terms.values())
        made = [hits.held.get((name, found.key)) for found in shown]
        missing = [found for found, hit in zip(shown, made, strict=True) if hit is None]
        records = await self.documents.many(snapshot, [found.key for found in missing])
        fresh = {found.key: self._hit(found, record, terms) for found, record in zip(missing, records, strict=True)}
        for key, hit in fresh.items():
            hits.put((name, key), hit)
        return [orjson.Fragment(hit or fresh[found.key]) for found, hit in zip(shown, made, strict=True)]

    def _hit(self, found: Found, record: Held, terms: Terms) -> bytes:
        document, type = orjson.loads(record.document), RecordType(record.type.decode())
        in_text = self.texts.match(found.text_sha256, terms) if found.text_sha256 else None
        hit = {
            "type": type,
            "id": document["id"],
            "label": label(document, type),
            "url": f"/v1/{type}/{document['id']}",
            "matches": [in_text] if in_text else found_in(document, SUBJECTS[type].document.searched, terms.wanted),
        }
        return orjson.dumps(hit)

    # statements: built once a shape

    def _selected(self, values: int, types: int) -> ColumnElement[bool]:
        of_type = [RECORD.c.type.in_(placeholders("type", types))] if types else []
        return and_(matches(SEARCH.c.key, placeholders("q", values)), RECORD.c.withdrawn.is_(None), *of_type)

    def _statement_for_count(self, values: int, types: int) -> Statement:
        found = select(SEARCH.c.key).join(RECORD, RECORD.c.key == SEARCH.c.key).where(self._selected(values, types))
        some = found.limit(literal_column(str(CANDIDATES + 1)))
        return self.reader.compile(select(func.count()).select_from(some.subquery()))

    def _statement_for_ranking(self, values: int, types: int) -> Statement:
        fits = score(placeholders("q", values)).label("score")
        found = select(fits, SEARCH.c.key).join(RECORD, RECORD.c.key == SEARCH.c.key)
        best = found.where(self._selected(values, types)).order_by(fits.desc(), SEARCH.c.key)
        return self.reader.compile(best.limit(literal_column(str(CANDIDATES))))

    def _statement_for_walk(self, values: int, types: int, limit: int) -> Statement:
        found = select(SEARCH.c.key).join(RECORD, RECORD.c.key == SEARCH.c.key)
        following = found.where(self._selected(values, types), SEARCH.c.key > placeholders("after", 1)[0])
        return self.reader.compile(following.order_by(SEARCH.c.key).limit(literal_column(str(limit))))

    def _statement_for_articles(self, values: int, texts: int) -> Statement:
        found = matches(ARTICLE.c.key, placeholders("q", values))
        return self.reader.compile(
            select(ARTICLE.c.key, ARTICLE.c.text_sha256)
            .where(ARTICLE.c.text_sha256.in_(placeholders("text", texts)), ARTICLE.c.withdrawn.is_(False), ~found)
            .order_by(ARTICLE.c.key)
        )


def correct(terms: Terms, corrected: Mapping[str, str]) -> Terms:
    """The terms with some words in the place of others."""
    return Terms(
        tuple(
            replace(term, word=word, tokens=tuple(token.text for token in tokens(word)))
            if (word := corrected.get(term.word or ""))
            else term
            for term in terms.all
        )
    )
