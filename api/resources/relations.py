"""Relations on the wire."""

from typing import Annotated, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from api.includes import Reverse, by_column, by_evidence, by_link
from api.operators import (
    contains,
    dated,
    either,
    equals,
    exists_in,
    inside,
    linked,
    none_of,
    not_after,
    not_before,
    one_of,
    order,
    overlaps,
    prefix,
    through,
    within,
)
from api.parameters import AnyRecord, Country, Edtf, EdtfPoint, Flag, Text
from api.resource import Resource
from api.resources.common import StatementQuery
from models.actors import Actor, ActorKind
from models.base import (
    RECORD,
    PlaceId,
    RecordType,
)
from models.places import Place
from models.projects import Project, Sector
from models.relations import Predicate, Relation, RelationDocument, Role


class RelationQuery(StatementQuery, frozen=True, extra="forbid"):
    """Which relations, in which order."""

    subject: Annotated[tuple[AnyRecord, ...], one_of(Relation.subject_key)] = Field(
        (), description="From any of these records, by id or `type/id`.", examples=[["kogas"]]
    )
    subject_type: Annotated[tuple[RecordType, ...], through(RECORD.c.key, one_of(RECORD.c.type), by="subject_key")] = (
        Field((), description="From a record of any of these types.", examples=[["actors"]])
    )
    subject_kind: Annotated[tuple[ActorKind, ...], through(Actor.key, one_of(Actor.kind), by="subject_key")] = Field(
        (), description="From an actor of any of these kinds.", examples=[["company"]]
    )
    subject_country: Annotated[tuple[Country, ...], through(Actor.key, one_of(Actor.country), by="subject_key")] = (
        Field((), description="From an actor of any of these countries.")
    )
    predicate: Annotated[tuple[Predicate, ...], one_of(Relation.predicate)] = Field(
        (), description="Connected in any of these ways."
    )
    predicate__ne: Annotated[tuple[Predicate, ...], none_of(Relation.predicate)] = Field(
        (), description="Connected in none of these ways."
    )
    role: Annotated[tuple[Role, ...], one_of(Relation.role)] = Field(
        (), description="Taking part in any of these roles."
    )
    role__ne: Annotated[tuple[Role, ...], none_of(Relation.role)] = Field(
        (), description="Taking part in a role, and in none of these."
    )
    object: Annotated[tuple[AnyRecord, ...], one_of(Relation.object_key)] = Field(
        (), description="To any of these records, by id or `type/id`.", examples=[["nine-bridges"]]
    )
    object_type: Annotated[tuple[RecordType, ...], through(RECORD.c.key, one_of(RECORD.c.type), by="object_key")] = (
        Field((), description="To a record of any of these types.", examples=[["projects"]])
    )
    object_sector: Annotated[tuple[Sector, ...], through(Project.key, one_of(Project.sector), by="object_key")] = Field(
        (), description="To a project in any of these sectors.", examples=[["energy"]]
    )
    object_place: Annotated[tuple[PlaceId, ...], through(Project.key, linked("places"), by="object_key")] = Field(
        (), description="To a project at any of these places.", examples=[["russian-far-east"]]
    )
    object_place__within: Annotated[
        tuple[PlaceId, ...],
        through(Project.key, linked("places", inside("target_key", Place.part_of_key)), by="object_key"),
    ] = Field(
        (),
        description="To a project at any of these places, or at one that lies in them at any depth.",
        examples=[["russian-far-east"]],
    )
    party: Annotated[tuple[AnyRecord, ...], either(one_of(Relation.subject_key), one_of(Relation.object_key))] = Field(
        (), description="From or to any of these records, by id or `type/id`.", examples=[["russia"]]
    )
    title: Annotated[tuple[Text, ...], equals(Relation.title_folded)] = Field(
        (), description="The whole title, whatever its case.", examples=[["President"]]
    )
    title__prefix: Annotated[Text | SkipJsonSchema[None], prefix(Relation.title_folded)] = Field(
        None, description="How the title begins.", examples=["President"]
    )
    title__contains: Annotated[Text | SkipJsonSchema[None], contains(Relation.title_folded)] = Field(
        None, description="What the title holds.", examples=["President"]
    )
    title__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(Relation.title)] = Field(
        None, description="Whether the text names the office or the goods."
    )
    valid__gte: Annotated[EdtfPoint | SkipJsonSchema[None], not_before(Relation.valid)] = Field(
        None, description="Certainly not valid before this date.", examples=["2017"]
    )
    valid__lte: Annotated[EdtfPoint | SkipJsonSchema[None], not_after(Relation.valid)] = Field(
        None, description="Certainly not valid after this date.", examples=["2018"]
    )
    valid__overlaps: Annotated[Edtf | SkipJsonSchema[None], overlaps(Relation.valid)] = Field(
        None, description="Possibly valid in this time.", examples=["2018"]
    )
    valid__within: Annotated[Edtf | SkipJsonSchema[None], within(Relation.valid)] = Field(
        None, description="Certainly valid in this time.", examples=["2013/2018"]
    )
    valid__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(Relation.valid)] = Field(
        None, description="Whether the date is known."
    )
    attested__gte: Annotated[EdtfPoint | SkipJsonSchema[None], not_before(Relation.attested)] = Field(
        None, description="Certainly not attested before this date.", examples=["2018"]
    )
    attested__lte: Annotated[EdtfPoint | SkipJsonSchema[None], not_after(Relation.attested)] = Field(
        None, description="Certainly not attested after this date.", examples=["2018"]
    )
    attested__overlaps: Annotated[Edtf | SkipJsonSchema[None], overlaps(Relation.attested)] = Field(
        None, description="Possibly attested in this time.", examples=["2018"]
    )
    attested__within: Annotated[Edtf | SkipJsonSchema[None], within(Relation.attested)] = Field(
        None, description="Certainly attested in this time.", examples=["2013/2018"]
    )
    attested__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(Relation.attested)] = Field(
        None, description="Whether the date is known."
    )
    sort: Annotated[
        tuple[Literal["id", "-id", "valid", "-valid", "attested", "-attested"], ...],
        order(id=Relation.id, valid=dated(Relation.valid), attested=dated(Relation.attested)),
    ] = Field(("id",), description="Sort keys, `-` for descending.")


RELATIONS = Resource(
    Relation,
    RelationDocument,
    RelationQuery,
    "How two records are connected: offices held, memberships, alliances, sanctions, and who takes part in which "
    "project in which role. `valid` is when it holds, `attested` a time at which a source shows that it did.",
    "turning-to-russia-moon-president",
    {
        "subject": by_column(None, Relation.subject_key),
        "object": by_column(None, Relation.object_key),
        "said_by": by_link(RecordType.actors, "said_by"),
        "reference": by_column(RecordType.references, Relation.reference_key),
        "sources": by_evidence(),
        "comparisons": Reverse(RecordType.comparisons, "member"),
    },
)
