"""Who may import whom, and how large things may grow."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = {"models": set(), "seed": {"models"}, "api": {"models"}, "rokrus": {"models", "seed", "api"}}
FILES = [
    path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")) if "versions" not in path.parts
]
PARTS = ("parameters", "operators", "query", "resource", "cursor", "identities", "includes", "quotes")
CORE = [ROOT / "api" / f"{part}.py" for part in PARTS]
TESTS = sorted([*(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")])
NO_FASTAPI = [*ROOT.glob("models/*.py"), *ROOT.glob("seed/*.py"), *CORE]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").split(".")[0]


@pytest.mark.parametrize("path", FILES, ids=name)
def test_imports_go_one_way(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    assert set(imported(path)) & PACKAGES.keys() <= PACKAGES[package] | {package}


@pytest.mark.parametrize("path", NO_FASTAPI, ids=name)
def test_the_core_knows_no_framework(path: Path) -> None:
    assert "fastapi" not in set(imported(path))


@pytest.mark.parametrize("path", [*FILES, *TESTS], ids=name)
def test_files_can_be_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 300


def test_tables_have_no_relationships() -> None:
    assert not [name(path) for path in FILES if "Relationship(" in path.read_text()]


def test_resource_files_hold_declarations_only() -> None:
    for path in sorted((ROOT / "api" / "resources").glob("*.py")):
        kinds = {type(node) for node in ast.parse(path.read_text()).body}
        assert kinds <= {ast.Expr, ast.Import, ast.ImportFrom, ast.ClassDef, ast.Assign, ast.AnnAssign}, path
        functions = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]
        assert not functions
