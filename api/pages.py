"""What the pages of all resources share, for OpenAPI; the bytes are spliced by the machine."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Included(BaseModel):
    """Linked records, each once, by type and id. A type of which nothing was included is absent."""

    model_config = ConfigDict(extra="forbid")


class Page(BaseModel):
    """A page of a list."""

    model_config = ConfigDict(extra="forbid")

    next: str | None = Field(description="Relative URL of the next page; null on the last.")
    total: int | None = Field(description="How many records match; null where they were not counted.")
    total_is: Literal["exact", "at_least", "not_counted"] = Field(
        description="Whether `total` is exact, a lower bound, or was not counted."
    )
