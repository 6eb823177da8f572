"""Evidence: the characters of a source text that state a value, as a record of its own."""

from collections.abc import Iterator
from hashlib import sha256
from typing import ClassVar

from pydantic import Field as Described
from sqlalchemy import Index
from sqlmodel import Field

from models.base import UNPUBLISHED, Dated, Document, Evidenced, EvidencePart, Facts, RecordType, Ref, Row, Span
from models.searched import Searched, Weight
from models.text import string


class Evidence(Row, table=True):
    """An evidence's columns."""

    __table_args__ = (
        Index("ix_evidence_record", "record_key", "text_of_key", "start"),
        Index("ix_evidence_article", "article_key", "record_key"),
        Index("ix_evidence_text", "text_of_key", "start", "key"),
        Index("ix_evidence_start", "withdrawn", "start", "key"),
    )

    record_key: int = Field(foreign_key="record.key")
    article_key: int = Field(foreign_key="article.key")
    text_of_key: int = Field(foreign_key="article.key")
    field: str | None = string(default=None)
    start: int
    end: int
    paragraph: int
    digest: str = string()
    note: str | None = string(default=None)


class EvidenceFacts(Facts):
    """What a span is evidence of."""

    record: Ref = Described(description="The record that it is evidence of.")


class EvidenceDocument(Dated, Span, EvidenceFacts, Document):
    """The characters of a source text that state a value."""

    type: ClassVar[RecordType] = RecordType.evidence
    labels = ("note",)
    searched: ClassVar[Searched] = {"note": Weight.rest}


def in_texts(span: EvidencePart) -> tuple[str, int, int, str]:
    """The order of evidence: as it stands in the texts."""
    return span.text_of, span.start, span.end, span.field or ""


def evidence_of(document: Evidenced) -> Iterator[EvidenceDocument]:
    """The evidence that a document holds, as records of its own."""
    for span in document.evidence:
        record = {"type": document.type, "id": document.id}
        yield EvidenceDocument.model_validate({"record": record, **span.__dict__, **UNPUBLISHED})


def evidence_id(record: Ref | Document, field: str | None, text_of: str, start: int, end: int) -> str:
    """16 hexadecimal digits that name one span of one text as evidence of one value."""
    parts = (record.type, record.id, field or "", text_of, str(start), str(end))
    return sha256("\x1f".join(parts).encode()).hexdigest()[:16]
