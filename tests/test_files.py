"""Parquet and XLSX: every list opens with its readers and has the rows and values of its JSON."""

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas
import pytest
import time_machine
from fastapi.testclient import TestClient
from pyarrow import parquet

from api import formats
from api.app import create_app
from api.formats import columns_of, of_lists
from api.formats.columns import Column, listed
from api.formats.xlsx import CELL_CHARACTERS, fitting
from api.resource import Resource
from api.settings import Settings
from tests.conftest import Database
from tests.test_every_resource import each, walk


def leaf(record: Any, column: Column) -> Any:
    for step in column.path:
        record = None if record is None else record[step]
    return record


def told(value: Any) -> Any:
    """A value of a Parquet file as JSON has it."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case list():
            return [told(one) for one in value]
        case dict():
            return {name: told(one) for name, one in value.items()}
    return value


@each
def test_parquet_holds_the_list(client: TestClient, resource: Resource) -> None:
    records = walk(client, f"/v1/{resource.name}?limit=500")
    table = parquet.read_table(io.BytesIO(client.get(f"/v1/{resource.name}.parquet").content))
    columns = columns_of(resource.document)
    assert table.schema.names == list(columns)
    for name, column in columns.items():
        assert [told(cell) for cell in table[name].to_pylist()] == [leaf(record, column) for record in records], name


@each
def test_a_workbook_holds_the_list(client: TestClient, resource: Resource) -> None:
    records = walk(client, f"/v1/{resource.name}?limit=500")
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/v1/{resource.name}.xlsx").content))
    header, *rows = book.active.iter_rows()
    columns = columns_of(resource.document)
    assert [cell.value for cell in header] == list(columns)
    assert len(rows) == len(records)
    for record, row in zip(records, rows, strict=True):
        for cell, column in zip(row, columns.values(), strict=True):
            value = leaf(record, column)
            value = fitting(listed(value)) or None if isinstance(value, list) else value
            assert cell.value == value, column.name
            assert cell.data_type == {bool: "b", str: "s"}.get(type(value), "n")
            assert cell.hyperlink is None


@each
def test_tables_have_the_columns_that_were_asked_for(edges: TestClient, resource: Resource) -> None:
    names = list(columns_of(resource.document))[::-3]
    query = "&".join(f"fields={name}" for name in names)
    for extension in ("parquet", "xlsx"):
        answer = edges.get(f"/v1/{resource.name}.{extension}?{query}")
        assert answer.headers["content-disposition"] == f'attachment; filename="{resource.name}.{extension}"'
        read = pandas.read_parquet if extension == "parquet" else pandas.read_excel
        assert list(read(io.BytesIO(answer.content)).columns) == names


def test_readers_find_types(real: TestClient, tmp_path: Path) -> None:
    file = tmp_path / "observations.parquet"
    file.write_bytes(real.get("/v1/observations.parquet?sort=id").content)
    frame = pandas.read_parquet(file)
    assert frame["value"].dtype == "float64"
    assert frame["denied"].dtype == bool
    assert isinstance(frame["updated_at"].dtype, pandas.DatetimeTZDtype)
    assert isinstance(frame["period.earliest"].dropna().iloc[0], date)
    columns = 'year("period.earliest"), sum(value), min(evidence[1].start), max(updated_at)'
    query = f"select {columns} from '{file}' group by 1"
    assert {row[0] for row in duckdb.execute(query).fetchall()} == {
        day and day.year for day in frame["period.earliest"]
    }


def test_text_of_a_workbook_is_never_a_formula(edges: TestClient) -> None:
    answer = edges.get("/v1/actors.xlsx?fields=name")
    cells = [row[0] for row in openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows()]
    assert ("=The Tide", "s") in [(cell.value, cell.data_type) for cell in cells]


def test_a_cell_says_what_it_cannot_hold() -> None:
    assert fitting("x" * CELL_CHARACTERS) == "x" * CELL_CHARACTERS
    assert fitting("x" * (CELL_CHARACTERS + 1)) == "(32,768 characters, more than a cell holds: they are in CSV)"


def test_a_workbook_is_the_same_whenever_it_is_made(edges: TestClient) -> None:
    """Its ETag promises that."""
    made = []
    for day in ("2026-11-22", "2027-11-22"):
        with time_machine.travel(day):
            made.append(edges.get("/v1/actors.xlsx").content)
    assert made[0] == made[1]


@pytest.fixture
def without_extra(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A service where `rokrus[export]` is not installed."""
    monkeypatch.setattr(formats, "find_spec", lambda name: None)
    with TestClient(create_app(Settings(database_url=database.url))) as client:
        yield client


def test_without_the_extra_its_formats_are_not_offered(without_extra: TestClient, real: TestClient) -> None:
    (actors,) = [one for one in without_extra.get("/v1").json()["resources"] if one["name"] == "actors"]
    assert actors["formats"] == ["json", "csv", "ndjson"]
    assert without_extra.get("/openapi.json").json() == real.get("/openapi.json").json()
    for extension in ("parquet", "xlsx"):
        answer = without_extra.get(f"/v1/actors.{extension}")
        assert (answer.status_code, answer.json()["code"]) == (422, "format-not-installed")
        assert "rokrus[export]" in answer.json()["errors"][0]["detail"]
        media_type = of_lists({})[extension].media_type
        assert without_extra.get("/v1/actors", headers={"Accept": media_type}).status_code == 406
        preferred = without_extra.get("/v1/actors", headers={"Accept": f"{media_type}, text/csv;q=0.5"})
        assert preferred.headers["content-type"].startswith("text/csv")


@pytest.mark.parametrize("path", ["/v1/actors.xlsx", "/v1/actors.xlsx?sort=id", "/v1/events.xlsx"])
def test_a_list_that_no_workbook_holds_is_refused(
    edges: TestClient, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = edges.get(path.replace(".xlsx", "")).json()["total"]
    for most, status in ((count, 200), (count - 1, 422)):
        monkeypatch.setitem(formats.EVERY_LIST["xlsx"].__dict__, "most", most)
        assert edges.get(path).status_code == edges.head(path).status_code == status
    (error,) = edges.get(path).json()["errors"]
    assert error["parameter"] == "format"
    assert "CSV" in error["detail"]
