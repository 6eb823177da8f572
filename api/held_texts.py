"""Search in the source texts that the server holds; the database has nothing of them."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from api.matches import places_of, snippet
from api.terms import Terms
from models.texts import Text
from models.tokens import Token, tokens

FIELD = "text"


class HeldTexts:
    """The texts by their SHA-256, with their tokens, which are made when they are first searched."""

    def __init__(self, texts: Mapping[str, Text]) -> None:
        self.texts = texts

    @cached_property
    def tokens(self) -> dict[str, list[Token]]:
        """The tokens of each text."""
        return {digest: list(tokens(text.content)) for digest, text in self.texts.items()}

    @cached_property
    def strings(self) -> dict[str, str]:
        """The same as strings, with the words that are not their own stem."""
        return {
            digest: f" {' '.join(token.text for token in found)} . {' '.join({token.word for token in found})} "
            for digest, found in self.tokens.items()
        }

    def holding(self, terms: Terms) -> list[str]:
        """The texts that hold every term."""
        return [
            digest
            for digest, string in self.strings.items()
            if all((term.needle in string) == term.wanted for term in terms.all)
        ]

    def match(self, digest: str, terms: Terms) -> dict[str, Any]:
        """Where a text holds the terms. The place with most of them near each other stands in the snippet."""
        found = [place for term in terms.wanted for place in places_of(term, self.tokens[digest])]
        return snippet(FIELD, self.texts[digest].content, found)
