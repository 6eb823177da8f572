"""Content lines of iCalendar (RFC 5545): escaped, folded at 75 octets, ended by CRLF."""

import re
from collections.abc import Iterable

MOST_OCTETS = 75
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")  # what `splitlines` leaves; a tab may stay


def component(name: str, lines: Iterable[bytes]) -> bytes:
    """Lines between the name of a component and its end."""
    return b"".join([line("BEGIN", name), *lines, line("END", name)])


def text(name: str, value: str) -> bytes:
    """A property whose value is any text; whatever ends a line is written as `\\n`, so that no text begins another
    property."""
    escaped = re.sub(r"([\\;,])", r"\\\1", _CONTROL.sub("", value))
    return line(name, "\\n".join(escaped.splitlines()))


def line(name: str, value: str) -> bytes:
    """A property whose value is written as it is. A line is folded between characters, never inside one."""
    parts, part = [], b""
    for character in f"{name}:{value}":
        octets = character.encode()
        if len(part) + len(octets) > MOST_OCTETS:
            parts.append(part)
            part = b" "
        part += octets
    return b"\r\n".join([*parts, part]) + b"\r\n"
