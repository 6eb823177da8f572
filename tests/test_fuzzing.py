"""Schemathesis with all its checks against the running service: no server error, no undocumented status, no answer that
breaks its schema. The short size runs always, the full one with `make hard`."""

import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.conftest import Databases
from tests.test_cli import ROOT, served

pytestmark = pytest.mark.long
CONFIG = ROOT / "tests" / "fuzzing" / "schemathesis.toml"
SEED = 20261124


def fuzzed(databases: Databases, backend: str, folder: Path, *size: str) -> int:
    """Runs schemathesis over the real data, and returns how many cases passed."""
    with served(folder, ROKRUS_DATABASE_URL=databases.empty(backend)) as (address, _):
        command: list[str | Path] = [
            Path(sys.executable).with_name("st"),
            "--config-file",
            CONFIG,
            "run",
            f"{address}/openapi.json",
        ]
        httpx.get(f"{address}/openapi.json", timeout=120)  # it is made at the first request, which may take its time
        run = subprocess.run(
            [*command, "--checks", "all", "--seed", str(SEED), *size],
            cwd=ROOT,  # where the configuration finds its hooks
            capture_output=True,
            text=True,
            check=False,
        )
    assert run.returncode == 0, run.stdout[-20_000:] + run.stderr
    found = re.search(r"(\d+) generated, (\d+) passed", run.stdout)
    assert found is not None, run.stdout[-2_000:]
    assert found[1] == found[2]
    print(f"schemathesis on {backend}: {found[1]} cases, all passed, seed {SEED}")
    return int(found[1])


def test_some_cases(databases: Databases, backend: str, tmp_path: Path) -> None:
    assert fuzzed(databases, backend, tmp_path, "--phases", "examples,fuzzing,stateful", "--max-examples", "4") > 300


@pytest.mark.hard
def test_twenty_thousand_cases(databases: Databases, backend: str, tmp_path: Path) -> None:
    assert fuzzed(databases, backend, tmp_path, "--max-examples", "25") >= 20_000
