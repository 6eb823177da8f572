"""RIS: one tag a line, as reference managers import it."""

from typing import Any

from api.citations.csl import Item

_TYPES = {
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "report": "RPRT",
    "webpage": "ELEC",
    "document": "GEN",
    "dataset": "DATA",
}
# In a report SN is the number of the report.
_TAGS = {
    "title": "TI",
    "container-title": "T2",
    "collection-title": "T2",
    "volume": "VL",
    "issue": "IS",
    "number": "SN",
    "version": "ET",
    "publisher": "PB",
    "language": "LA",
    "URL": "UR",
    "note": "N1",
}


def record(item: Item) -> bytes:
    """A record."""
    lines = [("TY", _TYPES[item["type"]]), ("ID", item["id"])]
    lines += [("AU", _name(name)) for name in item.get("author", [])]
    lines += [(tag, item[name]) for name, tag in _TAGS.items() if name in item]
    lines += _date(item.get("issued", {}).get("date-parts", []))
    return "".join(f"{tag}  - {_line(value)}\r\n" for tag, value in [*lines, ("ER", "")]).encode()


def _name(name: dict[str, str]) -> str:
    return name.get("literal") or f"{name['family']}, {name['given']}"


def _date(parts: list[list[int]]) -> list[tuple[str, Any]]:
    """The year where it is certain, and the date with a slash for each part that is not known; RIS has no ranges."""
    if len({one[0] for one in parts}) != 1:
        return []
    year = f"{parts[0][0]:04}"
    known = [f"{part:02}" for part in parts[0][1:]] if len(parts) == 1 else []
    return [("PY", year), ("DA", "/".join([year, *known, *[""] * (3 - len(known))]))]


def _line(text: str) -> str:
    return " ".join(text.split())
