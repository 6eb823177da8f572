"""Evidence on the wire."""

from typing import Annotated, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from api.includes import by_column
from api.operators import (
    at_least,
    at_most,
    equal_to,
    exists_in,
    none_of,
    one_of,
    order,
    prefix,
    through,
)
from api.parameters import AnyRecord, Digest, Flag, Offset, Text
from api.query import ListQuery
from api.resource import Resource
from models.base import (
    RECORD,
    ArticleId,
    RecordType,
)
from models.evidence import Evidence, EvidenceDocument


class EvidenceQuery(ListQuery, frozen=True, extra="forbid"):
    """Which evidence, in which order."""

    record: Annotated[tuple[AnyRecord, ...], one_of(Evidence.record_key)] = Field(
        (),
        description="Of any of these records, by id or `type/id`.",
        examples=[["observations/political-rapprochement-turnover-2018"]],
    )
    record_type: Annotated[tuple[RecordType, ...], through(RECORD.c.key, one_of(RECORD.c.type), by="record_key")] = (
        Field((), description="Of a record of any of these types.", examples=[["observations"]])
    )
    article: Annotated[tuple[ArticleId, ...], one_of(Evidence.article_key)] = Field(
        (), description="Claimed by any of these articles."
    )
    article__ne: Annotated[tuple[ArticleId, ...], none_of(Evidence.article_key)] = Field(
        (), description="Claimed by none of these articles."
    )
    text_of: Annotated[tuple[ArticleId, ...], one_of(Evidence.text_of_key)] = Field(
        (), description="In the text of any of these articles."
    )
    field: Annotated[tuple[Text, ...], one_of(Evidence.field)] = Field(
        (), description="Of any of these values: dotted paths into the document.", examples=[["title"]]
    )
    field__prefix: Annotated[Text | SkipJsonSchema[None], prefix(Evidence.field)] = Field(
        None, description="Of values whose path begins so.", examples=["when"]
    )
    field__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(Evidence.field)] = Field(
        None, description="Whether it is of one value, rather than of the whole record."
    )
    paragraph: Annotated[Offset | SkipJsonSchema[None], equal_to(Evidence.paragraph)] = Field(
        None, description="In this paragraph.", examples=[4]
    )
    paragraph__gte: Annotated[Offset | SkipJsonSchema[None], at_least(Evidence.paragraph)] = Field(
        None, description="In this paragraph or a later one.", examples=[4]
    )
    paragraph__lte: Annotated[Offset | SkipJsonSchema[None], at_most(Evidence.paragraph)] = Field(
        None, description="In this paragraph or an earlier one.", examples=[4]
    )
    start__gte: Annotated[Offset | SkipJsonSchema[None], at_least(Evidence.start)] = Field(
        None, description="Beginning at this character or later.", examples=[1000]
    )
    end__lte: Annotated[Offset | SkipJsonSchema[None], at_most(Evidence.end)] = Field(
        None, description="Ending at this character or before.", examples=[2000]
    )
    digest: Annotated[tuple[Digest, ...], one_of(Evidence.digest)] = Field(
        (),
        description="With any of these digests.",
        examples=[["7298d0ebb597ff91c85cf9c25579c2d1a824c5e5d16b9e35c993dbcd0418d7a1"]],
    )
    note__exists: Annotated[Flag | SkipJsonSchema[None], exists_in(Evidence.note)] = Field(
        None, description="Whether there is a remark on the wording."
    )
    sort: Annotated[
        tuple[Literal["id", "-id", "start", "-start"], ...],
        order(id=Evidence.id, start=Evidence.start),
    ] = Field(("start",), description="Sort keys, `-` for descending.")


EVIDENCE = Resource(
    Evidence,
    EvidenceDocument,
    EvidenceQuery,
    "The characters of the source texts that state each value: offsets in Unicode code points and the SHA-256 of "
    "the span, so that whoever holds the text can check every statement. The texts themselves are other people's "
    "and not part of the data.",
    "02325bb5d96ca69b",
    {
        "record": by_column(None, Evidence.record_key),
        "article": by_column(RecordType.articles, Evidence.article_key),
        "text_of": by_column(RecordType.articles, Evidence.text_of_key),
    },
)
