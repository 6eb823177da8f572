"""The pages of all resources as classes, for OpenAPI; the bytes are spliced by the machine."""

from functools import cache
from typing import Any

from pydantic import ConfigDict, Field, create_model

from api.answer import Answer
from api.facets import Facet
from api.matches import Match
from models import SUBJECTS
from models.base import Document
from models.search import CANDIDATES
from models.vocabulary import Vocabulary


class TotalIs(Vocabulary):
    """What a total says."""

    exact = "exact", "So many records match."
    at_least = "at_least", "So many records match, or more."
    not_counted = "not_counted", "They were not counted."


class Whole(Answer):
    """A class that forbids what it does not name."""

    model_config = ConfigDict(extra="forbid")


# By type and id. Nearly every resource reaches nearly every type, so that one class serves all.
Included = create_model(
    "Included",
    __base__=Whole,
    __doc__="Linked records, each once, by type and id. A type of which nothing was included is absent.",
    quotes=(
        dict[str, str],
        Field({}, description="With `include=quotes`: the characters of each evidence, by its id."),
    ),
    **{type: (dict[str, subject.document], {}) for type, subject in SUBJECTS.items()},  # type: ignore[call-overload, name-defined]
)


class Page(Whole):
    """A page of a list."""

    data: list[Any]
    included: Included
    included_next: dict[str, str] = Field(
        description="For each reverse include that is cut off, the relative URL of the list of all that is left."
    )
    ranked: bool = Field(
        False,
        description="With `q`: whether what fits best comes first, as it does without `sort` and with at most "
        f"{CANDIDATES:,} matches; else absent.",
    )
    matches: dict[str, list[Match]] = Field(
        {}, description="With `q`: where each record holds what was asked for, by its id; else absent."
    )
    facets: dict[str, Facet] = Field(
        {}, description="With `facet`: how many records have which value of a filter, by parameter; else absent."
    )
    next: str | None = Field(description="Relative URL of the next page; null on the last.")
    total: int | None = Field(description="How many records match; null where they were not counted.")
    total_is: TotalIs


@cache
def page_of(document: type[Document]) -> type[Page]:
    """The class of a page of documents."""
    name = document.__name__.removesuffix("Document")
    data: Any = (list[document], ...)  # type: ignore[valid-type]
    return create_model(f"{name}Page", __base__=Page, __doc__=f"A page of {document.type}.", data=data)
