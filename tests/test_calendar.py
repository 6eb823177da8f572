"""Events as iCalendar, read back by another program."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import icalendar
import pytest
from fastapi.testclient import TestClient
from hypothesis import example, given
from hypothesis import strategies as st

from api import ics
from api.calendar import entries
from models import edtf
from models.events import EventStatus
from tests.test_every_resource import walk

Record = dict[str, Any]
# Dates as EDTF has them, the first day, and the day after the last; None where there is none.
DAYS = [
    ("2017-09-06", "2017-09-06", "2017-09-07"),
    ("2017-09-30~", "2017-09-30", "2017-10-01"),
    ("2017-09", "2017-09-01", "2017-10-01"),
    ("2017-24", "2017-12-01", "2018-03-01"),
    ("2017-36", "2017-10-01", "2018-01-01"),
    ("2017", "2017-01-01", "2018-01-01"),
    ("201X", "2010-01-01", "2020-01-01"),
    ("2016-02/2016", "2016-02-01", "2017-01-01"),
    ("2018-01~/..", "2018-01-01", "2018-01-02"),
    ("/2018", "2018-12-31", "2019-01-01"),
    ("0001", "0001-01-01", "0002-01-01"),
    ("9999-12", "9999-12-01", None),
]
# Which calendar word stands for each status.
STATUSES = {
    "happened": "CONFIRMED",
    "planned": "TENTATIVE",
    "expected": "TENTATIVE",
    "possible": "TENTATIVE",
    "cancelled": "CANCELLED",
    "did_not_happen": "CANCELLED",
}


def read(calendar: bytes) -> list[Any]:
    """The entries of a calendar that holds nothing else and has no error."""
    (whole,) = icalendar.Calendar.from_ical(calendar, multiple=True)
    assert (whole.errors, str(whole["VERSION"])) == ([], "2.0")
    found = list(whole.subcomponents)
    assert {(one.name, *map(str, one.errors)) for one in found} <= {("VEVENT",)}
    return found


def dates(event: Record) -> Iterator[tuple[int, Record]]:
    """The different dates of an event that accounts give, numbered from 1."""
    stated = {one["date"]["edtf"]: one["date"] for one in event["when"] if one["date"] and not one["denied"]}
    yield from enumerate(stated.values(), 1)


def day(text: str) -> date:
    return date.fromisoformat(text)


def event(**changed: Any) -> Record:
    """A made-up event."""
    claim: Record = {"date": None, "date_basis": "stated", "deadline": False, "denied": False, "said_by": []}
    made = {"id": "fair", "kind": "forum", "title": "Fair", "description": None, "status": "planned", "place": None}
    return {**made, "evidence": [], "revision": 7, "updated_at": "2026-11-22T01:02:03Z", "when": [claim], **changed}


def at(*written: str, **changed: Any) -> list[Record]:
    """Accounts of when it was."""
    of_all = {**event()["when"][0], **changed}
    return [{**of_all, "date": {"edtf": one, **edtf.parse(one)._asdict()}} for one in written]


def calendar(made: Record, places: dict[str, Record] | None = None) -> bytes:
    return ics.component("VCALENDAR", [ics.line("VERSION", "2.0"), *entries(made, places or {})])


def test_every_dated_event_is_in_the_calendar(client: TestClient) -> None:
    answer = client.get("/v1/events.ics?sort=id")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="events.ics"'
    places = {one["id"]: one for one in walk(client, "/v1/places?limit=500")}
    found, expected = read(answer.content), list(walk(client, "/v1/events?limit=500&sort=id"))
    identities = [str(one["UID"]) for one in found]
    assert len(identities) == len(set(identities))
    assert identities == [
        f"{one['id']}{f'.{number}' if number > 1 else ''}@rokrus" for one in expected for number, _ in dates(one)
    ]
    shown = iter(found)
    for one in expected:
        for _, when in dates(one):
            entry = next(shown)
            assert str(entry["SUMMARY"]) == one["title"]
            assert f"When: {'by ' if 'When: by' in entry['DESCRIPTION'] else ''}{when['edtf']} " in entry["DESCRIPTION"]
            assert f"Record: /v1/events/{one['id']}" in entry["DESCRIPTION"].splitlines()
            assert str(entry["STATUS"]) == STATUSES[one["status"]]
            assert entry.get("LOCATION") == (places[one["place"]]["name"] if one["place"] else None)
            assert (entry["SEQUENCE"], str(entry["TRANSP"])) == (one["revision"], "TRANSPARENT")
            assert entry.decoded("LAST-MODIFIED").strftime("%Y-%m-%dT%H:%M:%SZ") == one["updated_at"]
            assert entry.decoded("DTSTART") == day(when["earliest"] or when["latest"])


def test_the_calendar_takes_the_filters_of_the_list(client: TestClient) -> None:
    for filters in ({"when__overlaps": "2017"}, {"status": ["planned", "expected"]}, {"when__exists": "false"}):
        query = urlencode(filters, doseq=True)
        ids = {one["id"] for one in walk(client, f"/v1/events?limit=500&{query}") for _ in dates(one)}
        found = read(client.get(f"/v1/events.ics?{query}").content)
        assert {str(one["UID"]).partition("@")[0].partition(".")[0] for one in found} == ids
    assert not found


def test_one_event_alone(real: TestClient) -> None:
    first, second = read(real.get("/v1/events/moon-putin-summit-2017-09.ics").content)
    assert (first.decoded("DTSTART"), second.decoded("DTSTART")) == (date(2017, 9, 6), date(2017, 9, 9))
    assert "Articles: edm-14-115\n" in first["DESCRIPTION"]
    assert "Articles: kinu-co-17-27\n" in second["DESCRIPTION"]


@pytest.mark.parametrize(("when", "first", "after"), DAYS)
def test_dates_keep_their_precision(when: str, first: str, after: str | None) -> None:
    (entry,) = read(calendar(event(when=at(when))))
    assert entry.decoded("DTSTART") == day(first)
    assert entry["DTSTART"].params["VALUE"] == "DATE"
    assert ("DTEND" in entry) == (after is not None)
    if after is not None:
        assert entry.decoded("DTEND") == day(after)
        assert entry.decoded("DTEND") - entry.decoded("DTSTART") >= timedelta(days=1)
    assert f"When: {when} (" in entry["DESCRIPTION"]


def test_accounts_of_the_same_date_are_one_entry() -> None:
    spans = [{"field": f"when.{index}", "article": name} for index, name in ((0, "b"), (1, "c"), (2, "a"), (10, "x"))]
    made = event(when=at("2017", "2018", "2017", said_by=["ost"]), evidence=spans)
    first, second = read(calendar(made))
    assert [str(one["UID"]) for one in (first, second)] == ["fair@rokrus", "fair.2@rokrus"]
    assert "Said by: ost\nArticles: a, b\n" in first["DESCRIPTION"]
    assert "Articles: c\n" in second["DESCRIPTION"]


def test_what_is_denied_or_undated_is_no_date() -> None:
    assert read(calendar(event())) == read(calendar(event(when=at("2017", denied=True)))) == []
    (entry,) = read(calendar(event(when=at("2020", deadline=True))))
    assert "When: by 2020 (year, stated)" in entry["DESCRIPTION"]


def test_an_event_keeps_its_identity_when_its_date_is_mended() -> None:
    (before,), (after,) = (read(calendar(event(when=at(when), revision=n))) for n, when in ((7, "2017"), (9, "2018")))
    assert before["UID"] == after["UID"]
    assert before["SEQUENCE"] < after["SEQUENCE"]


def test_every_status_has_a_word() -> None:
    assert {str(one) for one in EventStatus} == STATUSES.keys()
    for status, word in STATUSES.items():
        (entry,) = read(calendar(event(when=at("2017"), status=status)))
        assert str(entry["STATUS"]) == word


def test_coordinates_are_told() -> None:
    place = {"name": "Port A; north, \\ old", "coordinates": {"latitude": -0.00001, "longitude": 131.5}}
    (entry,) = read(calendar(event(when=at("2017"), place="port-a"), {"port-a": place}))
    assert (str(entry["LOCATION"]), entry["GEO"].to_ical()) == (place["name"], "-1e-05;131.5")
    assert b"\r\nGEO:-0.00001;131.5\r\n" in calendar(event(when=at("2017"), place="port-a"), {"port-a": place})


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200))
@example("a\r\nEND:VEVENT\r\nBEGIN:VALARM")
@example("a\nb\rc\x0bd\x85e\u2028f")
@example("\x00\x1b\x7f")
@example("정상회담" * 30)
@example("\\n;,:\"'")
def test_no_text_breaks_out_of_its_line(title: str) -> None:
    written = calendar(event(when=at("2017"), title=title, description=title))
    (entry,) = read(written)
    assert [one for one in written.split(b"\r\n") if len(one) > 75 or b"\n" in one or b"\r" in one] == []
    assert written.endswith(b"END:VCALENDAR\r\n")
    told = re.sub(r"[\x00-\x08\x0e-\x1b\x7f]", "", title)
    assert str(entry["SUMMARY"]) == "\n".join(told.splitlines())


def test_documents_of_the_real_data_fold_well(real: TestClient) -> None:
    lines = real.get("/v1/events.ics").content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert any(one.startswith(b" ") for one in lines)
    for one in lines:
        one.decode("utf-8")
    told = {one["name"]: one["formats"] for one in real.get("/v1").json()["resources"]}
    assert [name for name, formats in told.items() if "ics" in formats] == ["events"]
