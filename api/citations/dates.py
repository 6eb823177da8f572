"""Dates of CSL: no more precise than what is known."""

from typing import Any

from models import edtf
from models.base import Basis, Date
from models.edtf import Precision

CslDate = dict[str, Any]

# How many of year, month and day tell a date of this precision, or its ends.
_PARTS = {"day": 3, "month": 2, "season": 2, "quarter": 2, "half": 2, "year": 1, "decade": 1, "century": 1}
_DOUBTFUL = frozenset("?~%")
_SPRING = 21


def csl_date(date: Date, basis: Basis) -> CslDate:
    """A date of CSL. An inferred interval is a time in which one day lies: what all its days share is certain of it."""
    if date.earliest is None or date.latest is None:
        found: CslDate = {
            "literal": f"no {f'earlier than {date.earliest}' if date.earliest else f'later than {date.latest}'}"
        }
    elif date.precision is Precision.season:
        found = {"date-parts": [[int(date.edtf[:4])]], "season": int(date.edtf[5:7]) - _SPRING + 1}
    else:
        found = {"date-parts": _between(date.earliest, date.latest, *_precision(date, basis))}
    return found | ({"circa": True} if _DOUBTFUL & set(date.edtf) else {})


def _precision(date: Date, basis: Basis) -> tuple[int, int]:
    """How many parts the first and the last day have."""
    if date.precision is not Precision.interval:
        return (_PARTS[date.precision],) * 2
    if basis is Basis.inferred:
        same_month = str(date.earliest)[:7] == str(date.latest)[:7]
        return (2, 2) if same_month else (1, 1)
    start, end = (_PARTS[edtf.parse(side).precision] for side in date.edtf.split("/"))
    return start, end


def _between(earliest: str, latest: str, *precision: int) -> list[list[int]]:
    """One date where both are the same, else two."""
    first, last = (
        [int(part) for part in day.split("-")[:parts]] for day, parts in zip((earliest, latest), precision, strict=True)
    )
    return [first] if first == last else [first, last]
