"""The table of `tests/test_filters.py`: for each resource, parameters and the records of the made-up world that remain.

Every row follows from the drafts in `tests/edges`, not from an answer. Ids stand in their order; those of statements
without the `ferry-` of their article.
"""

from typing import Any

Rows = list[tuple[dict[str, Any], str]]

# The one revision of the made-up world is loaded at LOADED.
LOADED, LATER = "2026-11-22T00:00:00Z", "2026-11-22T00:00:01Z"
BOTH = ["ferry", "harbour-song"]
