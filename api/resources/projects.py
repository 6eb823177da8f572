"""Projects on the wire."""

from typing import Annotated, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from api.operators import (
    contains,
    equals,
    exists_in,
    linked,
    linked_all,
    linked_none,
    none_of,
    one_of,
    order,
    prefix,
    through,
)
from api.pages import Included, Page
from api.parameters import Flag, Text
from api.query import ListQuery
from api.resource import Resource, by_column, by_link
from models.base import ArticleId, PlaceId, ProjectId, RecordType
from models.evidence import Evidence
from models.places import PlaceDocument
from models.projects import Project, ProjectDocument, ProjectKind, Sector


class ProjectIncluded(Included):
    """Records that projects link to."""

    places: dict[str, PlaceDocument] = {}
    projects: dict[str, ProjectDocument] = {}


class ProjectPage(Page):
    """A page of projects."""

    data: list[ProjectDocument]
    included: ProjectIncluded


class ProjectQuery(ListQuery, frozen=True, extra="forbid"):
    """Which projects, in which order."""

    kind: Annotated[list[ProjectKind], one_of(Project.kind)] = Field([], description="Of any of these kinds.")
    kind__ne: Annotated[list[ProjectKind], none_of(Project.kind)] = Field([], description="Of none of these kinds.")
    sector: Annotated[list[Sector], one_of(Project.sector)] = Field([], description="In any of these sectors.")
    sector__ne: Annotated[list[Sector], none_of(Project.sector)] = Field([], description="In none of these sectors.")
    place: Annotated[list[PlaceId], linked(Project, "places")] = Field([], description="At any of these places.")
    place__ne: Annotated[list[PlaceId], linked_none(Project, "places")] = Field([], description="At none of these.")
    place__all: Annotated[list[PlaceId], linked_all(Project, "places")] = Field([], description="At all of these.")
    part_of: Annotated[list[ProjectId], one_of(Project.part_of_key)] = Field(
        [], description="Directly part of any of these projects."
    )
    part_of__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(Project.part_of_key)] = Field(
        None, description="Whether it is part of another project."
    )
    name: Annotated[list[Text], equals(Project.name_folded)] = Field(
        [], description="The whole name, whatever its case."
    )
    name__prefix: Annotated[Text | SkipJsonSchema[None], prefix(Project.name_folded)] = Field(
        None, description="How the name begins."
    )
    name__contains: Annotated[Text | SkipJsonSchema[None], contains(Project.name_folded)] = Field(
        None, description="What the name holds.", examples=["sanctions"]
    )
    article: Annotated[list[ArticleId], through(Project, Evidence, one_of(Evidence.article_key))] = Field(
        [], description="Spoken of in any of these articles.", examples=[["kinu-co-17-27"]]
    )
    sort: Annotated[
        list[Literal["id", "-id", "name", "-name"]],
        order(id=Project.id, name=Project.name_folded),
    ] = Field(["name"], description="Sort keys, `-` for descending.")
    include: list[Literal["places", "part_of"]] = Field([], description="Linked records to add, each once.")


PROJECTS = Resource(
    RecordType.projects,
    Project,
    ProjectDocument,
    ProjectQuery,
    ProjectPage,
    "Initiatives, agreements, infrastructure, policies, programmes, resolutions, regimes and targets.",
    {
        "places": by_link(RecordType.places, "places"),
        "part_of": by_column(RecordType.projects, Project.part_of_key),
    },
)
