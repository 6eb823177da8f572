"""Holds every span against the texts: digest, paragraph, and that a figure stands in its span as it was written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from models.base import EvidencePart, RecordType, Ref
from models.texts import Text
from seed.assemble import Collection, Draft
from seed.mistakes import Mistake

FIGURE = ("", "value", "low", "high", "as_written", "change", "rank")


@dataclass
class Verification:
    """What was verified: spans that are true, that are not, and whose text is not held; and what is wrong."""

    true: int
    false: int
    not_held: int
    mistakes: list[Mistake]


def verify(collection: Collection, texts: Mapping[str, Text]) -> Verification:
    """Recomputes every span. Nothing is ever moved to where it would fit."""
    result = Verification(0, 0, 0, [])
    for draft in collection.drafts.values():
        held: list[str] = []
        for span in draft.spans:
            text = _text(span, collection, texts)
            if text is None:
                result.not_held += 1
                continue
            mistakes = list(_span(draft, span, text))
            result.mistakes.extend(mistakes)
            result.true += not mistakes
            result.false += bool(mistakes)
            if (span.field or "") in FIGURE:
                held.append(text.content[span.start : span.end])
        result.mistakes.extend(_as_written(draft, held))
    result.mistakes.extend(_lengths(collection, texts))
    return result


def _text(span: EvidencePart, collection: Collection, texts: Mapping[str, Text]) -> Text | None:
    article = collection.drafts[Ref.model_construct(type=RecordType.articles, id=span.text_of)]
    return texts.get(article.values["text_sha256"])


def _span(draft: Draft, span: EvidencePart, text: Text) -> Iterator[Mistake]:
    place = f"evidence {span.id}"
    if text.digest(span.start, span.end) != span.digest:
        yield draft.mistake(place, f"the characters {span.start} to {span.end} are not those that were anchored")
    elif text.paragraph(span.start) != span.paragraph:
        yield draft.mistake(place, f"stands in paragraph {text.paragraph(span.start)}, not {span.paragraph}")


def _as_written(draft: Draft, held: list[str]) -> Iterator[Mistake]:
    written = draft.values.get("as_written")
    if written and held and not any(written in characters for characters in held):
        yield draft.mistake("as_written", "does not stand in the record's spans")


def _lengths(collection: Collection, texts: Mapping[str, Text]) -> Iterator[Mistake]:
    for draft in collection.drafts.values():
        text = texts.get(draft.values.get("text_sha256") or "")
        if text is not None and len(text.content) != draft.values["text_length"]:
            yield draft.mistake("text_length", f"the text has {len(text.content)} characters")
