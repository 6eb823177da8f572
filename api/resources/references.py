"""References on the wire."""

from typing import Annotated, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from api.includes import Reverse, by_column, by_evidence
from api.operators import (
    contains,
    dated,
    equals,
    exists_in,
    none_of,
    not_after,
    not_before,
    one_of,
    order,
    overlaps,
    prefix,
    within,
)
from api.parameters import Edtf, EdtfPoint, Flag, Text
from api.resource import Resource
from api.resources.common import EvidencedQuery
from models.base import (
    ActorId,
    ArticleId,
    RecordType,
)
from models.references import Reference, ReferenceDocument


class ReferenceQuery(EvidencedQuery, frozen=True, extra="forbid"):
    """Which references, in which order."""

    cited_by: Annotated[tuple[ArticleId, ...], one_of(Reference.article_key)] = Field(
        (), description="Cited by any of these articles."
    )
    number: Annotated[tuple[Text, ...], one_of(Reference.number)] = Field(
        (), description="With any of these footnote numbers.", examples=[["1"]]
    )
    outlet: Annotated[tuple[ActorId, ...], one_of(Reference.outlet_key)] = Field(
        (), description="Appeared with any of these.", examples=[["tokyo-shimbun"]]
    )
    outlet__ne: Annotated[tuple[ActorId, ...], none_of(Reference.outlet_key)] = Field(
        (), description="Appeared with a known outlet, and with none of these.", examples=[["tokyo-shimbun"]]
    )
    outlet__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(Reference.outlet_key)] = Field(
        None, description="Whether the outlet is known."
    )
    url__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(Reference.url)] = Field(
        None, description="Whether there is an address."
    )
    title: Annotated[tuple[Text, ...], equals(Reference.title_folded)] = Field(
        (), description="The whole title, whatever its case.", examples=[["Korea"]]
    )
    title__prefix: Annotated[Text | SkipJsonSchema[None], prefix(Reference.title_folded)] = Field(
        None, description="How the title begins.", examples=["Korea"]
    )
    title__contains: Annotated[Text | SkipJsonSchema[None], contains(Reference.title_folded)] = Field(
        None, description="What the title holds.", examples=["Korea"]
    )
    title__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(Reference.title)] = Field(
        None, description="Whether there is a title."
    )
    date__gte: Annotated[EdtfPoint | SkipJsonSchema[None], not_before(Reference.date)] = Field(
        None, description="Certainly not dated before this date.", examples=["2017"]
    )
    date__lte: Annotated[EdtfPoint | SkipJsonSchema[None], not_after(Reference.date)] = Field(
        None, description="Certainly not dated after this date.", examples=["2017"]
    )
    date__overlaps: Annotated[Edtf | SkipJsonSchema[None], overlaps(Reference.date)] = Field(
        None, description="Possibly dated in this time.", examples=["2017"]
    )
    date__within: Annotated[Edtf | SkipJsonSchema[None], within(Reference.date)] = Field(
        None, description="Certainly dated in this time.", examples=["2013/2018"]
    )
    date__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(Reference.date)] = Field(
        None, description="Whether the date is known."
    )
    accessed__gte: Annotated[EdtfPoint | SkipJsonSchema[None], not_before(Reference.accessed)] = Field(
        None, description="Certainly not read before this date.", examples=["2017"]
    )
    accessed__lte: Annotated[EdtfPoint | SkipJsonSchema[None], not_after(Reference.accessed)] = Field(
        None, description="Certainly not read after this date.", examples=["2019"]
    )
    accessed__overlaps: Annotated[Edtf | SkipJsonSchema[None], overlaps(Reference.accessed)] = Field(
        None, description="Possibly read in this time.", examples=["2017-09"]
    )
    accessed__within: Annotated[Edtf | SkipJsonSchema[None], within(Reference.accessed)] = Field(
        None, description="Certainly read in this time.", examples=["2013/2018"]
    )
    accessed__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(Reference.accessed)] = Field(
        None, description="Whether the date is known."
    )
    sort: Annotated[
        tuple[Literal["id", "-id", "date", "-date", "accessed", "-accessed"], ...],
        order(id=Reference.id, date=dated(Reference.date), accessed=dated(Reference.accessed)),
    ] = Field(("id",), description="Sort keys, `-` for descending.")


REFERENCES = Resource(
    Reference,
    ReferenceDocument,
    ReferenceQuery,
    "What the articles cite: footnotes and the outlets that they name, with the dates of publication and of reading.",
    "kinu-co-17-27-tokyo-shimbun",
    {
        "article": by_column(RecordType.articles, Reference.article_key),
        "outlet": by_column(RecordType.actors, Reference.outlet_key),
        "sources": by_evidence(),
        "observations": Reverse(RecordType.observations, "reference"),
        "positions": Reverse(RecordType.positions, "reference"),
        "relations": Reverse(RecordType.relations, "reference"),
        "statuses": Reverse(RecordType.statuses, "reference"),
    },
)
