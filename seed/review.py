"""Records beside the characters that they rest on, for a person who reads the one against the other."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from random import Random
from typing import Any

from models.base import RecordType, Ref
from models.numbers import written
from models.texts import Text
from seed.assemble import Collection, Draft

NOT_SHOWN = ("id", "evidence", "revision", "updated_at")


def chosen(
    collection: Collection, types: Sequence[RecordType], articles: Sequence[str], named: Sequence[str]
) -> list[Draft]:
    """The records of some types, with evidence from some articles, or named as `type/id`; without these, all."""
    return [
        draft
        for ref, draft in sorted(collection.drafts.items(), key=lambda item: (item[0].type, item[0].id))
        if (not types or ref.type in types)
        and (not articles or any(span.article in articles for span in draft.spans))
        and (not named or f"{ref.type}/{ref.id}" in named)
    ]


def drawn(drafts: Sequence[Draft], count: int, seed: int) -> list[Draft]:
    """So many records drawn at random, the same for the same seed and data, in the order of the types."""
    picked = Random(seed).sample(range(len(drafts)), min(count, len(drafts)))
    return [drafts[place] for place in sorted(picked)]


def review(drafts: Sequence[Draft], collection: Collection, texts: Mapping[str, Text]) -> Iterator[str]:
    """Each record: where it was written, its values, and the characters of each of its spans."""
    for draft in drafts:
        yield f"== {draft.ref.type}/{draft.ref.id}  ({draft.origin.file}:{draft.origin.line})"
        yield from (f"{path} = {value}" for path, value in _values(draft.document().model_dump()))
        for span in draft.document().evidence:
            article = collection.drafts[Ref.model_construct(type=RecordType.articles, id=span.text_of)]
            text = texts.get(article.values["text_sha256"] or "")
            quote = " ".join(text.content[span.start : span.end].split()) if text else "(the text is not held)"
            note = f"  # {span.note}" if span.note else ""
            yield f"  [{span.field or 'whole'}] {span.article} {span.start}-{span.end} ¶{span.paragraph}: {quote}{note}"
        yield ""


def _values(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The leaves of a document that say something, with their dotted paths; a date is its EDTF."""
    if isinstance(value, dict) and "edtf" in value:
        yield path, value["edtf"]
    elif isinstance(value, dict | list):
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            if path or name not in NOT_SHOWN:
                yield from _values(inner, f"{path}.{name}" if path else str(name))
    elif value is not None:
        yield path, written(value) if isinstance(value, Decimal) else value
