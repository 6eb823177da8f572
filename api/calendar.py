"""Events as a calendar (iCalendar, RFC 5545): all-day entries that keep the precision of their dates."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import orjson

from api.formats import Batch, Format
from api.formats.base import Parts
from api.formats.columns import Column
from api.ics import component, line, text
from models.base import Document, RecordType
from models.edtf import CALENDAR_END
from models.events import EventStatus
from models.numbers import exact, written

Json = dict[str, Any]

PLACES = RecordType.places.encode()
BEGIN = line("BEGIN", "VCALENDAR") + line("VERSION", "2.0") + line("PRODID", "-//rokrus//events//EN")
END = line("END", "VCALENDAR")
STATUSES = {
    EventStatus.happened: "CONFIRMED",
    EventStatus.planned: "TENTATIVE",
    EventStatus.expected: "TENTATIVE",
    EventStatus.possible: "TENTATIVE",
    EventStatus.cancelled: "CANCELLED",
    EventStatus.did_not_happen: "CANCELLED",
}


def _calendar(batches: Iterable[Batch], _columns: Sequence[Column]) -> Parts:
    yield BEGIN
    for batch in batches:
        places = {id.decode(): orjson.loads(place) for id, place in batch.linked.get(PLACES, {}).items()}
        yield b"".join(entry for one in batch.documents for entry in entries(orjson.loads(one), places))
    yield END


def entries(event: Json, places: Mapping[str, Json]) -> Iterator[bytes]:
    """An entry for each date that some account of an event gives; what an account denies is no date of it.

    The first date keeps the identity of the event when it is mended; further ones are told apart by their number.
    """
    for number, accounts in enumerate(_by_date(event), 1):
        uid = event["id"] if number == 1 else f"{event['id']}.{number}"
        lines = [
            line("UID", f"{uid}@rokrus"),
            *_changed(event),
            *_days(event["when"][accounts[0]]["date"]),
            text("SUMMARY", event["title"]),
            text("DESCRIPTION", "\n".join(_description(event, accounts))),
            *_located(places.get(event["place"])),
            line("CATEGORIES", event["kind"]),
            line("STATUS", STATUSES[event["status"]]),
            line("TRANSP", "TRANSPARENT"),  # it makes nobody busy
        ]
        yield component("VEVENT", lines)


def _by_date(event: Json) -> list[list[int]]:
    """The accounts that give a date, by their places: those of the same date together."""
    found: dict[tuple[str, bool], list[int]] = {}
    for index, account in enumerate(event["when"]):
        if account["date"] and not account["denied"]:
            found.setdefault((account["date"]["edtf"], account["deadline"]), []).append(index)
    return list(found.values())


def _changed(event: Json) -> list[bytes]:
    at = event["updated_at"].replace("-", "").replace(":", "")
    return [line("DTSTAMP", at), line("LAST-MODIFIED", at), line("SEQUENCE", str(event["revision"]))]


def _days(when: Json) -> Iterator[bytes]:
    """The days that a date can mean, the end exclusive; of an open or unknown end only the known day."""
    first, last = when["earliest"] or when["latest"], when["latest"] or when["earliest"]
    yield line("DTSTART;VALUE=DATE", first.replace("-", ""))
    if last != CALENDAR_END:  # no day comes after it; without an end the entry is one day
        after = date.fromisoformat(last) + timedelta(days=1)
        yield line("DTEND;VALUE=DATE", after.isoformat().replace("-", ""))


def _description(event: Json, accounts: Sequence[int]) -> Iterator[str]:
    """What happened, then when, by whom and in which articles, as lines."""
    if event["description"]:
        yield event["description"]
    told = [event["when"][index] for index in accounts]
    when = told[0]["date"]
    yield f"When: {'by ' if told[0]['deadline'] else ''}{when['edtf']} ({when['precision']}, {told[0]['date_basis']})"
    said_by = dict.fromkeys(actor for account in told for actor in account["said_by"])
    if said_by:
        yield f"Said by: {', '.join(said_by)}"
    fields = tuple(f"when.{index}." for index in accounts)
    articles = {span["article"] for span in event["evidence"] if f"{span['field']}.".startswith(fields)}
    yield f"Articles: {', '.join(sorted(articles))}"
    yield f"Status: {event['status']}"
    yield f"Record: /v1/events/{event['id']}"


def _located(place: Json | None) -> Iterator[bytes]:
    if place:
        yield text("LOCATION", place["name"])
    if place and place["coordinates"]:
        point = [written(exact(place["coordinates"][axis])) for axis in ("latitude", "longitude")]
        yield line("GEO", ";".join(point))


def _content(_document: type[Document]) -> dict[str, Any]:
    return {"schema": {"type": "string"}, "example": (BEGIN + END).decode()}


EVENTS_ICS = Format(
    "text/calendar; charset=utf-8",
    "iCalendar (RFC 5545): an all-day entry for each date that some account gives; events without a date are left out.",
    _calendar,
    _content,
    linked=("place",),
)
