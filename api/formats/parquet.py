"""Parquet: the columns of CSV with their types, so that `fields=` and names are the same in both.

Objects are taken apart (`period.earliest`), because pandas keeps a nested object as a dictionary in each cell; lists
stay lists, of text or of structures, which pandas, polars and DuckDB all unfold. Days are dates and moments are
timestamps in UTC. Numbers are doubles, on which all three compute, and not decimals: a number of the dataset has at
most 15 significant digits, and a double gives each of them back. Offsets and the like are 64-bit integers.

Blocks of NDJSON are parsed outside of Python's lock, each into one row group, so that memory stays constant.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any, get_args, get_origin

import pyarrow as pa
from pyarrow import compute, json, parquet

from api.formats.base import Batch, Parts
from api.formats.columns import Column, fields_of, is_object

ROW_GROUP_BYTES = 8 << 20
PARSED_BYTES = 1 << 20

_COMMON = {bool: pa.bool_(), int: pa.int64(), Decimal: pa.float64(), datetime: pa.timestamp("ms", tz="UTC")}
# The parser knows days as the moments in which they begin.
PARSED, WRITTEN = {**_COMMON, date: pa.timestamp("s")}, {**_COMMON, date: pa.date32()}


def encode(batches: Iterable[Batch], columns: Sequence[Column]) -> Parts:
    """Row groups, as each is full, and the footer."""
    schema = pa.schema([(column.name, _type(column.holds, WRITTEN)) for column in columns])
    parsed = pa.schema(_fields([(column.path, column.holds) for column in columns]))
    file = _File()
    with parquet.ParquetWriter(pa.PythonFile(file, mode="w"), schema, compression="zstd") as writer:
        for documents in _groups(batches):
            if documents:
                writer.write_table(_table(_parsed(documents, parsed), columns, schema))
            yield file.taken()
    yield file.taken()


class _File:
    """What was written since it was taken last."""

    closed = False

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, part: bytes) -> None:
        """Keeps some bytes."""
        self.parts.append(bytes(part))

    def flush(self) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """Nothing to do."""

    def taken(self) -> bytes:
        """All that is kept, which is then kept no longer."""
        parts, self.parts = self.parts, []
        return b"".join(parts)


def _groups(batches: Iterable[Batch]) -> Iterator[list[bytes]]:
    """The documents of each row group; in between nothing, as often as a batch fills none."""
    documents: list[bytes] = []
    size = 0
    for batch in batches:
        documents += batch.documents
        size += sum(map(len, batch.documents))
        if size < ROW_GROUP_BYTES:
            yield []
        else:
            yield documents
            documents, size = [], 0
    yield documents


def _parsed(documents: Sequence[bytes], schema: pa.Schema) -> pa.Table:
    """Documents as a table of what the schema names of them; no document may be larger than what is parsed at once."""
    size = max(PARSED_BYTES, 2 * max(map(len, documents)))
    return json.read_json(
        pa.BufferReader(b"\n".join(documents)),
        read_options=json.ReadOptions(block_size=size),
        parse_options=json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore"),
    )


def _table(parsed: pa.Table, columns: Sequence[Column], schema: pa.Schema) -> pa.Table:
    """The leaves as columns of their own."""
    return pa.table([_leaf(parsed, column).cast(schema.field(column.name).type) for column in columns], schema=schema)


def _leaf(parsed: pa.Table, column: Column) -> Any:
    first, *rest = column.path
    return compute.struct_field(parsed[first], rest) if rest else parsed[first]


def _fields(leaves: Sequence[tuple[tuple[str, ...], Any]]) -> list[tuple[str, pa.DataType]]:
    """The fields of an object that has these leaves, those of one object together."""
    ordered = sorted(leaves, key=lambda leaf: leaf[0])
    return [(name, _nested(list(some))) for name, some in groupby(ordered, key=lambda leaf: leaf[0][0])]


def _nested(leaves: Sequence[tuple[tuple[str, ...], Any]]) -> pa.DataType:
    path, holds = leaves[0]
    if len(path) == 1:
        return _type(holds, PARSED)
    return pa.struct(_fields([(path[1:], holds) for path, holds in leaves]))


def _type(holds: Any, leaves: Mapping[Any, pa.DataType]) -> pa.DataType:
    """The type of a value of a document."""
    if get_origin(holds) is list:
        return pa.list_(_type(get_args(holds)[0], leaves))
    if is_object(holds):
        return pa.struct([(name, _type(held, leaves)) for name, held in fields_of(holds).items()])
    return leaves.get(holds, pa.string())
