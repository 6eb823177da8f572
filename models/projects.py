"""Projects: initiatives, agreements, infrastructure, policies, resolutions, targets; the rest about them is stated."""

from typing import Any, ClassVar

from pydantic import Field as Described
from sqlalchemy import Index
from sqlmodel import Field

from models.base import Document, Facts, PlaceId, ProjectId, Published, RecordType, Row
from models.searched import Searched, Weight
from models.text import Words, fold, string
from models.vocabulary import Vocabulary


class ProjectKind(Vocabulary):
    """What kind of undertaking it is."""

    initiative = "initiative", "A proposal or plan put forward under a name."
    agreement = "agreement", "A treaty, agreement or declaration, in force or sought."
    infrastructure = "infrastructure", "Railways, pipelines, ports, power lines, ferry lines."
    industrial = "industrial", "A plant, shipyard or terminal."
    policy = "policy", "A course of a government."
    programme = "programme", "A series of activities under one heading."
    resolution = "resolution", "A resolution of an international body."
    regime = "regime", "Sanctions or another standing set of rules."
    target = "target", "A goal with a figure or a date."
    weapons = "weapons", "A weapons programme."
    exercise = "exercise", "Military exercises as an undertaking."


class Sector(Vocabulary):
    """The field in which a project lies."""

    diplomacy = "diplomacy", "Talks, settlements, declarations."
    security = "security", "Weapons, defence, military exercises."
    trade = "trade", "Trade in goods and services."
    energy = "energy", "Gas, oil, electricity."
    transport = "transport", "Railways, ports, shipping, aviation."
    industry = "industry", "Manufacturing and construction."
    labour = "labour", "Workers and migration."
    development = "development", "Development of a region or of relations as a whole."
    sanctions = "sanctions", "Sanctions and their limits."
    culture = "culture", "Exchanges and anniversaries."
    tourism = "tourism", "Travel and visas."


class Project(Row, table=True):
    """A project's columns; its places are links."""

    __table_args__ = (
        Index("ix_project_name", "withdrawn", "name_folded", "key"),
        Index("ix_project_kind", "withdrawn", "kind", "name_folded", "key"),
    )

    kind: str = string()
    name: str = string()
    name_folded: str = string()
    sector: str = string()
    description: str | None = string(default=None)
    part_of_key: int | None = Field(default=None, foreign_key="project.key")

    @classmethod
    def index_columns(cls, document: Any) -> dict[str, Any]:
        return {"name_folded": fold(document.name)}


class ProjectFacts(Facts):
    """What a project is."""

    kind: ProjectKind
    name: Words = Described(examples=["Nine Bridges"])
    sector: Sector
    description: Words | None = Described(None, description="What it is, in our own words.")
    places: list[PlaceId] = Described([], description="Where it is.")
    part_of: ProjectId | None = Described(None, description="The larger project that it belongs to.")


class ProjectDocument(Published, ProjectFacts, Document):
    """An initiative, agreement, infrastructure, policy, resolution or target."""

    type: ClassVar[RecordType] = RecordType.projects
    labels = ("name",)
    searched: ClassVar[Searched] = {"name": Weight.label, "description": Weight.sentence}
