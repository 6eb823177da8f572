"""What must hold across records: links lead somewhere, evidence lies in its text, dates and speakers agree."""

from collections.abc import Callable, Iterator, Mapping
from collections.abc import Collection as Ids
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any, Protocol

import pycountry
from pydantic import BaseModel
from rapidfuzz.process import extract

from models.base import Basis, Document, EvidencePart, RecordType
from models.countries import countries
from models.events import EventDocument
from models.indicators import IndicatorDocument, UnitSystem
from models.keeping import fields, targets
from models.kept import Dates
from models.observations import ObservationDocument
from models.positions import PositionDocument, Stance
from models.statements import Attribution, StatementFacts
from seed.assemble import Collection
from seed.mistakes import Mistake

# Stances that say nothing by themselves: without a target, the sentence would be all there is.
JUDGEMENTS = (Stance.assesses, Stance.expects)
STATEMENTS = (RecordType.observations, RecordType.positions, RecordType.relations, RecordType.statuses)
UCUM = {"%", "1", "t", "kg", "km", "m3", "L", "a", "mo", "d", "h", "MW", "W", "GW", "kW.h", "bbl"}
# Beyond so many ids, looking for those that resemble a wrong one would take longer than the load.
NEAR_AMONG = 20_000


class Place(Protocol):
    """Where a record stands in the files."""

    def mistake(self, path: str, message: str) -> Mistake: ...


@dataclass(frozen=True)
class Known:
    """The ids that links may lead to, by type, and the length of the text of each article that has one."""

    ids: Mapping[RecordType, Ids[str]]
    lengths: Mapping[str, int | None]


Check = Callable[[Any, Place, Known], Iterator[Mistake]]


def check(collection: Collection) -> Iterator[Mistake]:
    """Every mistake that only shows when all files are read."""
    known = _known(collection)
    for draft in collection.drafts.values():
        document = draft.document()
        yield from wrong(document, draft, known)
        if isinstance(document, ObservationDocument) and document.derivation is not None:
            yield from _not_written(document, draft)


def _known(collection: Collection) -> Known:
    ids: dict[RecordType, set[str]] = {type: set() for type in RecordType}
    for ref in collection.named:
        ids[ref.type].add(ref.id)
    texts = {ref.id: draft.values for ref, draft in collection.drafts.items() if ref.type is RecordType.articles}
    return Known(ids, {id: values["text_length"] for id, values in texts.items()})


def wrong(document: Any, place: Place, known: Known) -> Iterator[Mistake]:
    """What is wrong with one record beyond its form."""
    yield from unlinked(document, place, known)
    yield from wrong_in_itself(document, place, known)


def wrong_in_itself(document: Any, place: Place, known: Known) -> Iterator[Mistake]:
    """The same but for links that lead nowhere."""
    model: type[Document] = type(document)
    for one in _checks(model):
        yield from one(document, place, known)


@cache
def _checks(model: type[Document]) -> tuple[Check, ...]:
    """What is checked of a type of document."""
    special = [
        (StatementFacts, _speakers),
        (EventDocument, _claims),
        (ObservationDocument, _figure),
        (PositionDocument, _target),
        (IndicatorDocument, _unit),
    ]
    codes = (_country,) if "country" in model.model_fields else ()
    return (_evidence, _bases, *codes, *[check for base, check in special if issubclass(model, base)])


def _not_written(document: ObservationDocument, place: Place) -> Iterator[Mistake]:
    if document.low is not None or document.high is not None:
        yield place.mistake("derivation", "a derived figure is computed, never written in the file")


def near(id: str, ids: Ids[str]) -> str:
    """A sentence with the ids that look like one that does not exist."""
    alike = extract(id, sorted(ids), limit=3, score_cutoff=70) if len(ids) <= NEAR_AMONG else []
    return f"; near: {', '.join(found for found, _, _ in alike)}" if alike else ""


def unlinked(document: Document, place: Place, known: Known) -> Iterator[Mistake]:
    """Links that lead nowhere."""
    for path, type, id in targets(document):
        if id not in known.ids[type]:
            yield place.mistake(path, f"there is no {id} among the {type}{near(id, known.ids[type])}")


