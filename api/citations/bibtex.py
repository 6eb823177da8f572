"""BibTeX: UTF-8, with what LaTeX would take for a command escaped."""

import re
from typing import Any

from api.citations.csl import Item

# Each type of entry, and which of its fields hold what; `misc` is what every style prints.
_ARTICLE = ("article", {"container-title": "journal", "volume": "volume", "issue": "number", "publisher": "publisher"})
_MISC = ("misc", {"publisher": "howpublished", "version": "version"})
_ENTRIES = {
    "article-journal": _ARTICLE,
    "article-magazine": _ARTICLE,
    "report": ("techreport", {"publisher": "institution", "collection-title": "type", "number": "number"}),
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Braces as commands, for BibTeX counts those that are escaped too.
_ESCAPED = str.maketrans(
    {
        **{character: f"\\{character}" for character in "&%$#_"},
        "\\": r"\textbackslash{}",
        "{": r"\lbrace{}",
        "}": r"\rbrace{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


def entry(item: Item) -> bytes:
    """An entry whose key is the id. Capitals of the title stay as they are."""
    kind, named = _ENTRIES.get(item["type"], _MISC)
    fields = {"title": f"{{{{{_escaped(item['title'])}}}}}"}
    if authors := item.get("author"):
        fields["author"] = f"{{{' and '.join(map(_name, authors))}}}"
    fields |= {field: f"{{{_escaped(item[name])}}}" for name, field in named.items() if name in item}
    fields |= _date(item.get("issued", {}))
    fields |= {name: f"{{{_escaped(item[name])}}}" for name in ("language", "note") if name in item}
    if "URL" in item:
        fields["url"] = f"{{{_url(item['URL'])}}}"
    lines = "".join(f"  {name} = {value},\n" for name, value in fields.items())
    return f"@{kind}{{{item['id']},\n{lines}}}\n".encode()


def _name(name: dict[str, str]) -> str:
    if "literal" in name:
        return f"{{{_escaped(name['literal'])}}}"
    return f"{_escaped(name['family'])}, {_escaped(name['given'])}"


def _date(date: dict[str, Any]) -> dict[str, str]:
    """`year` and `month`, which every style knows, and `date` for BibLaTeX, which knows days and ranges too."""
    parts = date.get("date-parts")
    if parts is None:
        return {}
    years = dict.fromkeys(str(one[0]) for one in parts)
    found = {"year": f"{{{'--'.join(years)}}}"}
    if len(parts) == 1 and len(parts[0]) > 1:
        found["month"] = _MONTHS[parts[0][1] - 1]
    return found | {"date": f"{{{'/'.join(map(_iso, parts))}}}"}


def _iso(parts: list[int]) -> str:
    return "-".join(f"{part:0{4 if place == 0 else 2}}" for place, part in enumerate(parts))


def _escaped(text: str) -> str:
    return " ".join(text.split()).translate(_ESCAPED)


def _url(text: str) -> str:
    """An address stands as it is, but for characters that no address holds."""
    return re.sub(r"[{}\\\s]", lambda found: f"%{ord(found[0]):02X}", text)
