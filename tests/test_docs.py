"""What is written about the project is true: the README's answers, settings and commands, versions, links, names."""

import re
import tomllib
from pathlib import Path

import pytest
from babel import Locale
from fastapi.testclient import TestClient
from ruamel.yaml import YAML

from api.settings import Settings
from api.version import VERSION
from rokrus import __version__, authoring
from rokrus.cli import app
from seed.source import DATA
from tests.readme import EXAMPLE, README, filled

ROOT = README.parent
DOCS = [README, *sorted((ROOT / "docs").rglob("*.md"))]


def test_the_answers_in_the_readme_are_real(real: TestClient) -> None:
    text = README.read_text("utf-8")
    assert len(EXAMPLE.findall(text)) >= 5
    assert filled(text, real) == text, "run `python -m tests.readme`"


def test_every_setting_is_in_the_readme() -> None:
    rows = dict(re.findall(r"^\| `ROKRUS_(\w+)` \| `?([^|`]+?)`? \|", README.read_text("utf-8"), re.M))
    shown = {
        name.upper(): "none" if field.default is None else str(field.default)
        for name, field in Settings.model_fields.items()
    }
    assert rows == shown


def test_every_command_is_in_the_readme() -> None:
    every = [*app.registered_commands, *authoring.app.registered_commands]
    names = {command.name or command.callback.__name__ for command in every if command.callback}
    line = next(line for line in README.read_text("utf-8").splitlines() if line.startswith("`rokrus --help`"))
    assert set(re.findall(r"`(\w+)`", line)) == names


def test_every_make_target_of_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"^make (\w+)", README.read_text("utf-8"), re.M):
        assert re.search(rf"^{target}:", makefile, re.M)


def test_versions_agree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    changelog = re.findall(r"^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(), re.M)
    citation = YAML(typ="safe").load((ROOT / "CITATION.cff").read_text())
    assert project["version"] == VERSION == __version__ == changelog[0] == str(citation["version"])


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_and_paths_in_the_docs_lead_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text):
        if "://" not in target:
            assert (page.parent / target).exists(), target
    for path in re.findall(r"`((?:api|models|seed|rokrus|tests|docs|benchmarks)/[\w./-]+)`", text):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("language", ["ru", "ko"])
def test_names_of_countries_are_those_of_cldr(language: str) -> None:
    territories = Locale(language).territories
    actors = YAML(typ="safe").load((DATA / "actors.yaml").read_text("utf-8"))
    for actor in actors:
        for name in actor.get("names", []):
            if name["origin"] == "cldr" and name["language"] == language:
                assert name["text"] == territories[actor["country"]], actor["id"]


def test_lock_files_hold_hashes_and_no_addresses() -> None:
    run, dev = ((ROOT / name).read_text() for name in ("requirements.lock", "requirements-dev.lock"))
    pins = [set(re.findall(r"^([\w.-]+(?:\[[\w,]+\])?==\S+)", text, re.M)) for text in (run, dev)]
    assert pins[0] < pins[1]
    assert "://" not in (ROOT / "tests" / "typescript" / "package-lock.json").read_text()
    for text in (run, dev):
        assert "://" not in text
        assert text.count("--hash=sha256:") >= len(re.findall("==", text))
