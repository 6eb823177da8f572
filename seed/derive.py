"""Figures that no text states: computed from others by the formula that the file gives, never written in the file."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation
from typing import Any

from models.base import RecordType, Ref
from models.observations import Derivation, DerivationOp
from seed.assemble import Collection, Draft
from seed.mistakes import Mistake

SIX_DIGITS = Context(prec=6, rounding=ROUND_HALF_EVEN)
ARITY = {
    DerivationOp.ratio: 2,
    DerivationOp.difference: 2,
    DerivationOp.scale: 1,
    DerivationOp.undo_growth: 2,
}
BOUNDS = ("value", "low", "high")


def compute(op: DerivationOp, inputs: list[Decimal], factor: Decimal | None) -> Decimal:
    """One figure by its formula, rounded to six significant digits. Raises ArithmeticError where there is none."""
    match op:
        case DerivationOp.ratio:
            return SIX_DIGITS.divide(inputs[0], inputs[1])
        case DerivationOp.difference:
            return SIX_DIGITS.subtract(inputs[0], inputs[1])
        case DerivationOp.scale:
            return SIX_DIGITS.multiply(inputs[0], factor or Decimal(1))
        case DerivationOp.undo_growth:
            return SIX_DIGITS.divide(inputs[0], 1 + inputs[1] / 100)


def derive(collection: Collection) -> Iterator[Mistake]:
    """Fills the derived figures in, inputs before what is made from them."""
    waiting = [draft for draft in collection.drafts.values() if draft.values.get("derivation")]
    while waiting:
        later = [draft for draft in waiting if not _ready(draft, collection, waiting)]
        for draft in waiting:
            if draft not in later:
                yield from _fill(draft, collection)
        if len(later) == len(waiting):
            yield from (draft.mistake("derivation", "is made from itself") for draft in later)
            return
        waiting = later


def _inputs(draft: Draft, collection: Collection) -> list[Draft | None]:
    ids = draft.values["derivation"].inputs
    return [collection.drafts.get(Ref.model_construct(type=RecordType.observations, id=id)) for id in ids]


def _ready(draft: Draft, collection: Collection, waiting: list[Draft]) -> bool:
    return not any(source in waiting for source in _inputs(draft, collection))


def _fill(draft: Draft, collection: Collection) -> Iterator[Mistake]:
    derivation: Derivation = draft.values["derivation"]
    sources = [source.values for source in _inputs(draft, collection) if source is not None]
    if len(sources) < len(derivation.inputs):
        return  # a link that leads nowhere is reported with the links
    try:
        draft.values.update(derived(derivation, sources))
    except ValueError as error:
        yield draft.mistake("derivation", str(error))


def derived(derivation: Derivation, sources: Sequence[Mapping[str, Any]]) -> dict[str, Decimal | None]:
    """Value and bounds of a figure, from those of its inputs. Raises ValueError with a sentence."""
    if len(sources) != ARITY[derivation.op] or (derivation.op is DerivationOp.scale) != (derivation.factor is not None):
        raise ValueError(f"{derivation.op} has other inputs")
    try:
        return {bound: _bound(bound, derivation, sources) for bound in BOUNDS}
    except (DivisionByZero, InvalidOperation) as error:
        raise ValueError("cannot be computed") from error


def _bound(bound: str, derivation: Derivation, sources: Sequence[Mapping[str, Any]]) -> Decimal | None:
    """The least of a ratio or difference comes from the least first and the greatest second input, and so on."""
    opposite = {"value": "value", "low": "high", "high": "low"}[bound]
    used = [source[bound if index == 0 else opposite] for index, source in enumerate(sources)]
    if any(value is None for value in used):
        return None
    return compute(derivation.op, used, derivation.factor)
