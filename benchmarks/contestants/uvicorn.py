"""How uvicorn is called, the same for every application: no access log, no headers of its own."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

OPTIONS = ("--host", "127.0.0.1", "--no-access-log", "--no-date-header", "--no-server-header", "--log-level", "warning")


def serving(application: str, *options: str) -> Callable[[int, Path], Sequence[str]]:
    """The command for an application."""
    return lambda port, _folder: [
        *(sys.executable, "-m", "uvicorn", application, "--port", str(port)),
        *OPTIONS,
        *options,
    ]
