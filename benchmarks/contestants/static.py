"""The limits: bare uvicorn and nginx, sending the very bytes that the service answered with."""

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.contestants.base import Ask, Asked, Contestant
from benchmarks.contestants.uvicorn import serving

BARE = "bare uvicorn, same bytes"
RECORDED = ("detail", "page", "include", "series", "search", "deep")
OF_THE_PAGE = ("repeated", "304", "beside")
NGINX = """
daemon off;
worker_processes 1;
pid {folder}/pid;
error_log {folder}/error.log;
{user}
events {{ worker_connections 256; }}
http {{
  access_log off;
  default_type application/json;
  keepalive_requests 100000000;
  sendfile on;
  tcp_nopush on;
  open_file_cache max=10000;
  server {{ listen 127.0.0.1:{port}; root {answers}; }}
}}
"""


def bare(answers: Path, counts: Mapping[str, int]) -> Contestant:
    """uvicorn with the smallest application."""
    asks = {**_asks(counts), "304": lambda _cases: [Asked(["/unchanged"])]}
    command = serving("benchmarks.apps.bare:app", "--factory")
    return Contestant(BARE, command, "/ready", asks, {"BENCH_ANSWERS": str(answers)})


def nginx(answers: Path, counts: Mapping[str, int]) -> Contestant:
    """nginx with the answers as files."""

    def command(port: int, folder: Path) -> Sequence[str]:
        user = "user root;" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port, answers=answers, user=user))
        return ["nginx", "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf"]

    absent = "" if shutil.which("nginx") else "nginx is not installed: `apt-get install nginx-light`"
    return Contestant("nginx, static files", command, "/ready", _asks(counts), absent=absent)


def record(answers: Path, workload: str, bodies: Sequence[bytes]) -> int:
    """Writes answers as files, and gives how many there are."""
    folder = answers / workload
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for index, body in enumerate(bodies):
        (folder / str(index)).write_bytes(body)
    (answers / "ready").write_bytes(b"{}")
    return len(bodies)


def _asks(counts: Mapping[str, int]) -> dict[str, Ask]:
    files = {workload: [f"/{workload}/{index}" for index in range(count)] for workload, count in counts.items()}
    return {
        **{workload: _fixed(urls) for workload, urls in files.items()},
        **{workload: _fixed(files["page"]) for workload in OF_THE_PAGE if "page" in files},
        **({"repeated": _fixed(files["page"][:1])} if "page" in files else {}),
    }


def _fixed(urls: Sequence[str]) -> Ask:
    return lambda _cases: [Asked(urls)]
