"""Projects on the wire."""

from typing import Annotated, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema
from sqlmodel import col

from api.geojson import PROJECTS_GEOJSON
from api.includes import Reverse, by_column, by_evidence, by_link
from api.operators import (
    all_of,
    contains,
    equals,
    exists_in,
    inside,
    linked,
    none_of,
    one_of,
    order,
    prefix,
    through,
    without,
)
from api.parameters import AnyRecord, Country, Flag, Text
from api.resource import Nested, Resource
from api.resources.common import RELATED, TAKING_PART, EvidencedQuery
from models.actors import Actor
from models.base import (
    ActorId,
    PlaceId,
    ProjectId,
    RecordType,
)
from models.places import Place
from models.projects import Project, ProjectDocument, ProjectKind, Sector
from models.relations import Relation
from models.statuses import ProjectStatus, Status

PARTICIPANT = through(Relation.object_key, one_of(Relation.subject_key), *TAKING_PART)
STATUS = through(Status.project_key, one_of(Status.status), col(Status.denied).is_(False))
PLACE = linked("places")


class ProjectQuery(EvidencedQuery, frozen=True, extra="forbid"):
    """Which projects, in which order."""

    kind: Annotated[tuple[ProjectKind, ...], one_of(Project.kind)] = Field((), description="Of any of these kinds.")
    kind__ne: Annotated[tuple[ProjectKind, ...], none_of(Project.kind)] = Field(
        (), description="Of none of these kinds."
    )
    sector: Annotated[tuple[Sector, ...], one_of(Project.sector)] = Field((), description="In any of these sectors.")
    sector__ne: Annotated[tuple[Sector, ...], none_of(Project.sector)] = Field(
        (), description="In none of these sectors."
    )
    participant: Annotated[tuple[ActorId, ...], PARTICIPANT] = Field(
        (), description="Taken part in (a relation `takes_part_in`) by any of these.", examples=[["north-korea"]]
    )
    participant__ne: Annotated[tuple[ActorId, ...], without(PARTICIPANT)] = Field(
        (), description="Taken part in (a relation `takes_part_in`) by none of these.", examples=[["north-korea"]]
    )
    participant__all: Annotated[tuple[ActorId, ...], all_of(PARTICIPANT)] = Field(
        (), description="Taken part in (a relation `takes_part_in`) by each of these.", examples=[["north-korea"]]
    )
    participant_country: Annotated[
        tuple[Country, ...],
        through(Relation.object_key, through(Actor.key, one_of(Actor.country), by="subject_key"), *TAKING_PART),
    ] = Field((), description="Taken part in (a relation `takes_part_in`) by somebody of any of these countries.")
    related_to: Annotated[tuple[AnyRecord, ...], RELATED] = Field(
        (),
        description="Connected with any of these by a relation of any kind, by id or `type/id`.",
        examples=[["russia"]],
    )
    status: Annotated[tuple[ProjectStatus, ...], STATUS] = Field((), description="At some time of any of these.")
    status__ne: Annotated[tuple[ProjectStatus, ...], without(STATUS)] = Field((), description="Never of any of these.")
    status__all: Annotated[tuple[ProjectStatus, ...], all_of(STATUS)] = Field(
        (), description="At some time of each of these."
    )
    place: Annotated[tuple[PlaceId, ...], PLACE] = Field((), description="At any of these.")
    place__ne: Annotated[tuple[PlaceId, ...], without(PLACE)] = Field((), description="At none of these.")
    place__all: Annotated[tuple[PlaceId, ...], all_of(PLACE)] = Field((), description="At each of these.")
    place__within: Annotated[tuple[PlaceId, ...], linked("places", inside("target_key", Place.part_of_key))] = Field(
        (),
        description="At any of these places, or at one that lies in them at any depth.",
        examples=[["russian-far-east"]],
    )
    country: Annotated[
        tuple[Country, ...], linked("places", through(Place.key, one_of(Place.country), by="target_key"))
    ] = Field((), description="At a place in any of these countries.", examples=[["RU"]])
    part_of: Annotated[tuple[ProjectId, ...], one_of(Project.part_of_key)] = Field(
        (), description="Directly part of any of these projects."
    )
    part_of__within: Annotated[tuple[ProjectId, ...], inside(Project.part_of_key, Project.part_of_key)] = Field(
        (), description="Part of any of these projects, at any depth."
    )
    part_of__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(Project.part_of_key)] = Field(
        None, description="Whether it is part of another project."
    )
    name: Annotated[tuple[Text, ...], equals(Project.name_folded)] = Field(
        (), description="The whole name, whatever its case.", examples=[["Nine Bridges"]]
    )
    name__prefix: Annotated[Text | SkipJsonSchema[None], prefix(Project.name_folded)] = Field(
        None, description="How the name begins.", examples=["Nine"]
    )
    name__contains: Annotated[Text | SkipJsonSchema[None], contains(Project.name_folded)] = Field(
        None, description="What the name holds.", examples=["Nine"]
    )
    sort: Annotated[
        tuple[Literal["id", "-id", "name", "-name"], ...],
        order(id=Project.id, name=Project.name_folded),
    ] = Field(("name",), description="Sort keys, `-` for descending.")


PROJECTS = Resource(
    Project,
    ProjectDocument,
    ProjectQuery,
    "Initiatives, agreements, infrastructure, policies, programmes, resolutions, regimes and targets. A project "
    "is its identity; how far it had come is in statuses, who takes part in relations: `status=` and "
    "`participant=` look there.",
    "nine-bridges",
    {
        "places": by_link(RecordType.places, "places"),
        "part_of": by_column(RecordType.projects, Project.part_of_key),
        "sources": by_evidence(),
        "parts": Reverse(RecordType.projects, "part_of"),
        "statuses": Reverse(RecordType.statuses, "project"),
        "relations": Reverse(RecordType.relations, "party"),
        "positions": Reverse(RecordType.positions, "target"),
        "observations": Reverse(RecordType.observations, "about"),
        "participants": Reverse(RecordType.actors, "project"),
    },
    {
        "statuses": Nested(RecordType.statuses, "project"),
        "relations": Nested(RecordType.relations, "party"),
    },
    formats={"geojson": PROJECTS_GEOJSON},
)
