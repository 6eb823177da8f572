"""The pages of all resources as classes, for OpenAPI; the bytes are spliced by the machine."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model
from typing_extensions import TypeAliasType

from api.includes import reachable
from api.resource import Resource
from models import SUBJECTS
from models.base import RecordType


class Included(BaseModel):
    """Linked records, each once, by type and id. A type of which nothing was included is absent."""

    model_config = ConfigDict(extra="forbid")

    quotes: dict[str, str] = Field({}, description="With `include=quotes`: the characters of each evidence, by its id.")


class Page(BaseModel):
    """A page of a list."""

    model_config = ConfigDict(extra="forbid")

    data: list[Any]
    included: Included
    included_next: dict[str, str] = Field(
        description="For each reverse include that is cut off, the relative URL of the list of all that is left."
    )
    next: str | None = Field(description="Relative URL of the next page; null on the last.")
    total: int | None = Field(description="How many records match; null where they were not counted.")
    total_is: Literal["exact", "at_least", "not_counted"] = Field(
        description="Whether `total` is exact, a lower bound, or was not counted."
    )


# Named, so that OpenAPI has one schema for the records of a type by id.
BY_ID: dict[RecordType, Any] = {
    type: TypeAliasType(f"{type.capitalize()}ById", dict[str, subject.document])  # type: ignore[name-defined]
    for type, subject in SUBJECTS.items()
}


def page_of(resource: Resource, resources: Mapping[RecordType, Resource]) -> type[Page]:
    """The class of a page of a resource: its documents, and the types of records that may be included."""
    name = resource.document.__name__.removesuffix("Document")
    types: dict[str, Any] = {type: (BY_ID[type], {}) for type in reachable(resource, resources)}
    included = create_model(
        f"{name}Included", __base__=Included, __doc__=f"What may be included with {resource.name}.", **types
    )
    return create_model(
        f"{name}Page",
        __base__=Page,
        __doc__=f"A page of {resource.name}.",
        data=(list[resource.document], ...),  # type: ignore[name-defined]
        included=(included, ...),
    )
