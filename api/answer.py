"""The base of the classes that say what an answer holds."""

from pydantic import BaseModel


class Answer(BaseModel, defer_build=True):
    """What an answer holds, for OpenAPI. Most answers are made without their class, so that it is built when it is
    first needed: a server that starts does not wait for it."""
