"""The CSV exports in the programs that open them: pandas reads every value back, spreadsheets see no formula."""

import io
from decimal import Decimal

import pandas
import pytest
from fastapi.testclient import TestClient

from api.formats import columns_of
from api.resource import Resource
from tests.test_every_resource import each, walk


def numbers(resource: Resource) -> list[str]:
    """The columns of a resource that hold numbers, by the records' own JSON."""
    return [column for column in columns_of(resource.document) if column.split(".")[-1] in NUMERIC]


NUMERIC = {
    "value",
    "low",
    "high",
    "factor",
    "latitude",
    "longitude",
    "start",
    "end",
    "paragraph",
    "text_length",
    "revision",
}


@each
def test_pandas_reads_every_number_back(client: TestClient, resource: Resource) -> None:
    records = walk(client, f"/v1/{resource.name}?sort=id&limit=500")
    frame = pandas.read_csv(io.StringIO(client.get(f"/v1/{resource.name}.csv?sort=id").text))
    assert list(frame.columns) == list(columns_of(resource.document))
    assert len(frame) == len(records)
    assert numbers(resource)
    for column in numbers(resource):
        assert pandas.api.types.is_numeric_dtype(frame[column]), column
        for cell, record in zip(frame[column], records, strict=True):
            value = record
            for step in column.split("."):
                value = None if value is None else value[step]
            assert pandas.isna(cell) if value is None else Decimal(str(cell)) == Decimal(str(value)), column


@pytest.mark.parametrize("begin", ["=", "+", "-", "@"])
def test_no_cell_is_a_formula(client: TestClient, begin: str) -> None:
    frame = pandas.read_csv(io.StringIO(client.get("/v1/actors.csv").text), dtype=str, keep_default_na=False)
    for column in frame.columns:
        assert not [cell for cell in frame[column] if cell.startswith(begin)]


def test_text_of_all_scripts_survives(edges: TestClient) -> None:
    frame = pandas.read_csv(io.BytesIO(edges.get("/v1/actors.csv?sort=id").content), dtype=str, keep_default_na=False)
    names = "".join(frame["names"])
    assert "한국" in names
    assert "Борис Ёлкин" in names
    assert "'=The Tide" in set(frame["name"])
