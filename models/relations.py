"""Relations: how two records are connected, such as an office held or a part taken in a project."""

from typing import Any, ClassVar

from pydantic import Field as Described
from sqlalchemy import Index
from sqlmodel import Field

from models.base import Basis, Date, Document, Facts, Published, RecordType, Ref
from models.searched import Searched, Weight
from models.statements import StatementFacts, StatementRow
from models.text import Words, fold, string
from models.vocabulary import Vocabulary


class Predicate(Vocabulary):
    """How the subject is connected to the object."""

    holds_office = "holds_office", "Holds an office in or of the object; `title` names it."
    member_of = "member_of", "Is a member of it."
    part_of = "part_of", "Is a part, organ or subsidiary of it."
    located_in = "located_in", "Is in that place or country."
    chairs = "chairs", "Chairs it."
    appointed = "appointed", "Gave the object its office; `title` names it."
    employed_by = "employed_by", "Works for it."
    leads = "leads", "Is its leader."
    ally_of = "ally_of", "Is allied with it."
    partner_of = "partner_of", "Is a partner of it, as the text names it."
    rival_of = "rival_of", "Is opposed to it or competes with it."
    sanctions = "sanctions", "Has sanctions in force against it."
    supplies = "supplies", "Sells or delivers goods to it; `title` names them."
    depends_on = "depends_on", "Depends on it."
    borders = "borders", "Has a border with it."
    takes_part_in = "takes_part_in", "Takes part in the project or body; `role` says how."
    responsible_for = "responsible_for", "Is in charge of it."
    carries_out = "carries_out", "Puts the object into effect."
    colleague_of = "colleague_of", "Is a close associate of it."
    influences = "influences", "Has influence on it."
    held_beside = "held_beside", "Takes place beside that other event and is not a part of it."


class Role(Vocabulary):
    """What a participant does in a project."""

    initiator = "initiator", "Put it forward, or it is its policy."
    party = "party", "Is a party to it, or is to be one."
    investor = "investor", "Puts money into it."
    contractor = "contractor", "Works for it."
    developer = "developer", "Builds or runs it."
    beneficiary = "beneficiary", "Gains from it, or is meant to."
    target = "target", "It is directed against them."
    addressee = "addressee", "It is addressed to them, or they are asked to do their part."
    interested = "interested", "Wants to take part."
    opponent = "opponent", "Is against it, or works against it."
    adopter = "adopter", "Adopted it by a formal act: a resolution, law or programme."
    participant = "participant", "Takes part in a way that is not said."


class Relation(StatementRow, table=True):
    """A relation's columns."""

    __table_args__ = (
        Index("ix_relation_subject", "withdrawn", "subject_key", "predicate", "key"),
        Index("ix_relation_object", "withdrawn", "object_key", "predicate", "key"),
        Index("ix_relation_valid_earliest", "withdrawn", "valid_earliest", "key"),
        Index("ix_relation_valid_latest", "withdrawn", "valid_latest", "key"),
        Index("ix_relation_attested_earliest", "withdrawn", "attested_earliest", "key"),
        Index("ix_relation_attested_latest", "withdrawn", "attested_latest", "key"),
    )

    subject_key: int = Field(foreign_key="record.key")
    predicate: str = string()
    role: str | None = string(default=None)
    object_key: int = Field(foreign_key="record.key")
    title: str | None = string(default=None)
    title_folded: str | None = string(default=None)
    valid: str | None = string(default=None)
    valid_earliest: str = string()
    valid_latest: str = string()
    valid_basis: str = string()
    valid_reason: str | None = string(default=None)
    attested: str | None = string(default=None)
    attested_earliest: str = string()
    attested_latest: str = string()

    @classmethod
    def index_columns(cls, document: Any) -> dict[str, Any]:
        return {"title_folded": document.title and fold(document.title)}


class RelationFacts(Facts):
    """Two records and how they are connected."""

    subject: Ref
    predicate: Predicate
    role: Role | None = Described(None, description="How the subject takes part in a project.")
    object: Ref
    title: Words | None = Described(None, description="The office or goods as the text names them.")
    valid: Date | None = Described(None, description="When it holds.")
    valid_basis: Basis = Described(Basis.unstated, description="Where that period comes from.")
    valid_reason: Words | None = Described(None, description="Why, when the period is inferred.")
    attested: Date | None = Described(None, description="A time at which the source shows that it held.")


class RelationDocument(Published, StatementFacts, RelationFacts, Document):
    """A connection between two records."""

    type: ClassVar[RecordType] = RecordType.relations
    labels = ("title",)
    searched: ClassVar[Searched] = {"title": Weight.sentence}
