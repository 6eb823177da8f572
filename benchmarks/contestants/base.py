"""What a server that is measured has to tell: how it starts, and how each workload is asked of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.cases import Cases
from benchmarks.processes import NotRun, Running, free_port


@dataclass(frozen=True)
class Asked:
    """URLs of one workload. `note` tells them from other URLs of the same workload; `background` is a URL that two
    more clients ask for all the while."""

    urls: Sequence[str]
    note: str = ""
    background: str | None = None


Ask = Callable[[Cases], list[Asked]]
FIRST, LAST = "first page", "last page"


@dataclass(frozen=True)
class Export:
    """A file of all observations."""

    name: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Contestant:
    """A server. `asks` says by workload what it is asked, `cannot` why it cannot be asked; `absent` is not empty where
    it cannot even be started. `command` takes the port and a folder in which it may write."""

    name: str
    command: Callable[[int, Path], Sequence[str]]
    ready: str
    asks: Mapping[str, Ask]
    environment: Mapping[str, str] = field(default_factory=dict)
    cannot: Mapping[str, str] = field(default_factory=dict)
    exports: Sequence[Export] = ()
    absent: str = ""

    def asked(self, workload: str, cases: Cases) -> list[Asked]:
        """What it is asked; nothing where the workload is not about it. Raises NotRun."""
        if workload in self.cannot:
            raise NotRun(self.cannot[workload])
        return self.asks[workload](cases) if workload in self.asks else []

    def start(self, folder: Path) -> Running:
        """A process that serves, or is about to. Raises NotRun."""
        if self.absent:
            raise NotRun(self.absent)
        port, place = (
            free_port(),
            folder / "".join(character if character.isalnum() else "-" for character in self.name),
        )
        place.mkdir(parents=True, exist_ok=True)
        return Running(self.command(port, place), port, self.environment, place / "log")
