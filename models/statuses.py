"""Statuses: how far a project had come at a time, as a source has it."""

from typing import Any, ClassVar

from pydantic import Field as Described
from sqlalchemy import Index
from sqlmodel import Field

from models.base import Basis, Date, Document, Facts, ProjectId, Published, RecordType
from models.searched import Searched, Weight
from models.statements import StatementFacts, StatementRow
from models.text import Words, fold, string
from models.vocabulary import Vocabulary


class ProjectStatus(Vocabulary):
    """How far a project has come."""

    proposed = "proposed", "Put forward by somebody, not taken up."
    under_discussion = "under_discussion", "The parties talk about it."
    sought = "sought", "One side works for it."
    agreed = "agreed", "The parties agreed to it."
    planned = "planned", "Decided on, not begun."
    under_way = "under_way", "Being carried out."
    stalled = "stalled", "Begun or agreed, and not moving."
    suspended = "suspended", "Stopped by a decision, for a time."
    completed = "completed", "Finished."
    in_force = "in_force", "Holds as a rule."
    abandoned = "abandoned", "Given up."


class Status(StatementRow, table=True):
    """A status's columns."""

    __table_args__ = (
        Index("ix_status_project", "withdrawn", "project_key", "as_of_earliest", "key"),
        Index("ix_status_as_of_earliest", "withdrawn", "as_of_earliest", "key"),
        Index("ix_status_as_of_latest", "withdrawn", "as_of_latest", "key"),
    )

    project_key: int = Field(foreign_key="project.key")
    status: str = string()
    as_of: str | None = string(default=None)
    as_of_earliest: str = string()
    as_of_latest: str = string()
    as_of_basis: str = string()
    as_of_reason: str | None = string(default=None)
    remark: str | None = string(default=None)
    remark_folded: str | None = string(default=None)

    @classmethod
    def index_columns(cls, document: Any) -> dict[str, Any]:
        return {"remark_folded": document.remark and fold(document.remark)}


class StatusFacts(Facts):
    """A project and how far it had come."""

    project: ProjectId
    status: ProjectStatus
    as_of: Date | None = Described(None, description="The time at which it was so.")
    as_of_basis: Basis = Described(Basis.unstated, description="Where that date comes from.")
    as_of_reason: Words | None = Described(None, description="Why, when the date is inferred.")
    remark: Words | None = Described(None, description="What held it up or moved it, in our own words.")


class StatusDocument(Published, StatementFacts, StatusFacts, Document):
    """How far a project had come."""

    type: ClassVar[RecordType] = RecordType.statuses
    labels = ("remark",)
    searched: ClassVar[Searched] = {"remark": Weight.sentence}
