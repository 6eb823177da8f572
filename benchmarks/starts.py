"""How long servers take to their first answer and what memory they hold then, and how fast a database is filled."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks import databases
from benchmarks.contestants.base import Contestant
from benchmarks.processes import NotRun
from benchmarks.rows import MEGABYTES, RECORDS, SECONDS, Row, not_run

IMPORTS = "import fastapi, sqlmodel"


def starts(contestants: Sequence[Contestant], folder: Path, rounds: int) -> list[Row]:
    """Rows of the start and of the memory of each, by turns, beside the time that the imports alone take."""
    base = Row("start", "imports", SECONDS, remarks=[f"`python -c '{IMPORTS}'`"])
    rows: dict[str, tuple[Row, Row]] = {}
    missing: dict[str, Row] = {}
    for _ in range(rounds):
        base = base.and_(_imported())
        for name, contestant in ((one.name, one) for one in contestants):
            try:
                seconds, memory = _started(contestant, folder)
            except NotRun as why:
                missing[name] = not_run("start", name, why)
                continue
            start, held = rows.get(name, (Row("start", name, SECONDS), Row("memory", name, MEGABYTES)))
            rows[name] = (start.and_(seconds), held.and_(memory))
    measured = [replace(start, ratio=start.middle / base.middle) for start, _ in rows.values()]
    return [base, *measured, *missing.values(), *(held for _, held in rows.values())]


def loads(empty: Mapping[str, Callable[[], str]], file: Path, records: int, rounds: int) -> list[Row]:
    """How many documents a second go into an empty database, of which each round makes a new one."""
    rows: dict[str, Row] = {}
    for _ in range(rounds):
        for name, make in empty.items():
            row = rows.get(name, Row("load", name, RECORDS))
            rows[name] = _loaded(row, make(), file, records) if not row.remarks or row.values else row
    return list(rows.values())


def _loaded(row: Row, url: str, file: Path, records: int) -> Row:
    """The row with the value of one more load."""
    environment = {**os.environ, "ROKRUS_DATABASE_URL": url}
    start = time.monotonic()
    process = subprocess.Popen([*databases.LOAD, str(file)], env=environment, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        return not_run("load", row.name, f"the load ended with status {process.returncode}")
    remarks = [f"of {records:,}", f"{used.ru_maxrss / 1e3:,.0f} MB at most"]
    return replace(row.and_(records / (time.monotonic() - start)), remarks=remarks)


def _imported() -> float:
    start = time.monotonic()
    subprocess.run([sys.executable, "-c", IMPORTS], check=True)
    return time.monotonic() - start


def _started(contestant: Contestant, folder: Path) -> tuple[float, int]:
    running = contestant.start(folder)
    try:
        return running.answered(contestant.ready), running.memory()
    finally:
        running.stop()
