"""Writes what was measured as one Markdown table."""

from collections.abc import Mapping, Sequence
from statistics import median

from benchmarks.rows import Row
from benchmarks.workloads import WORKLOADS

HEADER = "| workload | served by | median | | of the base | body | p50, p99 ms | least–most | |"
RULE = "|---|---|---:|---|---:|---:|---:|---:|---|"


def table(rows: Sequence[Row], absent: Mapping[str, str]) -> str:
    """The rows, workload by workload; then what could not be run at all, and why."""
    lines = [HEADER, RULE]
    for name, workload in WORKLOADS.items():
        of_it = [row for row in rows if row.workload == name]
        lines += [_title(name, workload.about)] if of_it else []
        lines += [_line(row) for row in of_it]
    lines += [_title("not run", "in any workload")] if absent else []
    return "\n".join([*lines, *(_not_run(name, why) for name, why in absent.items())])


def _title(name: str, about: str) -> str:
    return f"| **{name}** | *{about}* | | | | | | | |"


def _line(row: Row) -> str:
    if not row.values:
        return _not_run(row.name, _remarks(row))
    ratio = "" if row.ratio is None else f"{row.ratio:.3f}"
    spread = f"{row.unit.show(min(row.values))}–{row.unit.show(max(row.values))}"
    cells = (row.name, row.unit.show(row.middle), row.unit.name, ratio, _size(row.size), _latencies(row), spread)
    return f"| | {' | '.join(cells)} | {_remarks(row)} |"


def _not_run(name: str, why: str) -> str:
    return f"| | {name} | | | | | | | {why} |"


def _size(size: float | None) -> str:
    if size is None:
        return ""
    return f"{size / 1000:,.1f} KB" if size < 1e6 else f"{size / 1e6:,.0f} MB"


def _latencies(row: Row) -> str:
    return f"{median(row.p50) * 1000:.2f}, {median(row.p99) * 1000:.1f}" if row.p50 else ""


def _remarks(row: Row) -> str:
    return "; ".join(row.remarks).replace("|", "\\|")