def _evidence(document: Any, place: Place, known: Known) -> Iterator[Mistake]:
    for span in document.evidence:
        for message in _span(span, document, known):
            yield place.mistake(f"evidence {span.id}", message)
    if not document.evidence and document.type in STATEMENTS and getattr(document, "derivation", None) is None:
        yield place.mistake("", "a statement needs evidence or a derivation")


def _span(span: EvidencePart, document: Document, known: Known) -> Iterator[str]:
    length = known.lengths.get(span.text_of)
    if span.end <= span.start:
        yield "the span ends before it starts"
    if span.article not in known.ids[RecordType.articles]:
        yield f"there is no {span.article} among the articles"
    if length is None:
        yield f"there is no text of {span.text_of}"
    elif span.end > length:
        yield f"the span ends after the text, which has {length} characters"
    if span.field is not None and not _resolves(document, span.field):
        yield f"the record has nothing at {span.field}"


def _resolves(value: Any, path: str) -> bool:
    """Whether a dotted path leads to a value."""
    for step in path.split("."):
        if isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        elif isinstance(value, BaseModel) and step in value.__dict__:
            value = value.__dict__[step]
        else:
            return False
    return value is not None


def _claims(event: EventDocument, place: Place, known: Known) -> Iterator[Mistake]:
    for index, claim in enumerate(event.when):
        yield from _speakers(claim, place, known, f"when.{index}.")
        yield from _bases(claim, place, known, f"when.{index}.")
        if not any((span.field or "").startswith(f"when.{index}") for span in event.evidence):
            yield place.mistake(f"when.{index}", "a claim needs evidence")


@cache
def _dated(model: type[BaseModel]) -> list[tuple[str, Callable[[BaseModel], tuple[Any, Any, Any]]]]:
    """The dates of a class that say where they come from, and what reads date, basis and reason."""
    dates = [kept.name for kept in fields(model) if isinstance(kept, Dates)]
    basis = [name for name in dates if f"{name}_basis" in model.model_fields]
    return [(name, attrgetter(name, f"{name}_basis", f"{name}_reason")) for name in basis]


def _bases(holder: BaseModel, place: Place, _: Known, path: str = "") -> Iterator[Mistake]:
    """A date that is stated or inferred is there, one that is unstated is not, and what is inferred has a reason."""
    for name, read in _dated(type(holder)):
        date, basis, reason = read(holder)
        if basis is None:
            continue
        if (basis is Basis.unstated) != (date is None):
            yield place.mistake(path + name, f"does not go with {name}_basis {basis}")
        if (basis is Basis.inferred) != (reason is not None):
            yield place.mistake(f"{path}{name}_reason", f"does not go with {name}_basis {basis}")


def _speakers(statement: StatementFacts, place: Place, _: Known, path: str = "") -> Iterator[Mistake]:
    silent = not statement.said_by
    if (statement.attribution is Attribution.named and silent) or (
        statement.attribution is Attribution.own and not silent
    ):
        yield place.mistake(f"{path}said_by", f"does not go with attribution {statement.attribution}")


def _figure(document: ObservationDocument, place: Place, _: Known) -> Iterator[Mistake]:
    figure = document.low is not None or document.high is not None
    if figure and document.derivation is None and document.as_written is None:
        yield place.mistake("as_written", "is missing")
    if document.derivation is not None and document.as_written is not None:
        yield place.mistake("as_written", "does not go with a derivation: no text has the figure")


def _target(document: PositionDocument, place: Place, _: Known) -> Iterator[Mistake]:
    if document.target is None and document.stance in JUDGEMENTS:
        yield place.mistake("target", f"is missing: a position that only {document.stance} is a bare sentence")


def _country(document: Any, place: Place, _: Known) -> Iterator[Mistake]:
    if document.country is not None and document.country not in countries():
        yield place.mistake("country", "is not a code of ISO 3166-1 or 3166-3")


def _unit(document: IndicatorDocument, place: Place, _: Known) -> Iterator[Mistake]:
    currency = document.unit_system is UnitSystem.iso4217
    if currency and pycountry.currencies.get(alpha_3=document.unit) is None:
        yield place.mistake("unit", "is not a currency of ISO 4217")
    if document.unit_system is UnitSystem.ucum and document.unit not in UCUM:
        yield place.mistake("unit", f"is not a known UCUM code: {', '.join(sorted(UCUM))}")
