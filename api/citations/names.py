"""Names of people as reference managers want them: family and given name apart, whole where that is not sure."""

import re

from models.actors import ActorDocument, ActorKind, NameKind

# An author whom no text names is called by the work, as "Author of Eurasia Daily Monitor 14/115".
UNNAMED = "Author of "
# One block of Hangul syllables: the name of a Korean or Chinese; others are written with a space between their names.
_HANGUL = re.compile("[가-힣]{2,4}")
_MIDDLE = re.compile(r"[^\W\d_]\.|\w+(vich|vna)")
# Where English texts write the family name now first, now last.
_EITHER_WAY = frozenset({"CN", "HU", "JP", "KP", "KR", "MN", "SG", "TW", "VN"})


def is_named(actor: ActorDocument) -> bool:
    """Whether an author is known by a name."""
    return actor.kind is not ActorKind.person or not actor.name.startswith(UNNAMED)


def csl_name(actor: ActorDocument) -> dict[str, str]:
    """A name of CSL: `family` and `given`, or `literal` for a body and wherever one cannot be sure."""
    words = actor.name.split()
    if actor.kind is not ActorKind.person or len(words) < 2:
        return {"literal": actor.name}
    if _is_korean(actor):
        family_first = "-" not in words[0]  # a hyphen joins the syllables of a given name
        family, given = (words[0], words[1:]) if family_first else (words[-1], words[:-1])
        return {"family": family, "given": " ".join(given)}
    if actor.country not in _EITHER_WAY and all(_MIDDLE.fullmatch(word) for word in words[1:-1]):
        return {"family": words[-1], "given": " ".join(words[:-1])}
    return {"literal": actor.name}


def _is_korean(actor: ActorDocument) -> bool:
    return any(
        name.language == "ko" and name.kind is NameKind.official and _HANGUL.fullmatch(name.text)
        for name in actor.names
    )
