"""What a chart shows, from the database: figures by the filters of their list, names, speakers and sources."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import select

from api.chart.claims import Chart, Claim, Claimed, Figure, Source
from api.chart.picture import drawn
from api.chart.text import shortened
from api.documents import padded
from api.errors import invalid
from api.figures import ABOUT, OBSERVATION, PARTNER, PLACE, REPORTER, Figures, Measured, Row, plain, too_many
from api.query import Query, placed, placeholders
from api.resource import Machine
from models import SUBJECTS, edtf
from models.actors import Actor
from models.articles import Article
from models.base import LINK, RecordType, table_of
from models.db import Reader, Snapshot, Statement
from models.evidence import Evidence
from models.indicators import Direction
from models.statements import Attribution

MOST_FIGURES, MOST_CLAIMS = 250, 16
MOST_TITLE = 46
ACTOR, ARTICLE, EVIDENCE = table_of(Actor), table_of(Article), table_of(Evidence)
OF_FIGURE = ("id", "value", "low", "high", "qualifier", "as_written", "status", "denied", "deadline", "period")
COLUMNS: dict[str, Any] = {
    **{name: OBSERVATION.c[name] for name in ("key", "attribution", "derivation_op", *OF_FIGURE)},
    "reporter": REPORTER.c.name,
    "partner": PARTNER.c.name,
    "about_type": ABOUT.c.type,
    "about": ABOUT.c.document,
    "place": PLACE.c.name,
}
ARROWS = {Direction.export: "→", Direction.import_: "←"}
Speakers = Mapping[int, Sequence[str]]
Articles = Mapping[int, Sequence[Source]]


class Charts:
    """The charts of indicators as SVG."""

    def __init__(self, observations: Machine) -> None:
        self.figures, self.reader = Figures(observations, COLUMNS, MOST_FIGURES), observations.reader
        self.statement_for_speakers = lru_cache(16)(lambda count: _speakers(self.reader, count))
        self.statement_for_sources = lru_cache(16)(lambda count: _sources(self.reader, count))

    async def body(self, snapshot: Snapshot, id: str, query: Query, revision: int) -> bytes:
        """The chart of an indicator's figures. Raises ApiError where there are more than one picture shows."""
        rows = await self.figures.rows(snapshot, id, query)
        if len(rows) > MOST_FIGURES:
            raise too_many("A chart", MOST_FIGURES)
        measured = await self.figures.measured(snapshot, id)
        shown = [row for row in rows if row["low"] is not None or row["high"] is not None]
        speakers, articles = await self._told(snapshot, [row["key"] for row in shown])
        sources = list(dict.fromkeys(source for found in articles.values() for source in found))
        claims = _claims(shown, measured, speakers, articles, sources)
        if len(claims) > MOST_CLAIMS:
            raise invalid("indicator", f"A chart tells at most {MOST_CLAIMS} claims apart: add filters.")
        return drawn(
            Chart(
                measured.name,
                measured.definition,
                measured.unit,
                measured.unit_system,
                claims,
                sources,
                len(rows) - len(shown),
                query.address(f"/v1/indicators/{id}/series"),
                revision,
            )
        )

    async def _told(self, snapshot: Snapshot, keys: Sequence[int]) -> tuple[Speakers, Articles]:
        """Who says each figure, and the articles that it is from."""
        speakers: dict[int, list[str]] = defaultdict(list)
        articles: dict[int, list[Source]] = defaultdict(list)
        if not keys:
            return speakers, articles
        filled = padded(keys)
        for key, name in await snapshot.rows(self.statement_for_speakers(len(filled)), placed("key", filled)):
            speakers[key].append(name.decode())
        for key, *article in await snapshot.rows(self.statement_for_sources(len(filled)), placed("key", filled)):
            articles[key].append(Source(*map(plain, article)))
        return speakers, {key: articles[key] for key in dict.fromkeys(keys)}


def _speakers(reader: Reader, count: int) -> Statement:
    return reader.compile(
        select(LINK.c.source_key, ACTOR.c.name)
        .join(ACTOR, ACTOR.c.key == LINK.c.target_key)
        .where(LINK.c.name == "said_by", LINK.c.source_key.in_(placeholders("key", count)))
        .order_by(LINK.c.source_key, LINK.c.position)
    )


def _sources(reader: Reader, count: int) -> Statement:
    return reader.compile(
        select(EVIDENCE.c.record_key, ARTICLE.c.id, ARTICLE.c.title, ACTOR.c.name, ARTICLE.c.published)
        .distinct()
        .join(ARTICLE, ARTICLE.c.key == EVIDENCE.c.article_key)
        .outerjoin(ACTOR, ACTOR.c.key == ARTICLE.c.publisher_key)
        .where(EVIDENCE.c.record_key.in_(placeholders("key", count)), EVIDENCE.c.withdrawn.is_(False))
        .order_by(EVIDENCE.c.record_key, ARTICLE.c.id)
    )


def _claims(
    rows: Sequence[Row], measured: Measured, speakers: Speakers, articles: Articles, sources: Sequence[Source]
) -> list[Claim]:
    """Figures by what they are of and who states them."""
    found: dict[Claimed, list[Figure]] = defaultdict(list)
    for row in rows:
        of_figure = articles[row["key"]]
        marks = "".join(f" [{sources.index(source) + 1}]" for source in of_figure)
        speaker = _speaker(row, speakers.get(row["key"], ()), of_figure) + marks
        about = row["about"] and _label(RecordType(row["about_type"]), row["about"])
        found[Claimed(_sides(row, measured), about, row["place"], speaker)].append(_figure(row))
    return [Claim(what, figures) for what, figures in found.items()]


def _speaker(row: Row, names: Sequence[str], articles: Sequence[Source]) -> str:
    if row["derivation_op"] is not None:
        return "worked out from other figures"
    if names:
        return ", ".join(names)
    if row["attribution"] == Attribution.unnamed:
        return "somebody unnamed"
    return f"“{shortened(articles[0].title, MOST_TITLE)}”" if articles else "no source given"


def _sides(row: Row, measured: Measured) -> str | None:
    sides = measured.sides(row["reporter"], row["partner"])
    return f" {ARROWS.get(measured.direction, '–')} ".join(filter(None, sides)) or None  # type: ignore[call-overload]


def _label(type: RecordType, document: str) -> str:
    """What names a record to a reader."""
    fields, labels = orjson.loads(document), SUBJECTS[type].document.labels
    return next((shortened(fields[name], MOST_TITLE) for name in labels if fields.get(name)), str(fields["id"]))


def _figure(row: Row) -> Figure:
    bounds = edtf.parse(row["period"]) if row["period"] else None
    return Figure(
        **{name: row[name] for name in OF_FIGURE},
        derived=row["derivation_op"] is not None,
        earliest=bounds and bounds.earliest,
        latest=bounds and bounds.latest,
    )
