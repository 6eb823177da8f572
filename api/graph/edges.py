"""Which links are edges of the graph: declared by the includes of the resources. Knows no FastAPI.

An edge is a record that connects two others, such as a relation, or one link of a record, such as the place of an
event. Its evidence is that of the whole record, or that whose field is the link; what has none is no edge.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Table,
    and_,
    cast,
    exists,
    false,
    func,
    literal_column,
    null,
    or_,
    select,
)

from api.includes import Forward
from api.query import Shape, placeholders
from api.resource import Resource
from api.resources.articles import ARTICLES
from api.resources.events import EVENTS
from api.resources.places import PLACES
from api.resources.positions import POSITIONS
from api.resources.projects import PROJECTS
from api.resources.references import REFERENCES
from api.resources.relations import RELATIONS
from models.base import table_of
from models.evidence import Evidence
from models.text import TEXT
from models.vocabulary import Vocabulary

EVIDENCE = table_of(Evidence)


class EdgeKind(Vocabulary):
    """What connects two records. Every edge has evidence: a link that no text states is not in the graph."""

    relation = "relation", "A relation, from its subject to its object."
    position = "position", "A position, from each of its holders to its target."
    participant = "participant", "From an event to each who takes part."
    author = "author", "From an article to each of its authors."
    publisher = "publisher", "From an article to who published it."
    cites = "cites", "A reference, from the article to the outlet that it cites."
    topic = "topic", "From an article to each of its topics."
    place = "place", "From an event or a project to where it is."
    part_of = "part_of", "From an event, a project or a place to the larger one that it belongs to."


# What an edge shows of its record beside the two ends.
ATTRIBUTES = ("predicate", "role", "title", "stance", "denied", "valid", "attested", "when")


@dataclass(frozen=True)
class EdgeRule:
    """Edges of one kind from the records of a resource: from what the include `start` names, or from the record itself
    where it is empty, to what the include `end` names."""

    kind: EdgeKind
    resource: Resource
    start: str
    end: str
    shown: tuple[str, ...] = ()

    @property
    def table(self) -> Table:
        """The table of the records."""
        return table_of(self.resource.table)

    @property
    def listed(self) -> str:
        """The include that names several, where one does."""
        return next((name for name in (self.start, self.end) if name and _way(self, name)[0].table != self.table), "")

    def field(self, position: int | None) -> str | None:
        """Where the edge stands in the record's document; None where the record connects one with one."""
        if self.listed:
            return f"{self.listed}.{position}"
        return None if self.start else self.end


EDGES = (
    EdgeRule(
        EdgeKind.relation,
        RELATIONS,
        "subject",
        "object",
        ("predicate", "role", "title", "denied", "valid", "attested"),
    ),
    EdgeRule(EdgeKind.position, POSITIONS, "holders", "target", ("stance", "denied", "when")),
    EdgeRule(EdgeKind.participant, EVENTS, "", "participants", ("role",)),
    EdgeRule(EdgeKind.author, ARTICLES, "", "authors"),
    EdgeRule(EdgeKind.publisher, ARTICLES, "", "publisher"),
    EdgeRule(EdgeKind.cites, REFERENCES, "article", "outlet"),
    EdgeRule(EdgeKind.topic, ARTICLES, "", "topics"),
    EdgeRule(EdgeKind.place, EVENTS, "", "place"),
    EdgeRule(EdgeKind.place, PROJECTS, "", "places"),
    EdgeRule(EdgeKind.part_of, EVENTS, "", "part_of"),
    EdgeRule(EdgeKind.part_of, PROJECTS, "", "part_of"),
    EdgeRule(EdgeKind.part_of, PLACES, "", "part_of"),
)


class Way(NamedTuple):
    """The edges of a rule as SQL: the tables, the keys of the two ends, and the place in a list."""

    tables: Any
    source: ColumnElement[int]
    target: ColumnElement[int]
    position: ColumnElement[int]


def way(rule: EdgeRule) -> Way:
    """The tables in which the edges of a rule stand."""
    tables: Any = rule.table
    position: ColumnElement[Any] = cast(null(), Integer)
    ends = []
    for name in (rule.start, rule.end):
        own, end, fixed = _way(rule, name)
        if own.table != rule.table:
            tables = tables.join(own.table, and_(own == rule.table.c.key, *fixed))
            position = own.table.c.position
        ends.append(end)
    source, target = ends
    return Way(tables, source, target, position)


def _way(rule: EdgeRule, name: str) -> tuple[Any, Any, tuple[ColumnElement[bool], ...]]:
    """How an end is found: a column of the record's key, the column of its keys, and what else must hold."""
    if not name:
        return rule.table.c.key, rule.table.c.key, ()
    include = rule.resource.includes[name]
    assert isinstance(include, Forward)
    (found,) = include.edges
    return found


def rows(index: int, shape: Shape, articles: int) -> tuple[Way, Select[Any]]:
    """The edges of a rule whose records meet filters, with evidence from one of so many articles, or from any."""
    rule = EDGES[index]
    found = way(rule)
    columns = (
        literal_column(str(index), Integer).label("rule"),
        rule.table.c.key.label("record_key"),
        rule.table.c.id.label("record_id"),
        found.position.label("position"),
        found.source.label("source_key"),
        found.target.label("target_key"),
        *[_shown(rule, name).label(name) for name in ATTRIBUTES],
    )
    met = rule.resource.query.conditions(rule.table, shape)
    every = (present(rule.table), *met, _evidenced(rule, found, articles))
    return found, select(*columns).select_from(found.tables).where(*every)


def present(table: Table) -> ColumnElement[bool]:
    """Not withdrawn. Written so that SQLite, which has no statistics, does not walk an index of all that is present."""
    return func.coalesce(table.c.withdrawn, false()).is_(False)


def _shown(rule: EdgeRule, name: str) -> Any:
    """A column of the record, or of the part that names the end."""
    if name not in rule.shown:
        return literal_column("0 = 1") if name == "denied" else cast(null(), TEXT)
    tables = [rule.table, *[_way(rule, end)[0].table for end in (rule.start, rule.end)]]
    return next(table.c[name] for table in tables if name in table.c)


def _evidenced(rule: EdgeRule, found: Way, articles: int) -> ColumnElement[bool]:
    """There is evidence of the edge."""
    met = [EVIDENCE.c.record_key == rule.table.c.key, present(EVIDENCE)]
    if articles:
        met.append(EVIDENCE.c.article_key.in_(placeholders("article", articles)))
    if not rule.start:
        path: ColumnElement[str] = literal_column(f"'{rule.end}'", TEXT)
        if rule.listed:
            path = literal_column(f"'{rule.end}.'", TEXT) + cast(found.position, TEXT)
        field = EVIDENCE.c.field
        met.append(
            or_(field == path, field == literal_column(f"'{rule.end}'"), field.like(path + literal_column("'.%'")))
        )
    return exists().where(*met).correlate_except(EVIDENCE)


def is_of(field: str | None, path: str) -> bool:
    """Whether evidence with a field is evidence of the link at a path: of the link, of its list, or of a part of it."""
    return field is not None and (field in (path, path.partition(".")[0]) or field.startswith(f"{path}."))
