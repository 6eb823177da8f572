"""Events: shared by all articles; each article may claim another date, and every claim stands."""

from typing import Any, ClassVar

from pydantic import Field as Described
from sqlalchemy import Index
from sqlmodel import Field

from models.base import (
    ActorId,
    Basis,
    Date,
    Document,
    EventId,
    Facts,
    Part,
    PlaceId,
    Published,
    RecordType,
    Row,
)
from models.edtf import CALENDAR_END, CALENDAR_START
from models.searched import Searched, Weight
from models.statements import StatementFacts
from models.text import Words, fold, string
from models.vocabulary import Vocabulary


class EventKind(Vocabulary):
    """What kind of event it is."""

    meeting = "meeting", "A meeting or talks."
    visit = "visit", "A visit to a country or place."
    forum = "forum", "One edition of a forum, summit or conference of many."
    statement = "statement", "A statement, speech or declaration."
    agreement = "agreement", "Reaching or signing an agreement."
    decision = "decision", "An act of a government, parliament or organisation."
    resolution = "resolution", "Adopting or tabling a resolution."
    test = "test", "A nuclear or missile test."
    exercise = "exercise", "Military exercises."
    opening = "opening", "Opening a line, plant or service."
    appointment = "appointment", "Taking or giving an office."
    election = "election", "An election or the start of a term."
    publication = "publication", "A report or article that is cited."
    anniversary = "anniversary", "An anniversary or celebration."
    development = "development", "A turn or trend with a time of its own."


class EventStatus(Vocabulary):
    """Whether it took place."""

    happened = "happened", "It took place."
    planned = "planned", "Decided on for a later time."
    expected = "expected", "Somebody expects it."
    possible = "possible", "Somebody says that it may take place."
    cancelled = "cancelled", "Decided on, then called off."
    did_not_happen = "did_not_happen", "Expected or possible, and it did not take place."


class EventRole(Vocabulary):
    """What a participant does in an event."""

    participant = "participant", "Takes part."
    host = "host", "Receives the others, or holds the event."
    visitor = "visitor", "Goes there."
    speaker = "speaker", "Makes the statement."
    addressee = "addressee", "Is spoken to, or asked."
    actor = "actor", "Does it."
    target = "target", "It is done to them."
    subject = "subject", "It is about them."


class Event(Row, table=True):
    """An event's columns. The bounds span all its claims that are not denied."""

    __table_args__ = (
        Index("ix_event_when_earliest", "withdrawn", "when_earliest", "key"),
        Index("ix_event_when_latest", "withdrawn", "when_latest", "key"),
        Index("ix_event_title", "withdrawn", "title_folded", "key"),
    )

    kind: str = string()
    title: str = string()
    title_folded: str = string()
    description: str | None = string(default=None)
    status: str = string()
    recurs: str | None = string(default=None)
    place_key: int | None = Field(default=None, foreign_key="place.key")
    part_of_key: int | None = Field(default=None, foreign_key="event.key")
    when_earliest: str = string()
    when_latest: str = string()

    @classmethod
    def index_columns(cls, document: Any) -> dict[str, Any]:
        dates = [claim.date for claim in document.when if claim.date is not None and not claim.denied]
        return {
            "title_folded": fold(document.title),
            "when_earliest": min([date.earliest or CALENDAR_START for date in dates], default=CALENDAR_END),
            "when_latest": max([date.latest or CALENDAR_END for date in dates], default=CALENDAR_START),
        }


class EventParticipant(Part, table=True):
    """One participant of one event, in one role."""

    __tablename__ = "event_participant"
    __table_args__ = (Index("ix_event_participant_actor", "actor_key", "record_key"),)

    actor_key: int = Field(foreign_key="actor.key")
    role: str = string()


class EventClaim(Part, table=True):
    """One claim of when an event was; who said it are links named `when.N.said_by`."""

    __tablename__ = "event_claim"

    date: str | None = string(default=None)
    date_earliest: str = string()
    date_latest: str = string()
    date_basis: str = string()
    date_reason: str | None = string(default=None)
    deadline: bool = False
    attribution: str = string()
    reference_key: int | None = Field(default=None, foreign_key="reference.key")
    denied: bool = False


class Participant(Facts, frozen=True):
    """An actor in an event."""

    actor: ActorId
    role: EventRole = EventRole.participant


class Claim(StatementFacts):
    """When an event was, as one source has it. Its evidence has the path of the claim as field."""

    date: Date | None = Described(None, description="When it was; null where the source leaves it open.")
    date_basis: Basis = Described(Basis.stated, description="Where the date comes from.")
    date_reason: Words | None = Described(None, description="Why, when the date is inferred.")
    deadline: bool = Described(False, description="True where the date is the time by which, not during which.")


class EventFacts(Facts):
    """What happened, who took part, and when by each account."""

    kind: EventKind
    title: Words = Described(description="A title in our own words.")
    description: Words | None = Described(None, description="What happened, in our own words.")
    status: EventStatus
    recurs: Words | None = Described(None, description="How often it comes again; null for a single event.")
    place: PlaceId | None = None
    part_of: EventId | None = Described(None, description="The larger event that it belongs to.")
    participants: list[Participant] = []
    when: list[Claim] = Described([], description="When it was: one claim a source that says something else.")


class EventDocument(Published, EventFacts, Document):
    """Something that happened, was planned, or did not happen."""

    type: ClassVar[RecordType] = RecordType.events
    labels = ("title",)
    searched: ClassVar[Searched] = {"title": Weight.label, "description": Weight.sentence, "recurs": Weight.rest}
