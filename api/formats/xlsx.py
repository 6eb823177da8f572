"""XLSX: one sheet with a line of names. Text is text and never a formula or a link, numbers are numbers.

A workbook is whole before it is sent. It is written row by row to a temporary folder, which goes with the export.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_origin

from xlsxwriter import Workbook

from api.formats.base import Batch, Parts
from api.formats.columns import Column, listed, read

Writer = Callable[[int, int, Any], Any]

CELL_CHARACTERS = 32_767
PART = 1 << 20
# Part of the file, which is the same however often it is made.
CREATED = datetime(2000, 1, 1, tzinfo=UTC)


def encode(batches: Iterable[Batch], columns: Sequence[Column]) -> Parts:
    """The workbook, after nothing as often as some rows of it are written."""
    with TemporaryDirectory(prefix="rokrus-") as folder:
        file = Path(folder) / "workbook"
        yield from _written(file, batches, columns)
        with file.open("rb") as sent:
            while part := sent.read(PART):
                yield part


def _written(file: Path, batches: Iterable[Batch], columns: Sequence[Column]) -> Parts:
    """Writes the workbook."""
    workbook = Workbook(file, {"constant_memory": True, "tmpdir": str(file.parent)})
    workbook.set_properties({"created": CREATED})
    sheet = workbook.add_worksheet()
    sheet.freeze_panes(1, 0)
    with closing(sheet.row_data_fh):  # an export that is stopped would leave it open
        yield from _filled(sheet, batches, columns)
        workbook.close()


def _filled(sheet: Any, batches: Iterable[Batch], columns: Sequence[Column]) -> Parts:
    """Writes the line of names, and one for each record."""
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.name)
    writers, rows = [_writer(sheet, column) for column in columns], count(1)
    for batch in batches:
        for values in read(batch.documents, columns):
            for record in zip(*values, strict=True):
                _write(writers, next(rows), record)
        yield b""


def _write(writers: Sequence[Writer], row: int, record: Sequence[Any]) -> None:
    for place, (write, value) in enumerate(zip(writers, record, strict=True)):
        if value not in (None, []):
            write(row, place, value)


def _writer(sheet: Any, column: Column) -> Writer:
    """What writes the cells of a column."""
    if get_origin(column.holds) is list:
        return lambda row, place, values: sheet.write_string(row, place, fitting(listed(values)))
    if column.holds in (int, Decimal):
        write: Writer = sheet.write_number
        return write
    if column.holds is bool:
        write = sheet.write_boolean
        return write
    return lambda row, place, text: sheet.write_string(row, place, fitting(text))


def fitting(text: str) -> str:
    """Text that a cell holds. In place of a longer one the cell says so, as a part could be taken for the whole."""
    if len(text) <= CELL_CHARACTERS:
        return text
    return f"({len(text):,} characters, more than a cell holds: they are in CSV)"
