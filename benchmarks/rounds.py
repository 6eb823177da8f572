"""Measures servers by turns: A B C, A B C, so that all of them see the same weather."""

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import mean, median
from time import monotonic

from benchmarks import wrk
from benchmarks.cases import Cases
from benchmarks.contestants.base import Asked, Contestant
from benchmarks.processes import Answer, Client, NotRun, Running
from benchmarks.rows import Row, not_run
from benchmarks.workloads import Workload

SLOW_CLIENTS = 2
COMPARED = ("deep", "beside")  # what is asked second is compared with what is asked first
MOST_SECONDS = 10.0


@dataclass(frozen=True)
class Rounds:
    """How often and how long, and where files may be written."""

    count: int
    seconds: float
    folder: Path


@dataclass
class Entry:
    """A server with the URLs that it is asked for in one workload, and what came of it."""

    name: str
    running: Running
    asked: Asked
    bodies: list[bytes]
    urls: Path
    first: "Entry | None" = None
    loads: list[wrk.Load] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """The median of the rounds."""
        return median(load.rate for load in self.loads)


def measure(
    workload: Workload, servers: Mapping[str, tuple[Contestant, Running]], cases: Cases, base: str, rounds: Rounds
) -> list[Row]:
    """A row for each server; the ratio is that to the server named `base`."""
    entries: list[Entry] = []
    missing: list[Row] = []
    for name, (contestant, running) in servers.items():
        try:
            entries += prepare(workload.name, contestant, running, cases, rounds.folder)
        except NotRun as why:
            missing.append(not_run(workload.name, name, why))
    for _ in range(rounds.count):
        for entry in entries:
            entry.loads.append(_load(entry, rounds.seconds))
    bare = next((entry.rate for entry in entries if entry.name == base), None)
    return [*(_row(workload.name, entry, bare) for entry in entries), *missing]


def prepare(workload: str, contestant: Contestant, running: Running, cases: Cases, folder: Path) -> list[Entry]:
    """Asks once for every URL, so that all is warm and what is measured is known to be answered. Raises NotRun."""
    entries = [
        _asked_once(workload, contestant.name, running, asked, folder / f"urls-{workload}-{running.port}-{index}")
        for index, asked in enumerate(contestant.asked(workload, cases))
    ]
    for entry in entries[1:]:
        entry.first = entries[0]
    return entries


def _asked_once(workload: str, name: str, running: Running, asked: Asked, urls: Path) -> Entry:
    answers = list(_answers(running, asked.urls))
    wrong = next((index for index, answer in enumerate(answers) if answer.status not in (200, 304)), None)
    if wrong is not None:
        raise NotRun(f"answers {answers[wrong].status} at {asked.urls[wrong][:80]}")
    tags = [answer.tag for answer in answers] if workload == "304" else []
    if tags and not all(tags):
        raise NotRun("sends no ETag")
    wrk.write_urls(urls, asked.urls[: len(tags) or None], tags)
    bodies = [b"" if tags else answer.body for answer in answers]
    return Entry(f"{name}: {asked.note}" if asked.note else name, running, asked, bodies, urls)


def _answers(running: Running, urls: Sequence[str]) -> Iterator[Answer]:
    """The answers, as many as come in the time there is for it: what is slow need not be asked for everything."""
    end = monotonic() + MOST_SECONDS
    with Client(running.port) as client:
        for url in urls:
            yield client.get(url)
            if monotonic() > end:
                return


def _load(entry: Entry, seconds: float) -> wrk.Load:
    with _beside(entry, seconds):
        load = wrk.run(entry.running.port, entry.urls, seconds)
    entry.running.rest()
    return load


@contextmanager
def _beside(entry: Entry, seconds: float) -> Iterator[None]:
    """Has more clients ask for something else meanwhile."""
    if entry.asked.background is None:
        yield
        return
    urls = entry.urls.with_name(f"{entry.urls.name}-slow")
    wrk.write_urls(urls, [entry.asked.background])
    command = wrk.command(entry.running.port, urls, seconds + 1, SLOW_CLIENTS)
    slow = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        slow.kill()
        slow.wait()


def _row(workload: str, entry: Entry, bare: float | None) -> Row:
    errors = sum(load.errors for load in entry.loads)
    remarks = [f"{errors} errors"] if errors else []
    if not all(load.rate for load in entry.loads):
        remarks.append("rounds without one answer")
    if entry.first and entry.first.rate and workload in COMPARED:
        remarks.append(f"{entry.rate / entry.first.rate:.2f} of {entry.first.asked.note}")
    row = Row(
        workload,
        entry.name,
        values=[load.rate for load in entry.loads],
        size=mean(map(len, entry.bodies)),
        p50=[load.p50 for load in entry.loads],
        p99=[load.p99 for load in entry.loads],
        remarks=remarks,
    )
    return replace(row, ratio=row.middle / bare) if bare else row
