"""Invented words and names, so that made-up data is in no danger of being taken for facts."""

from itertools import accumulate, product
from random import Random

_ONSETS = ("b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v")
_SYLLABLES = [onset + vowel for onset, vowel in product(_ONSETS, "aeiou")]
_VOCABULARY = 5_000

# The words that ranked search looks for; no invented word begins like one of them.
SOUGHT = (
    "trade",
    "port",
    "rail",
    "grain",
    "steel",
    "bridge",
    "summit",
    "consul",
    "tariff",
    "arctic",
    "ship",
    "crane",
    "coal",
    "fish",
    "bank",
    "loan",
    "chart",
    "treaty",
    "border",
    "rocket",
)


def word(random: Random) -> str:
    """A word of two to four syllables."""
    return "".join(random.choices(_SYLLABLES, k=random.randint(2, 4)))


def name(random: Random) -> str:
    """A name of two words."""
    return f"{word(random).capitalize()} {word(random).capitalize()}"


class Prose:
    """Text of a vocabulary in which, as in a language, few words are frequent and most are rare."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.vocabulary = [word(random) for _ in range(_VOCABULARY)]
        self.weights = list(accumulate(1 / rank for rank in range(1, _VOCABULARY + 1)))

    def words(self, count: int, *more: str) -> str:
        """So many words, with others among them, as a sentence."""
        chosen = [*self.random.choices(self.vocabulary, cum_weights=self.weights, k=count), *more]
        self.random.shuffle(chosen)
        return " ".join(chosen).capitalize()
