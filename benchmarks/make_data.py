"""Makes a large dataset: invented, seeded, through the real document classes, at any scale.

`python -m benchmarks.make_data --scale 0.05 --out FILE` writes one public document a line, with its `type` in front. At
scale 1: 100 thousand articles, 50 thousand actors, 1 thousand indicators, and 2 million observations in the order in
which a feed would bring them, each with its mention in an article (evidence): no statement is loaded without. What a
document links to stands before it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import chain
from pathlib import Path
from random import Random
from typing import Annotated, Any

import typer

from benchmarks.words import SOUGHT, Prose, name
from models.actors import ActorDocument, ActorKind
from models.articles import ArticleDocument
from models.base import UNPUBLISHED, Dated, RecordType, Ref
from models.evidence import evidence_id
from models.indicators import IndicatorDocument
from models.observations import ObservationDocument
from models.topics import TopicDocument

SEED = 20_260
TOPICS, COUNTRIES = 20, 40
POINTS = 2_000  # observations an indicator
REPORTERS = 8  # of one indicator
ARTICLES_OF_A_PUBLISHER = 200
CANDIDATES = 3_000  # articles that hold a word which is looked for
ABSTRACTS = 4  # every fourth article has one
CHARACTERS = 9_000  # of the text of an article
ORGANISATIONS = [
    kind for kind in ActorKind if kind not in (ActorKind.person, ActorKind.country, ActorKind.outlet, ActorKind.sector)
]


@dataclass(frozen=True)
class Sizes:
    """How many records there are of each type."""

    scale: float

    @property
    def articles(self) -> int:
        return round(100_000 * self.scale)

    @property
    def actors(self) -> int:
        return max(round(50_000 * self.scale), self.publishers + COUNTRIES + len(ORGANISATIONS) * 2)

    @property
    def indicators(self) -> int:
        return max(round(1_000 * self.scale), 1)

    @property
    def observations(self) -> int:
        return round(2_000_000 * self.scale)

    @property
    def publishers(self) -> int:
        return max(self.articles // ARTICLES_OF_A_PUBLISHER, 1)


class Maker:
    """Makes the documents of each type. Each type has a source of randomness of its own."""

    def __init__(self, scale: float) -> None:
        self.sizes = Sizes(scale)
        self.first_country = self.sizes.publishers
        self.first_other = self.first_country + COUNTRIES

    def documents(self) -> Iterator[Dated]:
        """Every document, each after those that it links to."""
        return chain(self.topics(), self.actors(), self.articles(), self.indicators(), self.observations())

    def topics(self) -> Iterator[TopicDocument]:
        random = _random("topics")
        for index in range(TOPICS):
            yield TopicDocument.model_validate({"id": _topic(index), "label": name(random), **UNPUBLISHED})

    def actors(self) -> Iterator[ActorDocument]:
        """Publishers, then countries, then people and organisations by turns. People are known by name alone."""
        random = _random("actors")
        prose = Prose(random)
        for index in range(self.sizes.actors):
            kind, shown = self.kind(index), name(random)
            country = random.choice(("KR", "RU", None))
            values: dict[str, Any] = {"id": _actor(index), "kind": kind, "name": shown, "country": country}
            if kind != ActorKind.person:
                values["description"] = prose.words(13)
                values["names"] = [{"text": name(random), "kind": "alias", "origin": "editor"}]
            yield ActorDocument.model_validate({**values, **UNPUBLISHED})

    def kind(self, index: int) -> ActorKind:
        """The kind of an actor."""
        if index < self.first_country:
            return ActorKind.outlet
        if index < self.first_other:
            return ActorKind.country
        turn, organisation = divmod(index - self.first_other, 2)
        return ORGANISATIONS[turn % len(ORGANISATIONS)] if organisation else ActorKind.person

    def articles(self) -> Iterator[ArticleDocument]:
        """Articles with one or two authors; each word that search looks for is in CANDIDATES of them."""
        random = _random("articles")
        prose = Prose(random)
        for index in range(self.sizes.articles):
            sought = [word for word, articles in self.sought.items() if index in articles]
            with_abstract = index % ABSTRACTS == 0
            values = {
                "id": _article(index),
                "kind": "article",
                "title": prose.words(6, *() if with_abstract else sought),
                "authors": [_actor(self.person(random)) for _ in range(random.randint(1, 2))],
                "publisher": _actor(index % self.sizes.publishers),
                "published": f"{random.randint(2000, 2024)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}",
                "published_basis": "stated",
                "language": "en",
                "abstract": prose.words(60, *sought) if with_abstract else None,
                "topics": [_topic(random.randrange(TOPICS))],
                "text_sha256": sha256(_article(index).encode()).hexdigest(),
                "text_length": CHARACTERS,
            }
            yield ArticleDocument.model_validate({**values, **UNPUBLISHED})

    @cached_property
    def sought(self) -> dict[str, set[int]]:
        """Which articles hold each word that is looked for."""
        random, articles = _random("sought"), self.sizes.articles
        return {word: set(random.sample(range(articles), min(CANDIDATES, articles))) for word in SOUGHT}

    def person(self, random: Random) -> int:
        """A person, each as likely as any other."""
        return self.first_other + 2 * random.randrange((self.sizes.actors - self.first_other) // 2)

    def indicators(self) -> Iterator[IndicatorDocument]:
        random = _random("indicators")
        prose = Prose(random)
        for index in range(self.sizes.indicators):
            values = {"name": name(random), "definition": prose.words(12), "unit": "USD", "unit_system": "iso4217"}
            told = {"id": _indicator(index), **values, "measure": "level", **UNPUBLISHED}
            yield IndicatorDocument.model_validate(told)

    def observations(self) -> Iterator[ObservationDocument]:
        """Figures, month by month."""
        random = _random("observations")
        for index in range(self.sizes.observations):
            yield self.observation(index, random)

    def observation(self, index: int, random: Random) -> ObservationDocument:
        """One figure; at each turn every indicator gets one, for the next of its reporters."""
        turn, indicator = divmod(index, self.sizes.indicators)
        month, reporter = divmod(turn, REPORTERS)
        id, millions = f"observation-{index:07}", random.randint(1, 9_999)
        values = {
            "id": id,
            "indicator": _indicator(indicator),
            "reporter": _actor(self.first_country + reporter),
            "partner": _actor(self.first_country + REPORTERS + indicator % (COUNTRIES - REPORTERS)),
            "compiled_by": _actor(indicator % self.sizes.publishers),
            "period": f"{2000 + month // 12}-{month % 12 + 1:02}",
            "period_basis": "stated",
            "value": millions * 1_000_000,
            "as_written": f"{millions:,} million",
            "status": "normal",
            "evidence": [self.mention(id, random)],
        }
        return ObservationDocument.model_validate({**values, **UNPUBLISHED})

    def mention(self, observation: str, random: Random) -> dict[str, Any]:
        """Where a figure stands in an article."""
        article, start = _article(random.randrange(self.sizes.articles)), random.randrange(CHARACTERS - 13)
        record, span = Ref(type=RecordType.observations, id=observation), (article, start, start + 13)
        return {
            "id": evidence_id(record, "value", *span),
            "article": article,
            "text_of": article,
            "field": "value",
            "start": start,
            "end": start + 13,
            "paragraph": start // 900 + 1,
            "digest": sha256(observation.encode()).hexdigest(),
        }


def _random(type: str) -> Random:
    return Random(f"{SEED} {type}")


def _topic(index: int) -> str:
    return f"topic-{index:02}"


def _actor(index: int) -> str:
    return f"actor-{index:05}"


def _article(index: int) -> str:
    return f"article-{index:06}"


def _indicator(index: int) -> str:
    return f"indicator-{index:04}"


def line(document: Dated) -> bytes:
    """A document as a line of the file: its public JSON with its type in front."""
    return f'{{"type":"{document.type}",{document.render()[1:]}\n'.encode()


def write(path: Path, scale: float) -> int:
    """Writes all documents, and gives how many there are."""
    with path.open("wb") as file:
        return sum(1 for document in Maker(scale).documents() if file.write(line(document)))


def main(
    out: Annotated[Path, typer.Option("--out", "-o", help="File to write.")],
    scale: Annotated[float, typer.Option(help="1 is 2 million observations.", min=0.0005, max=10)] = 1.0,
) -> None:
    """Write the documents of a large, invented dataset, one a line."""
    print(f"{write(out, scale):,} documents in {out}")


if __name__ == "__main__":
    typer.run(main)
