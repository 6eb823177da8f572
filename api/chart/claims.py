"""What a chart shows: figures, by who states them of what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from models.observations import ObservationStatus, Qualifier

PLANNED = (ObservationStatus.target, ObservationStatus.forecast, ObservationStatus.limit)
GUESSED = (ObservationStatus.estimated, ObservationStatus.provisional, ObservationStatus.low_reliability)
SIGNS = {Qualifier.about: "≈ ", Qualifier.over: "> ", Qualifier.at_least: "≥ ", Qualifier.under: "< "}
SIGNS |= {Qualifier.up_to: "≤ "}


def readable(date: str) -> str:
    """A date of EDTF for readers: the two ends of an interval in words."""
    start, slash, end = date.partition("/")
    if not slash:
        return date
    if end in ("", ".."):
        return f"from {start}"
    return f"until {end}" if start in ("", "..") else f"{start} to {end}"


@dataclass(frozen=True)
class Figure:
    """One figure. `earliest` and `latest` are null at an open end, and both where the period is not stated."""

    id: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    qualifier: str
    as_written: str | None
    status: str
    denied: bool
    derived: bool
    period: str | None
    earliest: str | None
    latest: str | None
    deadline: bool

    @property
    def level(self) -> Decimal | None:
        """The number at which its mark stands; none for a range, or where it has no number."""
        if self.value is not None:
            return self.value
        if self.is_range:
            return None
        return self.low if self.low is not None else self.high

    @property
    def is_range(self) -> bool:
        """Whether it lies between two numbers."""
        return None not in (self.low, self.high) and self.low != self.high

    @property
    def numbers(self) -> list[Decimal]:
        """All numbers that the value axis must reach."""
        return [number for number in (self.value, self.low, self.high) if number is not None]

    @property
    def is_firm(self) -> bool:
        """Whether it is one number of one time that somebody stands by, so that a line may lead to it."""
        dated = self.earliest is not None and self.latest is not None
        return dated and self.value is not None and self.low == self.high and not (self.denied or self.derived)

    @property
    def planned(self) -> bool:
        """Whether it tells what is aimed at, expected or allowed."""
        return self.status in PLANNED

    @property
    def hollow(self) -> bool:
        """Whether it is no firm figure of what was."""
        return self.planned or self.status in GUESSED


@dataclass(frozen=True)
class Claimed:
    """Of what figures are, and on whose word; each part in words, null where there is none."""

    sides: str | None
    about: str | None
    place: str | None
    speaker: str


@dataclass(frozen=True)
class Claim:
    """The figures of one speaker about one thing."""

    what: Claimed
    figures: Sequence[Figure]

    @property
    def steps(self) -> Iterator[tuple[Figure, Figure]]:
        """Figures that follow each other in time, for a line between them."""
        firm = [one for one in self.figures if one.is_firm]
        ordered = sorted(firm, key=lambda one: (one.earliest or "", one.latest or ""))
        for before, after in pairwise(ordered):
            if (before.latest or "") < (after.earliest or ""):
                yield before, after


@dataclass(frozen=True)
class Source:
    """An article that figures come from."""

    id: str
    title: str
    publisher: str | None
    published: str | None

    @property
    def text(self) -> str:
        """The article as a note names it."""
        when = self.published and readable(self.published)
        return ", ".join(filter(None, (f"“{self.title}”", self.publisher, when)))


@dataclass(frozen=True)
class Chart:
    """All that the picture says."""

    name: str
    definition: str
    unit: str
    unit_system: str
    claims: Sequence[Claim]
    sources: Sequence[Source]
    without_number: int
    address: str
    revision: int
    figures: Sequence[Figure] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "figures", [figure for claim in self.claims for figure in claim.figures])

    @property
    def shared(self) -> list[str]:
        """What all figures have in common; the legend need not repeat it."""
        return [part for parts in self._parts() if len(parts) == 1 for part in parts if part]

    def label(self, claim: Claim) -> str:
        """What tells a claim from the others, and who makes it."""
        own = (claim.what.sides, claim.what.about, claim.what.place)
        different = [one for one, parts in zip(own, self._parts(), strict=True) if one and len(parts) > 1]
        return " · ".join([*different, claim.what.speaker])

    def _parts(self) -> list[set[str | None]]:
        every = [claim.what for claim in self.claims]
        return [{one.sides for one in every}, {one.about for one in every}, {one.place for one in every}]
