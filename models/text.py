"""Text as both databases must see it: cleaned on the way in, folded for comparing, ordered by code point."""

import unicodedata
from typing import Annotated, Any

from pydantic import AfterValidator
from sqlalchemy import Text
from sqlmodel import Field

# PostgreSQL orders by code point only when told; SQLite does so by itself.
TEXT = Text().with_variant(Text(collation="C"), "postgresql")


def string(**options: Any) -> Any:
    """A text column of any length, ordered by code point on both databases."""
    return Field(sa_type=TEXT, **options)


def clean(value: str) -> str:
    """NFC, without surrounding blanks. Raises ValueError for empty text and for control characters."""
    value = unicodedata.normalize("NFC", value).strip()
    if not value:
        raise ValueError("must not be empty")
    for character in () if value.isprintable() else value:
        if unicodedata.category(character) in ("Cc", "Cs"):
            raise ValueError(f"holds the control character U+{ord(character):04X}")
    return value


Words = Annotated[str, AfterValidator(clean)]


def fold(value: str) -> str:
    """What is left when case, composition, ё and repeated blanks do not count; columns and queries use the same."""
    if value.isascii():
        return " ".join(value.lower().split())
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", value).casefold())
    return " ".join(folded.replace("ё", "е").split())
