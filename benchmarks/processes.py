"""Starts servers, each in a session of its own, asks them, and measures their memory."""

import http.client
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

PATIENCE = 180.0  # seconds for a server to answer first: roapi reads whole tables before it does
STEP = 0.005
REST, PAUSE = 20.0, 0.1


class NotRun(Exception):
    """What was to be measured cannot be; the message says why."""


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    tag: str
    body: bytes


class Client:
    """Asks one server over one connection."""

    def __init__(self, port: int, timeout: float = 60) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        """The answer at a path."""
        self.connection.request("GET", path, headers=headers or {})
        response = self.connection.getresponse()
        return Answer(response.status, response.headers.get("ETag", ""), response.read())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()


class Running:
    """A server that was started."""

    def __init__(self, command: Sequence[str], port: int, environment: Mapping[str, str], log: Path) -> None:
        self.port, self.log = port, log
        self.started = time.monotonic()
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                command,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def answered(self, path: str) -> float:
        """Waits until the server answers at a path; the seconds since it was started. Raises NotRun."""
        while time.monotonic() - self.started < PATIENCE and self.process.poll() is None:
            with suppress(OSError, http.client.HTTPException), Client(self.port) as client:
                if client.get(path).status == http.HTTPStatus.OK:
                    return time.monotonic() - self.started
            time.sleep(STEP)
        last = self.log.read_text("utf-8", "replace").strip().splitlines()[-1:]
        self.stop()
        raise NotRun(f"it did not start: {(last or ['no word'])[0][:120]}")

    def memory(self) -> int:
        """Bytes in use by the whole session; what processes share is counted once."""
        return sum(_memory(pid) for pid in _session(self.process.pid))

    def rest(self) -> None:
        """Waits, though not for ever, until the server works no more on what nobody waits for."""
        end, before = time.monotonic() + REST, -1
        while time.monotonic() < end and (now := self._worked()) != before:
            before = now
            time.sleep(PAUSE)

    def _worked(self) -> int:
        """Ticks of the processor that the whole session has had."""
        return sum(_ticks(pid) for pid in _session(self.process.pid))

    def stop(self) -> None:
        """Ends the whole session."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def _session(leader: int) -> list[int]:
    """The processes of a session."""
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            pid = int(entry.name)
            if os.getsid(pid) == leader:
                found.append(pid)
    return found


def _ticks(pid: int) -> int:
    with suppress(OSError):
        # After the name, which may hold anything: user and system time are the twelfth and the thirteenth field.
        user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        return int(user) + int(system)
    return 0


def _memory(pid: int) -> int:
    with suppress(OSError):
        found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)
        return int(found[1]) * 1024 if found else 0
    return 0
