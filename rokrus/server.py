"""Serving, in this process or in several."""

import gc
from typing import TYPE_CHECKING

import uvicorn

from api.settings import Settings

if TYPE_CHECKING:
    from fastapi import FastAPI


def service() -> "FastAPI":
    """The service as the environment says: what each worker serves."""
    # What is imported and declared stays: no collection looks through it now, and none ever through what is imported.
    gc.disable()
    from api.app import create_app

    gc.freeze()
    made = create_app(Settings())
    gc.enable()
    return made


def run(settings: Settings) -> None:
    """Serves until a signal ends it. Several workers share the address; one that dies is started again."""
    uvicorn.run(
        "rokrus.server:service",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        date_header=False,
        server_header=False,
    )
