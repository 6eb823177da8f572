"""The citation of the dataset."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.routing import APIRoute

from api.citations.csl import dataset
from api.citations.styles import CITATIONS, STYLES
from api.conditional import Condition
from api.dataset import served
from api.formats import choice
from api.openapi import problems
from api.query_string import NoParameters
from api.reading import Reading
from api.resource import Machine


def citation_routes(machine: Machine, route_class: type[APIRoute]) -> APIRouter:
    """How to cite the dataset."""
    router = APIRouter(tags=["service"], route_class=route_class)

    @router.get(
        "/v1.{format}",
        operation_id="cite_dataset",
        summary="Cite the dataset",
        response_class=Response,
        responses={
            200: {
                "description": "The citation as a file.",
                "content": {style.media_type: style.content for style in STYLES.values()},
            },
            **problems(304, 400, 404, 422, 500, 503),
        },
    )
    async def cite_dataset(
        request: Request,
        format: Annotated[choice("Format", CITATIONS), Path(description="The format.")],  # type: ignore[valid-type]
        query: Annotated[NoParameters, Query()],
    ) -> Response:
        """The dataset as one entry of a bibliography, with its present revision."""
        style = STYLES[format]
        async with Reading(machine, request, query, style.media_type) as opened:
            if answer := Condition(request.scope).met(opened.headers):
                return answer
            body = style.whole(dataset(served(opened.snapshot.state)))
            opened.headers["Content-Disposition"] = f'attachment; filename="rokrus.{format}"'
            return Response(body, 200, opened.headers, style.media_type)

    return router
