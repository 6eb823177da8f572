"""Statuses on the wire."""

from typing import Annotated, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from api.includes import Reverse, by_column, by_evidence, by_link
from api.operators import (
    contains,
    dated,
    exists_in,
    none_of,
    not_after,
    not_before,
    one_of,
    order,
    overlaps,
    through,
    within,
)
from api.parameters import Edtf, EdtfPoint, Flag, Text
from api.resource import Resource
from api.resources.common import StatementQuery
from api.resources.projects import PARTICIPANT
from models.base import (
    ActorId,
    ProjectId,
    RecordType,
)
from models.projects import Project, ProjectKind, Sector
from models.statuses import ProjectStatus, Status, StatusDocument


class StatusQuery(StatementQuery, frozen=True, extra="forbid"):
    """Which statuses, in which order."""

    project: Annotated[tuple[ProjectId, ...], one_of(Status.project_key)] = Field(
        (), description="Of any of these projects."
    )
    project_kind: Annotated[tuple[ProjectKind, ...], through(Project.key, one_of(Project.kind), by="project_key")] = (
        Field((), description="Of a project of any of these kinds.")
    )
    project_sector: Annotated[tuple[Sector, ...], through(Project.key, one_of(Project.sector), by="project_key")] = (
        Field((), description="Of a project in any of these sectors.")
    )
    project_participant: Annotated[tuple[ActorId, ...], through(Project.key, PARTICIPANT, by="project_key")] = Field(
        (),
        description="Of a project that any of these takes part in (a relation `takes_part_in`).",
        examples=[["north-korea"]],
    )
    status: Annotated[tuple[ProjectStatus, ...], one_of(Status.status)] = Field(
        (), description="As far as any of these."
    )
    status__ne: Annotated[tuple[ProjectStatus, ...], none_of(Status.status)] = Field(
        (), description="As far as none of these."
    )
    remark__contains: Annotated[Text | SkipJsonSchema[None], contains(Status.remark_folded)] = Field(
        None, description="What the remark holds.", examples=["sanctions"]
    )
    remark__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(Status.remark)] = Field(
        None, description="Whether there is a remark on what held it up or moved it."
    )
    as_of__gte: Annotated[EdtfPoint | SkipJsonSchema[None], not_before(Status.as_of)] = Field(
        None, description="Certainly not so before this date.", examples=["2018"]
    )
    as_of__lte: Annotated[EdtfPoint | SkipJsonSchema[None], not_after(Status.as_of)] = Field(
        None, description="Certainly not so after this date.", examples=["2018"]
    )
    as_of__overlaps: Annotated[Edtf | SkipJsonSchema[None], overlaps(Status.as_of)] = Field(
        None, description="Possibly so in this time.", examples=["2018"]
    )
    as_of__within: Annotated[Edtf | SkipJsonSchema[None], within(Status.as_of)] = Field(
        None, description="Certainly so in this time.", examples=["2013/2018"]
    )
    as_of__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(Status.as_of)] = Field(
        None, description="Whether the date is known."
    )
    sort: Annotated[
        tuple[Literal["id", "-id", "as_of", "-as_of"], ...],
        order(id=Status.id, as_of=dated(Status.as_of)),
    ] = Field(("-as_of",), description="Sort keys, `-` for descending.")


STATUSES = Resource(
    Status,
    StatusDocument,
    StatusQuery,
    "How far a project had come at a time, as a source has it. Several articles give a project several statuses, "
    "and all stand.",
    "turning-to-russia-doubling-sought",
    {
        "project": by_column(RecordType.projects, Status.project_key),
        "said_by": by_link(RecordType.actors, "said_by"),
        "reference": by_column(RecordType.references, Status.reference_key),
        "sources": by_evidence(),
        "comparisons": Reverse(RecordType.comparisons, "member"),
    },
)
