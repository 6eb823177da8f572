"""What the oracle knows of every resource: one line a parameter, or a family of parameters with their usual endings."""

from tests.oracle import Reach, Record, at, back, items, joined, upwards, via
from tests.oracle_filters import (
    Filters,
    all_of,
    any_of,
    at_least,
    at_most,
    changed_since,
    contains,
    dated,
    exists,
    flag,
    maybe,
    number,
    overlaps,
    perhaps,
    prefix,
    ranged,
    several,
    single,
    worded,
)

# --- what is shared -----


def stands(record: Record) -> bool:
    """Whether it is not denied."""
    return not record["denied"]


def takes_part(record: Record) -> bool:
    """Whether a relation says that its subject takes part in its object."""
    return record["predicate"] == "takes_part_in" and stands(record)


def spoken_of(type: str) -> Reach:
    """The records of a type that the evidence of an article is of."""
    return back("evidence", "article", via("record", type, "id"))


WHEN = items("when", "date", stands)

RELATED = joined(back("relations", "subject", "object", stands), back("relations", "object", "subject", stands))

COMMON: Filters = {"id": any_of("id"), "updated__gte": changed_since()}
EVIDENCED: Filters = {**COMMON, **several("article", "evidence.article")}
STATEMENT: Filters = {
    **EVIDENCED,
    **several("said_by", "said_by"),
    "attribution": any_of("attribution"),
    "reference": any_of("reference"),
    "denied": flag("denied"),
}
PARTICIPANT = back("relations", "object", via("subject", "actors", "id"), takes_part)

# --- resources -----

ARTICLES: Filters = {
    **COMMON,
    "kind": any_of("kind"),
    "host": any_of("host"),
    **several("author", "authors"),
    **perhaps("publisher", "publisher"),
    **several("topic", "topics"),
    "topic__within": any_of(upwards("topics", "topics", "broader")),
    **several("actor", spoken_of("actors")),
    **several("project", spoken_of("projects")),
    **several("event", spoken_of("events")),
    **several("indicator", back("evidence", "article", via("record", "observations", "indicator"))),
    "cites": any_of(back("references", "article", "outlet")),
    "language": any_of("language"),
    "series": any_of("series"),
    "text_sha256": any_of("text_sha256"),
    **worded("title", "title"),
    **dated("published", "published"),
}

ACTORS: Filters = {
    **EVIDENCED,
    **single("kind", "kind"),
    **perhaps("country", "country"),
    **worded("name", "name", "names.text"),
    **several("project", back("relations", "subject", via("object", "projects", "id"), takes_part)),
    "related_to": any_of(RELATED),
    **several("event", back("events", "participants.actor", "id")),
    **several("topic", back("positions", "holders", "topic", stands)),
    "wrote": any_of(back("articles", "authors", "id")),
}

PROJECTS: Filters = {
    **EVIDENCED,
    **single("kind", "kind"),
    **single("sector", "sector"),
    **several("participant", PARTICIPANT),
    "participant_country": any_of(back("relations", "object", via("subject", "actors", "country"), takes_part)),
    "related_to": any_of(RELATED),
    **several("status", back("statuses", "project", "status", stands)),
    **several("place", "places"),
    "place__within": any_of(upwards("places", "places", "part_of")),
    "country": any_of(via("places", "places", "country")),
    **maybe("part_of", "part_of"),
    "part_of__within": any_of(upwards("part_of", "projects", "part_of")),
    **worded("name", "name"),
}

INDICATORS: Filters = {
    **EVIDENCED,
    **single("measure", "measure"),
    **perhaps("direction", "direction"),
    "unit": any_of("unit"),
    "unit_system": any_of("unit_system"),
    **maybe("of", "of"),
    "reporter": any_of(back("observations", "indicator", "reporter")),
    "partner": any_of(back("observations", "indicator", "partner")),
    **worded("name", "name"),
}

OBSERVATIONS: Filters = {
    **STATEMENT,
    **single("indicator", "indicator"),
    "unit": any_of(via("indicator", "indicators", "unit")),
    "measure": any_of(via("indicator", "indicators", "measure")),
    "direction": any_of(via("indicator", "indicators", "direction")),
    **single("reporter", "reporter"),
    **single("partner", "partner"),
    "between": all_of(at("reporter", "partner"), most=2),
    "party": any_of(at("reporter", "partner")),
    "compiled_by": any_of("compiled_by"),
    "about": any_of("about"),
    "about_type": any_of("about.type"),
    "place": any_of("place"),
    "place__within": any_of(upwards("place", "places", "part_of")),
    **single("status", "status"),
    **single("qualifier", "qualifier"),
    **maybe("change", "change"),
    "derived": exists("derivation"),
    "input": any_of("derivation.inputs"),
    "scope__contains": contains("scope"),
    "value": number("value"),
    "value__gte": at_least("low"),
    "value__lte": at_most("high"),
    "value__exists": exists("value"),
    **dated("period", "period"),
    "period_basis": any_of("period_basis"),
    "deadline": flag("deadline"),
    "base__overlaps": overlaps("base"),
    "base__exists": exists("base"),
}

