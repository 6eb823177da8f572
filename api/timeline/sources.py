"""Who says what the entries of a page say, and in which articles it stands."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from sqlalchemy import ColumnElement, literal_column, or_, select, union_all

from api.documents import padded
from api.query import placed, placeholders
from api.where import named
from models.base import LINK, RECORD, table_of
from models.db import Reader, Snapshot, Statement
from models.evidence import Evidence

EVIDENCE = table_of(Evidence)
_ACCOUNT = re.compile(r"when\.\d+")


@dataclass
class Source:
    """The actors who say something, in their order, and the articles with evidence of it."""

    said_by: list[str] = field(default_factory=list)
    articles: set[str] = field(default_factory=set)


class Sources:
    """Looks sources up, for all entries of a page at once."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.statement = lru_cache(16)(self._statement)

    async def of(self, snapshot: Snapshot, keys: Sequence[int]) -> Mapping[tuple[int, str], Source]:
        """The sources by the key of a record, and by the path of an account in an event, empty in other records."""
        found: dict[tuple[int, str], Source] = defaultdict(Source)
        filled = padded(keys) if keys else []
        rows = await snapshot.rows(self.statement(len(filled)), placed("key", filled)) if filled else []
        for key, path, id, article in rows:
            account = _ACCOUNT.match((path or b"").decode())
            source = found[key, account[0] if account else ""]
            if article:
                source.articles.add(id.decode())
            else:
                source.said_by.append(id.decode())
        return found

    def _statement(self, count: int) -> Statement:
        keys = placeholders("key", count)
        no: ColumnElement[int] = literal_column("0")
        yes: ColumnElement[int] = literal_column("1")
        spoken = or_(LINK.c.name == "said_by", named("when.%.said_by"))
        said = (
            select(LINK.c.source_key, LINK.c.name, RECORD.c.id, no.label("article"), LINK.c.position)
            .join(RECORD, RECORD.c.key == LINK.c.target_key)
            .where(LINK.c.source_key.in_(keys), spoken)
        )
        written = (
            select(EVIDENCE.c.record_key, EVIDENCE.c.field, RECORD.c.id, yes, no)
            .join(RECORD, RECORD.c.key == EVIDENCE.c.article_key)
            .where(EVIDENCE.c.record_key.in_(keys), EVIDENCE.c.withdrawn.is_(False))
        )
        rows = union_all(said, written).subquery()
        key, path, id, article, position = rows.c
        return self.reader.compile(select(key, path, id, article).order_by(article, position))
