"""`make bench`: starts everything, measures by turns, and writes one table."""

import shutil
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from benchmarks import machine, wrk
from benchmarks.cases import Cases, cases
from benchmarks.contestants import ours, peers, static
from benchmarks.contestants.base import Contestant
from benchmarks.databases import Databases, databases
from benchmarks.exports import exports
from benchmarks.goals import goals
from benchmarks.processes import Client
from benchmarks.rounds import Rounds, measure
from benchmarks.rows import Row
from benchmarks.stage import Stage
from benchmarks.starts import loads, starts
from benchmarks.table import table
from benchmarks.workloads import SERVED, WORKLOADS

ROOT = Path(__file__).parent.parent


def main(
    scale: Annotated[float, typer.Option(help="1 is 2 million observations.", min=0.0005, max=10)] = 1.0,
    rounds: Annotated[int, typer.Option(help="Rounds, of which the median counts.", min=1)] = 3,
    seconds: Annotated[float, typer.Option(help="Seconds of load a round.", min=1)] = 4.0,
    only: Annotated[str, typer.Option(help="Workloads to run, with commas between them; all if left out.")] = "",
    out: Annotated[Path, typer.Option(help="File for the table.")] = ROOT / ".bench" / "results.md",
    cache: Annotated[Path, typer.Option(help="Folder for data and programs.")] = ROOT / ".bench",
) -> None:
    """Measure the service beside others and write a table."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is stopped
    chosen = _chosen(only)
    if not shutil.which("wrk") and any(workload.name in chosen for workload in SERVED):
        raise typer.BadParameter(wrk.NEEDED)
    cache = cache.resolve()
    cache.mkdir(parents=True, exist_ok=True)
    programs, not_installed = peers.installed(cache)
    told = machine.head(programs, f"Scale {scale:g}, {rounds} rounds of {seconds:g} s, {wrk.CONNECTIONS} connections.")
    with databases(cache, scale) as made:
        bench = Bench(made, Rounds(rounds, seconds, cache / "run"), programs, not_installed)
        rows = bench.run(chosen)
    text = f"{told}\n\n{table(rows, bench.absent)}\n\n{goals(rows)}\n"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text)
    print(f"\n{text}\nwritten to {out}")


def _chosen(only: str) -> list[str]:
    chosen = [name.strip() for name in only.split(",") if name.strip()] or list(WORKLOADS)
    if unknown := set(chosen) - WORKLOADS.keys():
        raise typer.BadParameter(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(WORKLOADS)}")
    return chosen


class Bench:
    """One run. `absent` tells why some of the servers could not be run."""

    def __init__(self, made: Databases, rounds: Rounds, programs: Path, not_installed: str) -> None:
        self.made, self.rounds = made, rounds
        self.cases: Cases = cases(made.sqlite)
        candidates = [
            *ours.variants(made),
            ours.small(made),
            peers.tutorial(made.sqlite),
            peers.datasette(made.sqlite, programs, not_installed),
            peers.roapi(made.sqlite, programs, not_installed),
        ]
        self.contestants = [contestant for contestant in candidates if not contestant.absent]
        self.absent = {contestant.name: contestant.absent for contestant in candidates if contestant.absent}
        shutil.rmtree(rounds.folder, ignore_errors=True)
        rounds.folder.mkdir(parents=True)

    def run(self, chosen: Sequence[str]) -> list[Row]:
        """The rows of the chosen workloads."""
        rows: list[Row] = []
        if {"start", "memory"} & set(chosen):
            measured = starts(self.contestants, self.rounds.folder, self.rounds.count)
            rows += [row for row in measured if row.workload in chosen]
        if "load" in chosen:
            rows += loads(self.made.empty(), self.made.file, self.made.documents(), self.rounds.count)
        if {"export", *(workload.name for workload in SERVED)} & set(chosen):
            with Stage(self.rounds.folder) as stage:
                rows += self._served(stage, chosen)
            self.absent |= stage.absent
        return rows

    def _served(self, stage: Stage, chosen: Sequence[str]) -> list[Row]:
        """What needs all servers at once. Ours is started first: the limits send what it answers."""
        rows: list[Row] = []
        stage.add(self.contestants)
        limits = self._limits(stage, chosen)
        stage.add(limits)
        servers = {name: stage.servers[name] for name in stage.in_order(limits)}
        for workload in (workload for workload in SERVED if workload.name in chosen):
            print(f"measuring {workload.name}", flush=True)
            rows += measure(workload, servers, self.cases, static.BARE, self.rounds)
        if "export" in chosen:
            rows += exports(servers, self.cases.observations, self.rounds.count)
        return rows

    def _limits(self, stage: Stage, chosen: Sequence[str]) -> list[Contestant]:
        """The limits, with what the service answers in its first way to be run."""
        contestant, running = next(iter(stage.servers.values()))
        answers, counts = self.rounds.folder / "answers", {}
        needed = {"page" if name in static.OF_THE_PAGE else name for name in chosen} & set(static.RECORDED)
        with Client(running.port) as client:
            for name in sorted(needed):
                asked = contestant.asked(name, self.cases)[-1]
                counts[name] = static.record(answers, name, [client.get(url).body for url in asked.urls])
        return [static.bare(answers, counts), static.nginx(answers, counts)]


if __name__ == "__main__":
    typer.run(main)
