"""The servers that stand ready: all of them run at once, and only the one that is measured has work."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType

from benchmarks.contestants.base import Contestant
from benchmarks.processes import NotRun, Running


class Stage(AbstractContextManager["Stage"]):
    """Starts servers, and stops them in the end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.servers: dict[str, tuple[Contestant, Running]] = {}
        self.absent: dict[str, str] = {}

    def add(self, contestants: Iterable[Contestant]) -> None:
        """Starts those that can be started; why the others cannot is remembered."""
        for contestant in contestants:
            try:
                running = contestant.start(self.folder)
            except NotRun as why:
                self.absent[contestant.name] = str(why)
                continue
            self.servers[contestant.name] = (contestant, running)
            try:
                running.answered(contestant.ready)
                print(f"{contestant.name} runs", flush=True)
            except NotRun as why:
                self.absent[contestant.name] = str(why)
                del self.servers[contestant.name]

    def in_order(self, first: Iterable[Contestant]) -> list[str]:
        """The names of all that run, some before the others."""
        return [name for name in dict.fromkeys([*(one.name for one in first), *self.servers]) if name in self.servers]

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for _, running in self.servers.values():
            running.stop()
