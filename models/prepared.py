"""A document as it will be written: rendered, and taken apart into rows. It takes no database."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

from sqlmodel import SQLModel

from models import SUBJECTS
from models.base import LINK, UNPUBLISHED, Dated, Document, EvidencePart, RecordType, table_of
from models.evidence import EvidenceDocument
from models.keeping import put
from models.rendering import rendered
from models.search import Search, indexed
from models.stored import Keys, Rows

Cells = tuple[Any, ...]

# How every document ends (`models.base.Dated`).
_ENDING = re.compile(r',"revision":[0-9]+,"updated_at":"[^"]*"\}\Z')
_UNPUBLISHED = len(',"revision":0,"updated_at":""}')


class Prepared(NamedTuple):
    """A record without its ending; its rows, by the names of their tables, without its key, which comes first in each;
    and the words in it with their stems."""

    type: RecordType
    id: str
    head: str
    rows: list[tuple[str, Cells]]
    words: Mapping[str, str]


def prepare(document: Dated, keys: Keys) -> Prepared:
    """Renders a document and takes it apart. KeyError: it links to a record that has no key."""
    return _prepared(type(document), document.__dict__, rows(document, keys))


def prepare_span(span: EvidencePart, record: Document, keys: Keys) -> Prepared:
    """The same for evidence of a record. Its document is valid where the record's is."""
    values = {"id": span.id, "record": {"type": record.type._value_, "id": record.id}, **span.__dict__}
    kept = Rows({"id": span.id, "withdrawn": False, "record_key": keys[record.type][record.id]})
    put(EvidencePart, span.__dict__, kept.columns, "", kept, keys)
    return _prepared(EvidenceDocument, values, kept)


def rows(document: Document, keys: Keys) -> Rows:
    """A document as columns, links and parts."""
    table = SUBJECTS[document.type].table
    kept = Rows({"id": document.id, "withdrawn": False, **table.index_columns(document)})
    put(type(document), document.__dict__, kept.columns, "", kept, keys)
    return kept


def _prepared(model: type[Dated], values: Mapping[str, Any], kept: Rows) -> Prepared:
    made = [_row(SUBJECTS[model.type].table, kept.columns)]
    made += [(LINK.name, link) for link in kept.links]
    made += [_row(part, columns) for part, columns in kept.parts]
    found = indexed(values, model.searched)
    if found:
        made.append(_row(Search, found[0]))
    head = rendered({**values, **UNPUBLISHED})[:-_UNPUBLISHED].decode()
    return Prepared(model.type, values["id"], head, made, found[1] if found else {})


def ended(head: str, revision: int, updated_at: str) -> str:
    """A document with its ending."""
    return f'{head},"revision":{revision},"updated_at":"{updated_at}"}}'


def head_of(document: str) -> str:
    """A document without its ending."""
    return _ENDING.sub("", document)


def _row(model: type[SQLModel], columns: Mapping[str, Any]) -> tuple[str, Cells]:
    name, in_order = _table(model)
    return name, in_order(columns)


@cache
def _table(model: type[SQLModel]) -> tuple[str, Callable[[Mapping[str, Any]], Cells]]:
    """The name of a table, and what makes named columns a row in its order, without the key of the record, which comes
    first."""
    table = table_of(model)
    return table.name, itemgetter(*[column.name for column in table.columns][1:])
