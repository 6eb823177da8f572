"""What must hold across records: links lead somewhere, evidence lies in its text, dates and speakers agree."""

from collections.abc import Iterator
from typing import Any

import pycountry
from pydantic import BaseModel
from rapidfuzz.process import extract

from models.base import Basis, Document, RecordType, Ref
from models.countries import countries
from models.indicators import IndicatorDocument, UnitSystem
from models.keeping import Dates, fields, links
from models.observations import ObservationDocument
from models.positions import PositionDocument, Stance
from models.statements import Attribution, StatementFacts
from seed.assemble import Collection, Draft
from seed.mistakes import Mistake

# Stances that say nothing by themselves: without a target, the sentence would be all there is.
JUDGEMENTS = (Stance.assesses, Stance.expects)
STATEMENTS = (RecordType.observations, RecordType.positions, RecordType.relations, RecordType.statuses)
UCUM = {"%", "1", "t", "kg", "km", "m3", "L", "a", "mo", "d", "h", "MW", "W", "GW", "kW.h", "bbl"}


def check(collection: Collection) -> Iterator[Mistake]:
    """Every mistake that only shows when all files are read."""
    for draft in collection.drafts.values():
        document = draft.document()
        yield from _links(draft, document, collection.named)
        yield from _evidence(draft, document, collection)
        yield from _bases(draft, document)
        yield from _codes(draft, document)
        if isinstance(document, StatementFacts):
            yield from _speakers(draft, document, "")
        for index, claim in enumerate(getattr(document, "when", None) or []) if draft.ref.type == "events" else ():
            yield from _speakers(draft, claim, f"when.{index}.")
            yield from _bases(draft, claim, f"when.{index}.")
        if isinstance(document, ObservationDocument):
            yield from _figure(draft, document)
        if isinstance(document, PositionDocument) and document.target is None and document.stance in JUDGEMENTS:
            yield draft.mistake("target", f"is missing: a position that only {document.stance} is a bare sentence")


def near(id: str, ids: list[str]) -> str:
    """A sentence with the ids that look like one that does not exist."""
    alike = [found for found, _, _ in extract(id, ids, limit=3, score_cutoff=70)]
    return f"; near: {', '.join(alike)}" if alike else ""


def _links(draft: Draft, document: Document, named: set[Ref]) -> Iterator[Mistake]:
    for path, ref in links(document):
        if ref not in named:
            ids = sorted(other.id for other in named if other.type == ref.type)
            yield draft.mistake(path, f"there is no {ref.id} among the {ref.type}{near(ref.id, ids)}")


def _evidence(draft: Draft, document: Any, collection: Collection) -> Iterator[Mistake]:
    shown = document.model_dump()
    for span in document.evidence:
        place = f"evidence {span.id}"
        text = collection.drafts.get(Ref.model_construct(type=RecordType.articles, id=span.text_of))
        length = text.values["text_length"] if text else None
        if span.end <= span.start:
            yield draft.mistake(place, "the span ends before it starts")
        if text is None or length is None:
            yield draft.mistake(place, f"there is no text of {span.text_of}")
        elif span.end > length:
            yield draft.mistake(place, f"the span ends after the text, which has {length} characters")
        if span.field is not None and not _resolves(shown, span.field):
            yield draft.mistake(place, f"the record has nothing at {span.field}")
    if draft.ref.type in STATEMENTS and not document.evidence and getattr(document, "derivation", None) is None:
        yield draft.mistake("", "a statement needs evidence or a derivation")
    if draft.ref.type == RecordType.events:
        for index in range(len(document.when)):
            if not any((span.field or "").startswith(f"when.{index}") for span in document.evidence):
                yield draft.mistake(f"when.{index}", "a claim needs evidence")


def _resolves(value: Any, path: str) -> bool:
    """Whether a dotted path leads to a value."""
    for step in path.split("."):
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return False
    return value is not None


def _bases(draft: Draft, holder: BaseModel, path: str = "") -> Iterator[Mistake]:
    """A date that is stated or inferred is there, one that is unstated is not, and what is inferred has a reason."""
    for kept in fields(type(holder)):
        basis = getattr(holder, f"{kept.name}_basis", None)
        if not isinstance(kept, Dates) or basis is None:
            continue
        date, reason = getattr(holder, kept.name), getattr(holder, f"{kept.name}_reason")
        if (basis is Basis.unstated) != (date is None):
            yield draft.mistake(path + kept.name, f"does not go with {kept.name}_basis {basis}")
        if (basis is Basis.inferred) != (reason is not None):
            yield draft.mistake(f"{path}{kept.name}_reason", f"does not go with {kept.name}_basis {basis}")


def _speakers(draft: Draft, statement: Any, path: str) -> Iterator[Mistake]:
    silent = not statement.said_by
    if (statement.attribution is Attribution.named and silent) or (
        statement.attribution is Attribution.own and not silent
    ):
        yield draft.mistake(f"{path}said_by", f"does not go with attribution {statement.attribution}")


def _figure(draft: Draft, document: ObservationDocument) -> Iterator[Mistake]:
    stated = document.derivation is None
    number = document.low is not None or document.high is not None
    if stated and number and document.as_written is None:
        yield draft.mistake("as_written", "is missing")
    if not stated and (document.as_written is not None or number):
        yield draft.mistake("derivation", "a derived figure is computed, never written in the file")


def _codes(draft: Draft, document: Any) -> Iterator[Mistake]:
    country = getattr(document, "country", None)
    if country is not None and country not in countries():
        yield draft.mistake("country", "is not a code of ISO 3166-1 or 3166-3")
    if isinstance(document, IndicatorDocument):
        currency = document.unit_system is UnitSystem.iso4217
        if currency and pycountry.currencies.get(alpha_3=document.unit) is None:
            yield draft.mistake("unit", "is not a currency of ISO 4217")
        if document.unit_system is UnitSystem.ucum and document.unit not in UCUM:
            yield draft.mistake("unit", f"is not a known UCUM code: {', '.join(sorted(UCUM))}")
