"""Dates: what is accepted, which days it can mean, and that hostile text costs nothing."""

import datetime
import time

import pytest
from edtf import parse_edtf
from hypothesis import given
from hypothesis import strategies as st

from models.edtf import parse


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "precision"),
    [
        ("2017", "2017-01-01", "2017-12-31", "year"),
        ("2017-09", "2017-09-01", "2017-09-30", "month"),
        ("2016-02", "2016-02-01", "2016-02-29", "month"),
        ("2017-09-14", "2017-09-14", "2017-09-14", "day"),
        ("2017-09-14?", "2017-09-14", "2017-09-14", "day"),
        ("2017~", "2017-01-01", "2017-12-31", "year"),
        ("2017-09%", "2017-09-01", "2017-09-30", "month"),
        ("201X", "2010-01-01", "2019-12-31", "decade"),
        ("20XX", "2000-01-01", "2099-12-31", "century"),
        ("000X", "0001-01-01", "0009-12-31", "decade"),
        ("2017-XX", "2017-01-01", "2017-12-31", "year"),
        ("2017-XX-XX", "2017-01-01", "2017-12-31", "year"),
        ("2017-09-XX", "2017-09-01", "2017-09-30", "month"),
        ("2017-21", "2017-03-01", "2017-05-31", "season"),
        ("2017-22", "2017-06-01", "2017-08-31", "season"),
        ("2017-23", "2017-09-01", "2017-11-30", "season"),
        ("2015-24", "2015-12-01", "2016-02-29", "season"),
        ("9999-24", "9999-12-01", "9999-12-31", "season"),
        ("2017-33", "2017-01-01", "2017-03-31", "quarter"),
        ("2017-36", "2017-10-01", "2017-12-31", "quarter"),
        ("2017-40", "2017-01-01", "2017-06-30", "half"),
        ("2017-41", "2017-07-01", "2017-12-31", "half"),
        ("2013/2017-09", "2013-01-01", "2017-09-30", "interval"),
        ("2013/..", "2013-01-01", None, "interval"),
        ("2013/", "2013-01-01", None, "interval"),
        ("../2013", None, "2013-12-31", "interval"),
        ("/2013~", None, "2013-12-31", "interval"),
    ],
)
def test_bounds(text: str, earliest: str | None, latest: str | None, precision: str) -> None:
    assert parse(text) == (earliest, latest, precision)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "not an EDTF date"),
        ("yesterday", "not an EDTF date"),
        ("2017-9", "not an EDTF date"),
        ("17-09-14", "not an EDTF date"),
        ("2017-09-14T10:00:00Z", "not an EDTF date"),
        ("-0044", "not an EDTF date"),
        ("Y17E7", "not an EDTF date"),
        ("２０１７", "not an EDTF date"),
        ("2017\n", "not an EDTF date"),
        ("[2016,2017]", "not an EDTF date"),
        ("0000", "0001 to 9999"),
        ("2017-13", "months run from 01 to 12"),
        ("2017-00", "months run from 01 to 12"),
        ("2017-25", "months run from 01 to 12"),
        ("2017-02-29", "no day 29"),
        ("2017-02-00", "no day 00"),
        ("2017-XX-14", "a day needs a month"),
        ("2017-33-01", "has no days"),
        ("201X-09", "without unspecified digits"),
        ("2018/2017", "ends before it starts"),
        ("2016/2017/2018", "one '/'"),
        ("../..", "a date on one side"),
        ("/", "a date on one side"),
        ("2017/" + "9" * 40, "at most 40"),
    ],
)
def test_refused(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told.replace("/", ".")):
        parse(text)


days = st.dates(datetime.date(1, 1, 1))


@given(day=days, length=st.sampled_from([4, 7, 10]), qualifier=st.sampled_from(["", "?", "~", "%"]))
def test_as_another_implementation_has_it(day: datetime.date, length: int, qualifier: str) -> None:
    text = day.isoformat()[:length]
    bounds, other = parse(text + qualifier), parse_edtf(text)
    assert bounds.earliest == time.strftime("%Y-%m-%d", other.lower_strict()).rjust(10, "0")
    assert bounds.latest == time.strftime("%Y-%m-%d", other.upper_strict()).rjust(10, "0")


@given(st.text(max_size=60))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    try:
        bounds = parse(text)
    except ValueError:
        return
    assert (bounds.earliest or "") <= (bounds.latest or "9999-12-31")
