"""What a document is as rows of tables, on its way there and back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.base import Part, RecordType, Ref

Keys = Mapping[RecordType, Mapping[str, int]]
Refs = Mapping[int, Ref]
Columns = dict[str, Any]
# A link: its dotted path, and the type and the id of the record that it leads to.
Target = tuple[str, RecordType, str]


@dataclass
class Rows:
    """What one document is kept as: its columns, its links (name, position, target) and its parts."""

    columns: Columns = field(default_factory=dict)
    links: list[tuple[str, int, int]] = field(default_factory=list)
    parts: list[tuple[type[Part], Columns]] = field(default_factory=list)


@dataclass
class Stored:
    """The links and parts of one record as the tables hold them, in order."""

    links: dict[str, list[int]] = field(default_factory=dict)
    parts: dict[type[Part], list[Columns]] = field(default_factory=dict)
