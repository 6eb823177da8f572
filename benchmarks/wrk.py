"""Runs wrk, which sends the load, and reads what it prints."""

import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

CONNECTIONS = 32
SCRIPT = Path(__file__).parent / "rotate.lua"
NEEDED = "wrk is not installed, and it sends the load: `apt-get install wrk`, or see https://github.com/wg/wrk"

_UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}


@dataclass(frozen=True)
class Load:
    """What one run showed: requests a second, latencies in seconds, and answers that were errors or did not come."""

    rate: float
    p50: float
    p99: float
    errors: int


def run(port: int, urls: Path, seconds: float, connections: int = CONNECTIONS) -> Load:
    """Asks for the URLs of a file in turn, over connections that are kept open."""
    return parse(subprocess.run(command(port, urls, seconds, connections), capture_output=True, text=True).stdout)


def command(port: int, urls: Path, seconds: float, connections: int) -> list[str]:
    """How wrk is called."""
    options = [
        "-t1",
        f"-c{connections}",
        f"-d{max(round(seconds), 1)}s",
        "--latency",
        "--timeout",
        "30s",
        "-s",
        str(SCRIPT),
    ]
    return ["wrk", *options, f"http://127.0.0.1:{port}", "--", str(urls)]


def write_urls(path: Path, urls: Sequence[str], tags: Sequence[str] = ()) -> None:
    """Writes the file that the script reads."""
    lines = [f"{url}\t{tag}" for url, tag in zip(urls, tags, strict=True)] if tags else urls
    path.write_text("".join(f"{line}\n" for line in lines))


def parse(output: str) -> Load:
    """Reads the report of wrk. Raises ValueError where it is not one."""
    rate = re.search(r"^Requests/sec:\s+([\d.]+)", output, re.M)
    if rate is None:
        raise ValueError(f"not a report of wrk: {output[-300:]!r}")
    return Load(float(rate[1]), _latency(output, 50), _latency(output, 99), _errors(output))


def _latency(output: str, percentile: int) -> float:
    found = re.search(rf"^\s+{percentile}%\s+([\d.]+)(us|ms|s|m)$", output, re.M)
    return float(found[1]) * _UNITS[found[2]] if found else 0.0


def _errors(output: str) -> int:
    sockets = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", output)
    answers = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    return sum(map(int, sockets.groups() if sockets else ())) + int(answers[1] if answers else 0)
