"""The dataset as a whole: what must hold across all of its files."""

import re
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from models.base import RecordType, Ref
from models.indicators import Measure, UnitSystem
from models.keeping import links
from seed.derive import compute
from seed.load import read_all
from seed.source import DATA

AUTHORITIES = ("actors", "places", "topics", "indicators", "projects", "events")
PERCENT = {Measure.growth, Measure.share}


@pytest.fixture(scope="module")
def documents() -> dict[Ref, Any]:
    drafts = read_all(DATA).collection.drafts
    return {ref: draft.document() for ref, draft in drafts.items()}


def of(documents: dict[Ref, Any], type: RecordType) -> list[Any]:
    return [document for ref, document in documents.items() if ref.type == type]


def test_units_fit_what_is_measured(documents: dict[Ref, Any]) -> None:
    for indicator in of(documents, RecordType.indicators):
        assert (indicator.unit == "%") == (indicator.measure in PERCENT), indicator.id
        assert (indicator.unit == "1") == (indicator.measure is Measure.ratio), indicator.id
        if indicator.measure in (Measure.count_, Measure.rank):
            assert indicator.unit_system is UnitSystem.count_, indicator.id
        if indicator.unit_system is UnitSystem.iso4217:
            assert indicator.measure in (Measure.level, Measure.stock), indicator.id
        if indicator.direction is not None:
            of_trade = documents[Ref(type=RecordType.indicators, id=indicator.of)] if indicator.of else indicator
            assert of_trade.direction is not None, indicator.id


def test_derived_values_equal_their_formula(documents: dict[Ref, Any]) -> None:
    for observation in of(documents, RecordType.observations):
        if observation.derivation is not None:
            inputs = [documents[Ref(type=RecordType.observations, id=id)] for id in observation.derivation.inputs]
            values: list[Decimal] = [one.value for one in inputs]
            if None not in values:
                assert observation.value == compute(observation.derivation.op, values, observation.derivation.factor)
            assert (observation.low, observation.high) != (None, None), observation.id


def test_bounds_hold_their_figure(documents: dict[Ref, Any]) -> None:
    for observation in of(documents, RecordType.observations):
        if observation.value is not None:
            assert observation.low is None or observation.low <= observation.value, observation.id
            assert observation.high is None or observation.high >= observation.value, observation.id


def test_no_authority_is_an_orphan(documents: dict[Ref, Any]) -> None:
    used = {ref for ref, document in documents.items() if getattr(document, "evidence", None)}
    used |= {target for document in documents.values() for _, target in links(document)}
    for ref in documents:
        if ref.type in AUTHORITIES:
            assert ref in used, ref


def test_no_two_actors_have_the_same_name_and_kind(documents: dict[Ref, Any]) -> None:
    counted = Counter((actor.kind, actor.name.casefold()) for actor in of(documents, RecordType.actors))
    assert [name for name, count in counted.items() if count > 1] == []


def test_articles_have_abstracts_of_sixty_to_a_hundred_and_twenty_words(documents: dict[Ref, Any]) -> None:
    for article in of(documents, RecordType.articles):
        if article.abstract is not None and article.kind == "article":
            assert 60 <= len(article.abstract.split()) <= 120, article.id
        assert article.abstract or article.kind == "teaser", article.id


def test_spans_are_tight(documents: dict[Ref, Any]) -> None:
    lengths = sorted(span.end - span.start for document in documents.values() for span in document.evidence)
    assert lengths[len(lengths) // 2] < 160
    assert lengths[-1] <= 400


def test_files_are_sorted_and_hold_no_quotes() -> None:
    for name in AUTHORITIES:
        ids = re.findall(r"^- id: (\S+)", (DATA / f"{name}.yaml").read_text("utf-8"), re.M)
        assert ids == sorted(ids)
    for path in (DATA / "articles").glob("*.yaml"):
        assert "quote:" not in path.read_text("utf-8")
