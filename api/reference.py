"""The reference: the OpenAPI document, and the page that draws it."""

from hashlib import blake2b
from pathlib import Path

from anyio import Lock
from anyio.to_thread import run_sync
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import FileResponse, JSONResponse, RedirectResponse

from api.conditional import Condition
from api.errors import ApiError
from api.reading import JSON

HERE = Path(__file__).parent
PAGES = {
    "docs.js": HERE / "explorer" / "docs.js",
    "swagger-ui.css": HERE / "vendor" / "swagger-ui" / "swagger-ui.css",
    "swagger-ui-bundle.js": HERE / "vendor" / "swagger-ui" / "swagger-ui-bundle.js",
}


class Contract:
    """The OpenAPI document of an app as bytes. They are made when they are first asked for, and on a thread: that takes
    a second, in which the event loop answers others."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self.body, self.etag = b"", ""
        self.making = Lock()

    async def made(self) -> bytes:
        """The document; who asks while it is made waits for the same one."""
        async with self.making:
            if not self.body:
                self.body = await run_sync(self._make)
                self.etag = f'"{blake2b(self.body, digest_size=9).hexdigest()}"'
        return self.body

    def _make(self) -> bytes:
        return bytes(JSONResponse(self.app.openapi()).body)


def reference_routes(app: FastAPI) -> APIRouter:
    """Where an app is described."""
    router = APIRouter()
    contract = Contract(app)

    @router.get("/openapi.json", include_in_schema=False)
    async def document(request: Request) -> Response:
        body = await contract.made()
        headers = {"ETag": contract.etag}
        return Condition(request.scope).met(headers) or Response(body, 200, headers, JSON)

    @router.get("/", include_in_schema=False)
    async def home() -> Response:
        return RedirectResponse("/docs")

    @router.get("/docs", include_in_schema=False)
    async def reference() -> Response:
        return FileResponse(HERE / "explorer" / "docs.html")

    @router.get("/docs/{file}", include_in_schema=False)
    async def page(file: str) -> Response:
        if file not in PAGES:
            raise ApiError("no-such-path")
        return FileResponse(PAGES[file])

    return router
