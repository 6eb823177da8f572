"""Suggestions while a name is typed: in all its languages, with what tells it from others, whatever is mistyped."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request, Response
from fastapi.routing import APIRoute
from pydantic import AfterValidator, Field
from sqlalchemy import literal_column, select

from api.answer import Answer
from api.conditional import Condition
from api.finder import correct
from api.matches import found_in
from api.naming import label
from api.openapi import problems
from api.parameters import Text, Whole
from api.query import placed, placeholders
from api.query_string import Parameters
from api.reading import JSON, LIST_PROBLEMS, Reading
from api.ready import Ready
from api.spelling import Spelling
from api.terms import Terms, read_words
from models import SUBJECTS
from models.base import RECORD, RecordType
from models.db import Reader, Snapshot, Statement
from models.search import NAMES, SEARCH, matches, score
from models.searched import Weight

IN_NAMES = (Weight.label, Weight.alias)
# What tells records of the same name apart, by dotted path.
HINTS: Mapping[RecordType, tuple[str, ...]] = {
    RecordType.articles: ("kind", "published.edtf"),
    RecordType.actors: ("kind", "country", "description"),
    RecordType.projects: ("kind", "sector"),
    RecordType.indicators: ("measure", "unit"),
    RecordType.events: ("kind", "status", "when.0.date.edtf"),
    RecordType.places: ("kind", "country"),
    RecordType.topics: ("broader",),
}
NAMED = tuple(HINTS)
NAMES_OF = {
    type: {path: weight for path, weight in SUBJECTS[type].document.searched.items() if weight in IN_NAMES}
    for type in NAMED
}


def _has_words(value: str) -> str:
    read_words(value)
    return value


class SuggestQuery(Parameters, frozen=True, extra="forbid"):
    """What was typed so far, and which names it may become."""

    q: Annotated[Text, AfterValidator(_has_words)] = Field(
        description="What was typed: beginnings of words of a name, in any order.", examples=["moon j"]
    )
    type: tuple[RecordType, ...] = Field((), description="Only names of records of these types.", examples=[["actors"]])
    limit: Whole = Field(10, ge=1, le=50, description="Suggestions.", examples=[10])


class Suggestion(Answer):
    """A record with a name that begins so."""

    type: RecordType
    id: str
    label: str = Field(description="The name to show.", examples=["Moon Jae-in"])
    name: str = Field(description="The name that was meant, in its own language.", examples=["문재인"])
    hint: str = Field(description="What tells it from others.", examples=["person, KR"])
    url: str


class Suggestions(Answer):
    """Names, the likeliest first."""

    data: list[Suggestion]
    corrected: dict[str, str] = Field(description="Mistyped words, each with the one that was taken for it.")


def suggest_routes(reader: Reader, spelling: Spelling, route_class: type[APIRoute]) -> APIRouter:
    """The suggestions."""
    router = APIRouter(tags=["discovery"], route_class=route_class)
    suggester = _Suggester(reader, spelling)

    @router.get(
        "/v1/suggest",
        operation_id="suggest",
        summary="Complete a name",
        response_model=Suggestions,
        responses=problems(*LIST_PROBLEMS),
    )
    async def suggest(request: Request, query: Annotated[SuggestQuery, Query()]) -> Response:
        """Records one of whose names, in any language, has words that begin as what was typed. Where there are none,
        mistyped words are taken for the nearest known ones, as `corrected` tells."""
        async with Reading(suggester, request, query, JSON) as opened:
            if answer := Condition(request.scope).held(opened.headers):
                return answer
            body = await suggester.body(opened.snapshot, query, opened.revision)
            return Condition(request.scope).met(opened.headers) or Ready(body, opened.headers)

    return router


class _Suggester:
    """Finds records by their names alone."""

    def __init__(self, reader: Reader, spelling: Spelling) -> None:
        self.reader, self.spelling = reader, spelling
        self.statement = lru_cache(128)(self._statement)

    async def body(self, snapshot: Snapshot, query: SuggestQuery, revision: int) -> bytes:
        """The suggestions as JSON."""
        terms, corrected = read_words(query.q), dict[str, str]()
        rows = await self._rows(snapshot, terms, query)
        if not rows:
            corrected = await self.spelling.corrections(snapshot, terms, revision)
            terms = correct(terms, corrected)
            rows = await self._rows(snapshot, terms, query) if corrected else []
        found = [_suggestion(RecordType(type.decode()), orjson.loads(document), terms) for type, document in rows]
        return orjson.dumps({"data": found, "corrected": corrected})

    async def _rows(self, snapshot: Snapshot, terms: Terms, query: SuggestQuery) -> list[Any]:
        values, types = terms.values(), query.type or NAMED
        statement = self.statement(len(values), len(types), query.limit)
        return await snapshot.rows(statement, placed("q", values) | placed("type", types))

    def _statement(self, values: int, types: int, limit: int) -> Statement:
        given = placeholders("q", values)
        return self.reader.compile(
            select(RECORD.c.type, RECORD.c.document)
            .join(SEARCH, SEARCH.c.key == RECORD.c.key)
            .where(matches(SEARCH.c.key, given, NAMES), RECORD.c.type.in_(placeholders("type", types)))
            .where(RECORD.c.withdrawn.is_(None))
            .order_by(score(given).desc(), SEARCH.c.key)
            .limit(literal_column(str(limit)))
        )


def _suggestion(type: RecordType, document: Mapping[str, Any], terms: Terms) -> dict[str, Any]:
    matched = found_in(document, NAMES_OF[type], terms.wanted)
    return {
        "type": type,
        "id": document["id"],
        "label": label(document, type),
        "name": _at(document, matched[0]["field"]) if matched else label(document, type),
        "hint": ", ".join(str(value).replace("_", " ") for path in HINTS[type] if (value := _at(document, path))),
        "url": f"/v1/{type}/{document['id']}",
    }


def _at(value: Any, path: str) -> Any:
    """What stands at a dotted path; None where the path leads nowhere."""
    for step in path.split("."):
        if isinstance(value, list):
            value = value[int(step)] if int(step) < len(value) else None
        elif value is not None:
            value = value.get(step)
    return value
