"""The commands of those who write the data: spans, coverage, sentences."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import TypeAdapter

from models.base import RecordType
from rokrus.common import Data, Texts, fail, held, told
from seed.source import DATA

app = typer.Typer()


@app.command()
def verify(
    texts: Texts = None,
    data: Data = DATA,
    coverage: Annotated[bool, typer.Option("--coverage", help="Also ask that every sentence is covered.")] = False,
) -> None:
    """Recompute every span against the source texts. Exit status 1 where anything is wrong."""
    from seed.coverage import Coverage
    from seed.coverage import coverage as measure
    from seed.coverage import told as counted
    from seed.load import read_all
    from seed.verify import verify as verify_spans

    with told():
        collection, content = read_all(data).collection, held(texts)
        result = verify_spans(collection, content)
        covered = measure(data, collection, content) if coverage else Coverage()
    mistakes = [*result.mistakes, *covered.mistakes]
    for mistake in sorted(mistakes):
        typer.echo(mistake, err=True)
    total = result.true + result.not_held + result.false
    typer.echo(f"{total} spans: {result.true} true, {result.not_held} without their text")
    for line in counted(covered) if coverage else ():
        typer.echo(line)
    if mistakes:
        fail(f"{len(mistakes)} mistakes")


@app.command()
def review(
    texts: Texts = None,
    data: Data = DATA,
    type: Annotated[list[RecordType] | None, typer.Option(help="Only records of this type; may be repeated.")] = None,
    article: Annotated[list[str] | None, typer.Option(help="Only records with evidence from this article.")] = None,
    record: Annotated[list[str] | None, typer.Option(help="Only this record, as TYPE/ID.")] = None,
    sample: Annotated[int | None, typer.Option(help="Draw so many at random.", min=1)] = None,
    seed: Annotated[int, typer.Option(help="What the draw is made from.")] = 1,
) -> None:
    """Print each record beside the characters of its spans."""
    from seed.load import read_all
    from seed.review import chosen, drawn
    from seed.review import review as review_records

    with told():
        collection, content = read_all(data).collection, held(texts)
    drafts = chosen(collection, type or [], article or [], record or [])
    if not drafts:
        fail("there is no such record")
    for line in review_records(drawn(drafts, sample, seed) if sample else drafts, collection, content):
        typer.echo(line)


@app.command()
def anchor(
    draft: Annotated[Path, typer.Argument(help="Private draft with quotes.", exists=True, dir_okay=False)],
    out: Annotated[Path, typer.Option("--out", "-o", help="File to write.")],
    texts: Texts = None,
    data: Data = DATA,
) -> None:
    """Turn the quotes of a private draft into spans."""
    from seed.anchor import anchor as anchor_quotes

    with told():
        digests = {id: digest for id, (digest, _) in articles(data).items()}
        count = anchor_quotes(draft, out, held(texts), digests)
    typer.echo(f"{count} spans written to {out}")


@app.command()
def segment(texts: Texts = None, data: Data = DATA) -> None:
    """Write `segments.yaml`: where each sentence of each article begins and ends."""
    from seed.segment import segments

    with told():
        found = held(texts)
        lines = ["# Sentences of each article as [start, end): made by `rokrus segment`, never by hand.\n"]
        for id, (digest, _) in articles(data).items():
            if digest in found:
                lines.append(f"{id}:\n")
                lines.extend(f"  - [{start}, {end}]\n" for start, end in segments(found[digest]))
        (data / "segments.yaml").write_text("".join(lines), "utf-8")
    typer.echo(f"{len(lines) - 1} lines written to {data / 'segments.yaml'}")


@app.command()
def schema() -> None:
    """Print the JSON Schema of the data files, for editors."""
    from seed.records import AUTHORITIES, ArticleFile, WithdrawalEntry

    kinds: dict[str, Any] = {name: list[entry] for name, entry in AUTHORITIES.items()}  # type: ignore[valid-type]
    kinds |= {"article": ArticleFile, "withdrawn": list[WithdrawalEntry]}
    typer.echo(json.dumps({name: TypeAdapter(kind).json_schema() for name, kind in kinds.items()}, indent=2))


def articles(data: Path) -> dict[str, tuple[str, int]]:
    """The digest and the length of the text of every article of the dataset that has one."""
    from seed.load import read_all

    drafts = read_all(data).collection.drafts
    found = {ref.id: draft.values for ref, draft in drafts.items() if ref.type == RecordType.articles}
    return {id: (values["text_sha256"], values["text_length"]) for id, values in found.items() if values["text_sha256"]}
