"""Checks lines of NDJSON and prepares their records. It takes no database, so that processes can share the work."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field

from models.adding import Whole, prepare_whole
from models.base import Published
from models.evidence import evidence_id, in_texts
from models.observations import ObservationDocument
from models.stored import Keys
from models.writing import Edition, Gathered
from seed.check import Known, unlinked, wrong_in_itself
from seed.derive import BOUNDS
from seed.figures import Figure
from seed.lines import Found, Place, Written, document_of, read, read_at_once
from seed.mistakes import Mistake


@dataclass
class Checked:
    """What lines hold: new records as rows, packed; records that stand already; figures that others are derived from or
    that are derived; and mistakes."""

    new: bytes = b""
    standing: list[Whole] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    found: Found = field(default_factory=Found)


@dataclass(frozen=True)
class Checker:
    """What the check needs: the keys of all records, of which those from `first` on are new, and each is followed by
    those of its evidence; the lengths of texts; which figures are inputs of others; what new records get."""

    keys: Keys
    first: int
    lengths: dict[str, int | None]
    inputs: Set[str]
    edition: Edition

    def __call__(self, lines: Sequence[Written]) -> Checked:
        """Checks lines. Where any is wrong, nothing will be written."""
        checked, new, known = Checked(), Gathered(), Known(self.keys, self.lengths)
        for written in lines:
            document = read_at_once(written) or _read_closely(written, checked.found)
            if document is None:
                continue
            mistakes = [*wrong_in_itself(document, written.place, known), *_spans(document, written.place)]
            try:
                self._take(document, new, checked.standing)
            except KeyError:  # of a link, which would take longer to foresee; or of the id, as the first look told
                mistakes += unlinked(document, written.place, known)
                if not mistakes and document.id in self.keys[document.type]:
                    raise
            checked.found.extend(mistakes)
            checked.figures += self._figures(document, written.place)
        checked.new = new.packed()
        return checked

    def _take(self, document: Published, new: Gathered, standing: list[Whole]) -> None:
        key, whole = self.keys[document.type][document.id], prepare_whole(document, self.keys)
        if key < self.first:
            standing.append(whole)
        else:
            for place, prepared in enumerate((whole.record, *whole.evidence), key):
                new.add(place, prepared, self.edition)

    def _figures(self, document: Published, place: Place) -> Iterator[Figure]:
        if isinstance(document, ObservationDocument) and (document.derivation or document.id in self.inputs):
            bounds = {bound: getattr(document, bound) for bound in BOUNDS}
            yield Figure(document.id, bounds, document.derivation, place)


def _read_closely(written: Written, found: Found) -> Published | None:
    """The document of a line, or what is wrong with it. What is no record at all is known since the first look."""
    line = read(written)
    return None if isinstance(line, Mistake) else document_of(line, found)


def _spans(document: Published, place: Place) -> Iterator[Mistake]:
    """Brings the evidence into the order of the texts; its ids name its spans."""
    for span in document.evidence:
        right = evidence_id(document, span.field, span.text_of, span.start, span.end)
        if span.id != right:
            yield place.mistake(f"evidence {span.id}", f"is not the id of this span, which is {right}")
    if len(document.evidence) > 1:
        document.evidence.sort(key=in_texts)
        if len({span.id for span in document.evidence}) < len(document.evidence):
            yield place.mistake("evidence", "the same span stands twice")
