"""Search across resources: what fits best first, with the words around what was found."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.routing import APIRoute
from pydantic import Field

from api.answer import Answer
from api.conditional import Condition
from api.finder import Finder, SearchQuery
from api.matches import Match
from api.openapi import problems
from api.pages import TotalIs
from api.reading import JSON, LIST_PROBLEMS, Reading, links
from api.ready import Ready
from models.base import RecordType
from models.search import CANDIDATES


class Hit(Answer):
    """A record that holds what was asked for."""

    type: RecordType
    id: str
    label: str = Field(description="Its name, title or sentence.", examples=["Nine Bridges"])
    url: str = Field(examples=["/v1/projects/nine-bridges"])
    matches: list[Match] = Field(description="Where it holds what was asked for: at most three fields.")


class SearchPage(Answer):
    """A page of hits."""

    data: list[Hit]
    corrected: dict[str, str] = Field(
        description="Words that no record has, each with the one that was looked for in its place.",
        examples=[{"bridgse": "bridges"}],
    )
    ranked: bool = Field(
        description=f"False where more than {CANDIDATES:,} records match: they stand in no order then."
    )
    next: str | None = Field(description="Relative URL of the next page; null on the last.")
    total: int
    total_is: TotalIs


def search_routes(finder: Finder, route_class: type[APIRoute]) -> APIRouter:
    """The search."""
    router = APIRouter(tags=["discovery"], route_class=route_class)

    @router.get(
        "/v1/search",
        operation_id="search",
        summary="Search all resources",
        response_model=SearchPage,
        responses=problems(*LIST_PROBLEMS),
    )
    async def search(request: Request, query: Annotated[SearchQuery, Query()]) -> Response:
        """Records of all types that hold every word, what fits best first: names before sentences, whole words before
        beginnings, words side by side before words apart. Where nothing is found, a word that no record has is taken
        for the nearest that some record has, as `corrected` tells. Where the server holds the source texts, they are
        searched too: such a match has the field `text`, and its offsets count as those of evidence do."""
        async with Reading(finder, request, query, JSON) as opened:
            if answer := Condition(request.scope).held(opened.headers):
                return answer
            page = await finder.page(opened.snapshot, query, opened.revision, request.scope["path"])
            opened.headers["Link"] = links(request.scope["path"], query, page.next)
            return Condition(request.scope).met(opened.headers) or Ready(page.body, opened.headers)

    return router
