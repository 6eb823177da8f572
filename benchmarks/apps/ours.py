"""The service as it stands, with its settings from the environment."""

from fastapi import FastAPI

from api.app import create_app
from api.settings import Settings


def app() -> FastAPI:
    """The application; without the load that `rokrus serve` begins with."""
    return create_app(Settings())
