"""Turns the quotes of a private draft into spans, so that the published file holds none of the source's wording.

In a draft an evidence is `{quote: ..., field: ..., occurrence: ..., note: ...}`. `occurrence` counts from 1 and is
needed where the quote stands several times in the text.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError

from models.texts import Text
from seed.mistakes import Mistake, Mistakes

DRAFT_KEYS = {"quote", "field", "occurrence", "text_of", "note"}


def anchor(draft: Path, out: Path, texts: Mapping[str, Text], digests: Mapping[str, str]) -> int:
    """Writes the draft with spans for quotes, and returns how many there are. Raises Mistakes, and then writes nothing.

    `digests` gives the SHA-256 of the text of each article of the dataset, for evidence in the text of another.
    """
    yaml = YAML()
    yaml.width = 1_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    try:
        tree = yaml.load(draft.read_text("utf-8"))
        article = tree["article"]
    except (YAMLError, KeyError, TypeError) as error:
        raise Mistakes([Mistake(draft.name, 1, "file", "is not the draft of an article")]) from error
    known = {**digests, str(article["id"]): str(article.get("text_sha256"))}
    own = str(article.get("host") or article["id"])
    found: list[Mistake] = []
    count = 0
    for holder, index in list(_quotes(tree)):
        quoted = holder[index]
        line = quoted.lc.line + 1
        try:
            holder[index] = _span(quoted, texts.get(known.get(str(quoted.get("text_of") or own), "")))
            count += 1
        except ValueError as error:
            found.append(Mistake(draft.name, line, "quote", str(error)))
    if found:
        raise Mistakes(found)
    with out.open("w", encoding="utf-8") as file:
        yaml.dump(tree, file)
    return count


def _quotes(node: Any) -> Iterator[tuple[CommentedSeq, int]]:
    """Every list item that is a quote, with its list."""
    if isinstance(node, CommentedMap):
        for value in node.values():
            yield from _quotes(value)
    elif isinstance(node, CommentedSeq):
        for index, value in enumerate(node):
            if isinstance(value, CommentedMap) and "quote" in value:
                yield node, index
            else:
                yield from _quotes(value)


def _span(quoted: CommentedMap, text: Text | None) -> CommentedMap:
    if text is None:
        raise ValueError("the text is not held")
    if unknown := quoted.keys() - DRAFT_KEYS:
        raise ValueError(f"there is no field {', '.join(sorted(unknown))}")
    start = _find(str(quoted["quote"]), quoted.get("occurrence"), text.content)
    end = start + len(str(quoted["quote"]))
    span = CommentedMap({key: quoted[key] for key in ("field", "text_of") if key in quoted})
    span.update(start=start, end=end, paragraph=text.paragraph(start), digest=text.digest(start, end))
    if "note" in quoted:
        span["note"] = quoted["note"]
    span.fa.set_flow_style()
    return span


def _find(quote: str, occurrence: Any, content: str) -> int:
    count = content.count(quote)
    if count == 0:
        raise ValueError("does not stand in the text")
    if occurrence is None and count > 1:
        raise ValueError(f"stands {count} times in the text: say which with occurrence")
    if occurrence is not None and not 1 <= int(occurrence) <= count:
        raise ValueError(f"stands {count} times in the text")
    start = -1
    for _ in range(int(occurrence or 1)):
        start = content.index(quote, start + 1)
    return start
