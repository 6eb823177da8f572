"""The rows of the table, whatever was measured."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import median


@dataclass(frozen=True)
class Unit:
    """How the values of a row are written."""

    name: str
    show: Callable[[float], str]


REQUESTS = Unit("requests/s", lambda value: f"{value:,.0f}" if value >= 100 else f"{value:.3g}")
RECORDS = Unit("records/s", lambda value: f"{value:,.0f}")
SECONDS = Unit("s", lambda value: f"{value:.2f}")
MEGABYTES = Unit("MB", lambda value: f"{value / 1e6:,.0f}")


@dataclass(frozen=True)
class Row:
    """What was measured of one server in one workload, a value a round; or why it was not."""

    workload: str
    name: str
    unit: Unit = REQUESTS
    values: Sequence[float] = ()
    ratio: float | None = None
    size: float | None = None
    p50: Sequence[float] = ()
    p99: Sequence[float] = ()
    remarks: Sequence[str] = ()

    @property
    def middle(self) -> float:
        """The median of the rounds."""
        return median(self.values)

    def and_(self, value: float) -> "Row":
        """The row with the value of one more round."""
        return replace(self, values=[*self.values, value])


def not_run(workload: str, name: str, why: object) -> Row:
    """The row of what could not be measured."""
    return Row(workload, name, remarks=[f"not run: {why}"])