EVENTS: Filters = {
    **EVIDENCED,
    **single("kind", "kind"),
    **single("status", "status"),
    **several("participant", "participants.actor"),
    "role": any_of("participants.role"),
    "participant_country": any_of(via("participants.actor", "actors", "country")),
    **maybe("place", "place"),
    "place__within": any_of(upwards("place", "places", "part_of")),
    "country": any_of(via("place", "places", "country")),
    **maybe("part_of", "part_of"),
    "part_of__within": any_of(upwards("part_of", "events", "part_of")),
    "recurs__exists": exists("recurs"),
    "said_by": any_of("when.said_by"),
    **worded("title", "title"),
    **dated("when", WHEN),
}

POSITIONS: Filters = {
    **STATEMENT,
    **several("holder", "holders"),
    "holder_country": any_of(via("holders", "actors", "country")),
    "holder_kind": any_of(via("holders", "actors", "kind")),
    **single("stance", "stance"),
    **single("topic", "topic"),
    "topic__within": any_of(upwards("topic", "topics", "broader")),
    **maybe("target", "target"),
    "target_type": any_of("target.type"),
    "content__contains": contains("content"),
    **dated("when", "when"),
}

RELATIONS: Filters = {
    **STATEMENT,
    "subject": any_of("subject"),
    "subject_type": any_of("subject.type"),
    "subject_kind": any_of(via("subject", "actors", "kind")),
    "subject_country": any_of(via("subject", "actors", "country")),
    **single("predicate", "predicate"),
    **single("role", "role"),
    "object": any_of("object"),
    "object_type": any_of("object.type"),
    "object_sector": any_of(via("object", "projects", "sector")),
    "object_place": any_of(via("object", "projects", "places")),
    "object_place__within": any_of(via("object", "projects", upwards("places", "places", "part_of"))),
    "party": any_of(at("subject", "object")),
    **worded("title", "title"),
    "title__exists": exists("title"),
    **dated("valid", "valid"),
    **dated("attested", "attested"),
}

STATUSES: Filters = {
    **STATEMENT,
    "project": any_of("project"),
    "project_kind": any_of(via("project", "projects", "kind")),
    "project_sector": any_of(via("project", "projects", "sector")),
    "project_participant": any_of(via("project", "projects", PARTICIPANT)),
    **single("status", "status"),
    "remark__contains": contains("remark"),
    "remark__exists": exists("remark"),
    **dated("as_of", "as_of"),
}

PLACES: Filters = {
    **EVIDENCED,
    **single("kind", "kind"),
    **perhaps("country", "country"),
    **maybe("part_of", "part_of"),
    "part_of__within": any_of(upwards("part_of", "places", "part_of")),
    "project": any_of(back("projects", "places", "id")),
    "event": any_of(back("events", "place", "id")),
    **ranged("latitude", "coordinates.latitude"),
    **ranged("longitude", "coordinates.longitude"),
    "coordinates__exists": exists("coordinates"),
    **worded("name", "name"),
}

TOPICS: Filters = {
    **COMMON,
    **several("article", back("articles", "topics", "id")),
    **maybe("broader", "broader"),
    "broader__within": any_of(upwards("broader", "topics", "broader")),
    **worded("label", "label"),
}

REFERENCES: Filters = {
    **EVIDENCED,
    "cited_by": any_of("article"),
    "number": any_of("number"),
    **perhaps("outlet", "outlet"),
    "url__exists": exists("url"),
    **worded("title", "title"),
    "title__exists": exists("title"),
    **dated("date", "date"),
    **dated("accessed", "accessed"),
}

COMPARISONS: Filters = {
    **EVIDENCED,
    **single("kind", "kind"),
    "member": any_of("members"),
    "member_type": any_of("members.type"),
    "indicator": any_of(via("members", "observations", "indicator")),
    "explanation__contains": contains("explanation"),
}

EVIDENCE: Filters = {
    **COMMON,
    "record": any_of("record"),
    "record_type": any_of("record.type"),
    **single("article", "article"),
    "text_of": any_of("text_of"),
    "field": any_of("field"),
    "field__prefix": prefix("field"),
    "field__exists": exists("field"),
    "paragraph": number("paragraph", "whole"),
    **ranged("paragraph", "paragraph", "whole"),
    "start__gte": at_least("start", "whole"),
    "end__lte": at_most("end", "whole"),
    "digest": any_of("digest"),
    "note__exists": exists("note"),
}
