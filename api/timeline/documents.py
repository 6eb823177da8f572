"""The timeline on the wire."""

from typing import Any

from pydantic import Field

from api.answer import Answer
from api.pages import Included, TotalIs, Whole
from api.timeline.query import TimelineType
from models.base import Basis, Date
from models.statements import Attribution


class TimelineEntry(Whole):
    """A dated record; of an event, one account of when it was."""

    type: TimelineType
    id: str = Field(description="Public id of the record.", examples=["moon-putin-summit-2017-09"])
    label: str = Field(description="What the record says, in short.")
    date: Date
    basis: Basis = Field(description="Where the date comes from.")
    deadline: bool = Field(description="True where the date is the time by which, not during which.")
    denied: bool = Field(description="True where the source says that it is not so.")
    status: str | None = Field(
        description="Of an event: whether it took place; of a status: how far the project had come; of an observation: "
        "the standing of the figure. As in the record; null for articles and positions."
    )
    attribution: Attribution | None = Field(description="On whose word it is said; null for articles.")
    said_by: list[str] = Field(description="The actors who say it; empty when the articles themselves do.")
    articles: list[str] = Field(description="The articles with evidence of it.")
    field: str = Field(description="Dotted path of the date in the record's document.", examples=["when.0"])
    url: str = Field(description="Relative URL of the record.", examples=["/v1/events/moon-putin-summit-2017-09"])


class TimelinePage(Whole):
    """A page of the timeline."""

    data: list[TimelineEntry]
    included: Included
    next: str | None = Field(description="Relative URL of the next page; null on the last.")
    total: int | None = Field(description="How many entries match; null where they were not counted.")
    total_is: TotalIs
    undated: dict[TimelineType, int] | None = Field(
        description="How many records of each type match the other filters and have no date, so that they are not in "
        "the timeline; with `count=bounded` 10,000 may mean more. Null where they were not counted."
    )
    left_out: dict[TimelineType, list[str]] = Field(
        description="The types that lack some of the filters in use, and which; there are no entries of them."
    )


class TimelineInfo(Answer):
    """What can be asked of the timeline."""

    url: str
    filters: dict[str, list[TimelineType]] = Field(
        description="The filters, each with the types that have it; with others it leaves the rest out."
    )
    sorts: list[str]
    includes: list[str]


Entry = dict[str, Any]
