"""What was measured, where, and with which versions: the head of the table."""

import os
import platform
import re
import sqlite3
import subprocess
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

OURS = ("fastapi", "starlette", "pydantic", "sqlmodel", "sqlalchemy", "uvicorn", "uvloop", "httptools", "psycopg")
ROOT = Path(__file__).parent.parent


def head(programs: Path, *told: str) -> str:
    """A few lines for people who compare."""
    packages = ", ".join(f"{name} {found}" for name in OURS if (found := _installed(name)))
    others = [_first(str(programs / name), "--version") for name in ("datasette", "roapi")]
    tools = [_first("wrk", "-v").partition(" [")[0], _first("nginx", "-v").removeprefix("nginx version: ")]
    lines = [
        f"Commit {_first('git', '-C', str(ROOT), 'describe', '--always', '--dirty')}. " + " ".join(told),
        f"{_processor()}, {os.cpu_count()} cores, {_memory()}, load {os.getloadavg()[0]:.1f} at the start;",
        f"{_system()}, SQLite {sqlite3.sqlite_version}.",
        f"{packages}; {', '.join(tool for tool in (*others, *tools) if tool)}.",
    ]
    return "\n".join(lines)


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _first(*command: str) -> str:
    """The first line that a program says; nothing where there is none."""
    try:
        said = subprocess.run(command, capture_output=True, text=True, timeout=20)
    except OSError:
        return ""
    return next(iter((said.stdout + said.stderr).strip().splitlines()), "")


def _system() -> str:
    return f"{platform.system()} {platform.release()}, Python {platform.python_version()}"


def _processor() -> str:
    return _field("/proc/cpuinfo", r"^model name\s*:\s*(.+)$") or platform.machine()


def _memory() -> str:
    kilobytes = _field("/proc/meminfo", r"^MemTotal:\s+(\d+) kB")
    return f"{int(kilobytes) / 2**20:.0f} GB" if kilobytes else "memory unknown"


def _field(file: str, pattern: str) -> str:
    path = Path(file)
    found: Sequence[str] = re.findall(pattern, path.read_text(), re.M) if path.exists() else []
    return found[0] if found else ""
