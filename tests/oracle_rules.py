"""What the oracle knows of every resource: its filters, and what it is sorted by."""

from tests.oracle import Order, Rules
from tests.oracle_filters import Filters, by, by_date, by_text
from tests.oracle_parameters import (
    ACTORS,
    ARTICLES,
    COMPARISONS,
    EVENTS,
    EVIDENCE,
    INDICATORS,
    OBSERVATIONS,
    PLACES,
    POSITIONS,
    PROJECTS,
    REFERENCES,
    RELATIONS,
    STATUSES,
    TOPICS,
    WHEN,
)
from tests.oracle_search import searched


def rules(type: str, filters: Filters, **orders: Order) -> Rules:
    """A resource; every list can be searched, and sorted by id."""
    return Rules({**filters, "q": searched(type)}, {"id": by("id"), **orders})


RULES: dict[str, Rules] = {
    "articles": rules("articles", ARTICLES, published=by_date("published"), title=by_text("title")),
    "actors": rules("actors", ACTORS, name=by_text("name")),
    "projects": rules("projects", PROJECTS, name=by_text("name")),
    "indicators": rules("indicators", INDICATORS, name=by_text("name")),
    "observations": rules("observations", OBSERVATIONS, period=by_date("period"), value=by("low", "high")),
    "events": rules("events", EVENTS, when=by_date(WHEN), title=by_text("title")),
    "positions": rules("positions", POSITIONS, when=by_date("when")),
    "relations": rules("relations", RELATIONS, valid=by_date("valid"), attested=by_date("attested")),
    "statuses": rules("statuses", STATUSES, as_of=by_date("as_of")),
    "places": rules("places", PLACES, name=by_text("name")),
    "topics": rules("topics", TOPICS, label=by_text("label")),
    "references": rules("references", REFERENCES, date=by_date("date"), accessed=by_date("accessed")),
    "comparisons": rules("comparisons", COMPARISONS, kind=by("kind")),
    "evidence": rules("evidence", EVIDENCE, start=by("start")),
}
