"""What a parameter may hold: text as it comes from a URL, strictly read. Knows no FastAPI and no model."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field

from api.naming import Called
from api.terms import read_terms
from models import edtf
from models.base import STATEMENT_SLUG, RecordType, Refers
from models.countries import countries, language
from models.text import clean
from models.vocabulary import Vocabulary

MAX_TEXT = 200
ANY = "*"
_SECONDS = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})"
_NUMBER = r"-?[0-9]{1,18}([.][0-9]{1,30})?([eE][+-]?[0-9]{1,3})?"


class Count(Vocabulary):
    """Whether, and how far, matching records are counted."""

    none = "none", "Not at all: the fastest."
    bounded = "bounded", "Exactly up to 10,000, beyond that as a lower bound."
    exact = "exact", "Exactly."


def _whole(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{1,9}", value):
        raise ValueError("must be a whole number")
    return value


def _decimal(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(_NUMBER, value):
        raise ValueError("must be a number such as 250 or -1.5")
    return value


def _true_or_false(value: Any) -> Any:
    if isinstance(value, str) and value not in ("true", "false"):
        raise ValueError("must be true or false")
    return value


def _moment(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(_SECONDS, value):
        raise ValueError("must be a time with its offset such as 2026-11-22T00:00:00Z")
    return value


def _in_calendar(value: datetime) -> datetime:
    """In UTC and in whole seconds, as records are dated: what changed after half a second did so in the next."""
    try:
        rest = timedelta(microseconds=-value.microsecond % 1_000_000)
        return (value + rest).astimezone(UTC)
    except OverflowError as error:
        raise ValueError("must lie in the years 0001 to 9999") from error


def _edtf(value: str) -> str:
    edtf.parse(value)
    return value


def _point(value: str) -> str:
    if "/" in value:
        raise ValueError("must be one date, not an interval")
    return _edtf(value)


def _terms(value: str) -> str:
    read_terms(value)
    return value


def _country(value: str) -> str:
    if value not in countries():
        raise ValueError("must be a code of ISO 3166-1 such as KR")
    return value


def _typed(value: str) -> str:
    type, slash, _ = value.partition("/")
    if slash and type not in list(RecordType):
        raise ValueError(f"must be an id, or begin with one of {', '.join(RecordType)}")
    return value


Whole = Annotated[int, BeforeValidator(_whole)]
Offset = Annotated[int, Field(ge=0, le=999_999_999), BeforeValidator(_whole)]
Decimals = Annotated[float, Field(ge=-1e18, le=1e18), BeforeValidator(_decimal)]
Flag = Annotated[bool, BeforeValidator(_true_or_false), Called({"true": "yes", "false": "no"}.__getitem__)]
Edtf = Annotated[str, AfterValidator(_edtf), Field(max_length=edtf.MAX_LENGTH)]
EdtfPoint = Annotated[str, AfterValidator(_point), Field(max_length=edtf.MAX_LENGTH)]
Moment = Annotated[AwareDatetime, BeforeValidator(_moment), AfterValidator(_in_calendar)]
Text = Annotated[str, Field(min_length=1, max_length=MAX_TEXT), AfterValidator(clean)]
Terms = Annotated[Text, AfterValidator(_terms)]
Country = Annotated[
    str,
    Field(pattern="^[A-Z]{2}$", examples=["KR"]),
    AfterValidator(_country),
    Called(countries().__getitem__),
]
Language = Annotated[str, Field(pattern="^[a-z]{2,3}$", examples=["en"]), Called(language)]
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
AnyId = Annotated[str, Field(pattern=STATEMENT_SLUG)]
# A record of any type: its id, or `type/id` where records of several types have that id.
AnyRecord = Annotated[str, Field(pattern=r"^([a-z]{2,20}/)?[a-z0-9-]{2,129}$"), AfterValidator(_typed), Refers(ANY)]
