"""Comparisons on the wire."""

from typing import Annotated, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from api.includes import by_evidence, by_link
from api.operators import (
    contains,
    linked,
    none_of,
    one_of,
    order,
    through,
)
from api.parameters import AnyRecord, Text
from api.resource import Resource
from api.resources.common import EvidencedQuery
from models.base import (
    RECORD,
    IndicatorId,
    RecordType,
)
from models.comparisons import Comparison, ComparisonDocument, ComparisonKind
from models.observations import Observation


class ComparisonQuery(EvidencedQuery, frozen=True, extra="forbid"):
    """Which comparisons, in which order."""

    kind: Annotated[tuple[ComparisonKind, ...], one_of(Comparison.kind)] = Field(
        (), description="Of any of these kinds."
    )
    kind__ne: Annotated[tuple[ComparisonKind, ...], none_of(Comparison.kind)] = Field(
        (), description="Of none of these kinds."
    )
    member: Annotated[tuple[AnyRecord, ...], linked("members")] = Field(
        (),
        description="With any of these records, by id or `type/id`.",
        examples=[["political-rapprochement-turnover-2018"]],
    )
    member_type: Annotated[
        tuple[RecordType, ...], linked("members", through(RECORD.c.key, one_of(RECORD.c.type), by="target_key"))
    ] = Field((), description="With a record of any of these types.", examples=[["observations"]])
    indicator: Annotated[
        tuple[IndicatorId, ...],
        linked("members", through(Observation.key, one_of(Observation.indicator_key), by="target_key")),
    ] = Field((), description="With figures of any of these indicators.")
    explanation__contains: Annotated[Text | SkipJsonSchema[None], contains(Comparison.explanation_folded)] = Field(
        None, description="What the explanation holds.", examples=["growth"]
    )
    sort: Annotated[
        tuple[Literal["id", "-id", "kind", "-kind"], ...],
        order(id=Comparison.id, kind=Comparison.kind),
    ] = Field(("id",), description="Sort keys, `-` for descending.")


COMPARISONS = Resource(
    Comparison,
    ComparisonDocument,
    ComparisonQuery,
    "Statements that contradict each other, or that a careless reader would mix up, set side by side with why "
    "they differ.",
    "turning-to-russia-turnover-and-exports",
    {
        "members": by_link(None, "members"),
        "sources": by_evidence(),
    },
)
