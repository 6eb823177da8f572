"""The characters of the evidence themselves, from texts that the server holds and the project does not contain."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import orjson
from sqlalchemy import select

from api.documents import padded
from api.errors import ApiError, ErrorItem
from api.query import placed, placeholders
from models.articles import Article
from models.base import RecordType, table_of
from models.db import Reader, Snapshot, Statement
from models.evidence import Evidence
from models.texts import Text

EVIDENCE, ARTICLE = table_of(Evidence), table_of(Article)


class Quotes:
    """Quotes the evidence of records of one type; a record of evidence is quoted itself."""

    def __init__(self, reader: Reader, texts: Mapping[str, Text], type: RecordType) -> None:
        self.reader, self.texts = reader, texts
        self.column = EVIDENCE.c.key if type is RecordType.evidence else EVIDENCE.c.record_key
        self.statement = lru_cache(16)(self._statement)

    async def of(self, snapshot: Snapshot, keys: Sequence[int]) -> bytes:
        """The characters by the id of the evidence, as a member of a JSON object. Raises ApiError where the server does
        not hold a text."""
        if not self.texts:
            raise not_held("include", "The server holds no texts.")
        filled = padded(keys) if keys else []
        rows = await snapshot.rows(self.statement(len(filled)), placed("key", filled)) if filled else []
        missing = sorted({article.decode() for _, article, digest, *_ in rows if _held(digest) not in self.texts})
        if missing:
            raise not_held("include", f"The server does not hold the text of {', '.join(missing[:5])}.")
        quotes = {id.decode(): self.texts[_held(digest)].content[start:end] for id, _, digest, start, end in rows}
        return b'"quotes":%s' % orjson.dumps(quotes, option=orjson.OPT_SORT_KEYS)

    def _statement(self, count: int) -> Statement:
        columns = (EVIDENCE.c.id, ARTICLE.c.id, ARTICLE.c.text_sha256, EVIDENCE.c.start, EVIDENCE.c.end)
        return self.reader.compile(
            select(*columns)
            .join(ARTICLE, ARTICLE.c.key == EVIDENCE.c.text_of_key)
            .where(self.column.in_(placeholders("key", count)), EVIDENCE.c.withdrawn.is_(False))
        )


def _held(digest: bytes | None) -> str:
    return digest.decode() if digest else ""


def not_held(parameter: str, detail: str) -> ApiError:
    """A 422 about a text that is not here."""
    return ApiError("text-not-held", detail, [ErrorItem(parameter=parameter, detail=detail)])
