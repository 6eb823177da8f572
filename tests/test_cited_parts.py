"""What a citation makes of names, dates and kinds of publication."""

from typing import Any

import pytest

from api.citations.bibtex import entry
from api.citations.csl import articles
from api.citations.dates import csl_date
from api.citations.names import csl_name, is_named
from api.citations.ris import record
from api.formats import Batch
from models.actors import ActorDocument
from models.articles import ArticleDocument
from models.base import UNPUBLISHED, Basis, Date


def actor(name: str, kind: str = "person", country: str | None = None, korean: str | None = None) -> ActorDocument:
    names = [{"text": korean, "language": "ko", "kind": "official", "origin": "editor"}] if korean else []
    given = {"id": "somebody", "kind": kind, "name": name, "country": country, "names": names}
    return ActorDocument.model_validate(given | UNPUBLISHED)


@pytest.mark.parametrize(
    ("somebody", "told"),
    [
        (actor("Hyun Seungsoo", country="KR", korean="현승수"), ("Hyun", "Seungsoo")),
        (actor("Moon Jae-in", korean="문재인"), ("Moon", "Jae-in")),
        (actor("Seung-soo Hyun", country="KR", korean="현승수"), ("Hyun", "Seung-soo")),
        (actor("Chung Mong Joon", korean="정몽준"), ("Chung", "Mong Joon")),
        (actor("Xi Jinping", country="CN", korean="시진핑"), ("Xi", "Jinping")),
        (actor("Alexey Maslov", korean="알렉세이 마슬로프"), ("Maslov", "Alexey")),
        (actor("Sergey V. Lavrov", country="RU"), ("Lavrov", "Sergey V.")),
        (actor("Vladimir Vladimirovich Putin", country="RU"), ("Putin", "Vladimir Vladimirovich")),
        (actor("Ada Öztürk"), ("Öztürk", "Ada")),
        (actor("Kim Minsu", country="KR"), None),
        (actor("Shinzo Abe", country="JP", korean="아베 신조"), None),
        (actor("Ludwig van Beethoven"), None),
        (actor("Voltaire"), None),
        (actor("Korea Institute", kind="think_tank", country="KR"), None),
    ],
    ids=lambda value: value.name if isinstance(value, ActorDocument) else None,
)
def test_names(somebody: ActorDocument, told: tuple[str, str] | None) -> None:
    expected = {"literal": somebody.name} if told is None else dict(zip(("family", "given"), told, strict=True))
    assert csl_name(somebody) == expected


@pytest.mark.parametrize(
    ("somebody", "named"),
    [
        (actor("Author of Eurasia Daily Monitor 14/115"), False),
        (actor("Author of the Year", kind="group"), True),
        (actor("Ada Öztürk"), True),
    ],
)
def test_authors_whom_no_text_names(somebody: ActorDocument, named: bool) -> None:
    assert is_named(somebody) == named


def parts(*ends: list[int]) -> dict[str, Any]:
    return {"date-parts": list(ends)}


@pytest.mark.parametrize(
    ("edtf", "basis", "told", "bibtex", "ris"),
    [
        ("2017-09-04", "stated", parts([2017, 9, 4]), ("2017", "sep", "2017-09-04"), ("2017", "2017/09/04/")),
        ("2017-09", "stated", parts([2017, 9]), ("2017", "sep", "2017-09"), ("2017", "2017/09//")),
        ("2017", "stated", parts([2017]), ("2017", None, "2017"), ("2017", "2017///")),
        ("2017?", "stated", parts([2017]) | {"circa": True}, ("2017", None, "2017"), ("2017", "2017///")),
        ("2017-XX-XX", "stated", parts([2017]), ("2017", None, "2017"), ("2017", "2017///")),
        ("0987", "stated", parts([987]), ("987", None, "0987"), ("0987", "0987///")),
        ("2017-22", "stated", parts([2017]) | {"season": 2}, ("2017", None, "2017"), ("2017", "2017///")),
        ("2017-33", "stated", parts([2017, 1], [2017, 3]), ("2017", None, "2017-01/2017-03"), ("2017", "2017///")),
        ("201X", "stated", parts([2010], [2019]), ("2010--2019", None, "2010/2019"), None),
        ("2017-11/2018", "stated", parts([2017, 11], [2018]), ("2017--2018", None, "2017-11/2018"), None),
        ("2017-09-18/2017-12-31", "inferred", parts([2017]), ("2017", None, "2017"), ("2017", "2017///")),
        ("2017-09-18/2017-09-30", "inferred", parts([2017, 9]), ("2017", "sep", "2017-09"), ("2017", "2017/09//")),
        ("2017-12/2018", "inferred", parts([2017], [2018]), ("2017--2018", None, "2017/2018"), None),
        ("/2019-12-31", "inferred", {"literal": "no later than 2019-12-31"}, None, None),
        ("2018/..", "stated", {"literal": "no earlier than 2018-01-01"}, None, None),
    ],
)
def test_dates(
    edtf: str,
    basis: str,
    told: dict[str, Any],
    bibtex: tuple[str, str | None, str] | None,
    ris: tuple[str, str] | None,
) -> None:
    issued = csl_date(Date.model_validate(edtf), Basis(basis))
    assert issued == told
    item = {"id": "one", "type": "document", "title": "T", "issued": issued}
    values = dict(zip(("year", "month", "date"), bibtex or (None,) * 3, strict=True))
    braced = {name: value if name == "month" else f"{{{value}}}" for name, value in values.items()}
    for name, value in values.items():
        assert (f"  {name} = {braced[name]},\n" in entry(item).decode()) == (value is not None), name
    for tag, value in zip(("PY", "DA"), ris or (None,) * 2, strict=True):
        assert (f"{tag}  - {value}\r\n" in record(item).decode()) == (value is not None), tag


BODY, PAPER = actor("An Institute", kind="think_tank"), actor("The Paper", kind="outlet")


@pytest.mark.parametrize(
    ("facts", "publisher", "told", "bibtex", "ris"),
    [
        (
            {"series": "Notes", "number": "CO 1"},
            BODY,
            {"type": "report", "collection-title": "Notes", "number": "CO 1", "publisher": "An Institute"},
            ("techreport", "institution = {An Institute}", "type = {Notes}", "number = {CO 1}"),
            ("RPRT", "T2  - Notes", "SN  - CO 1", "PB  - An Institute"),
        ),
        (
            {"series": "Monitor", "volume": "14", "issue": "115"},
            BODY,
            {
                "type": "article-journal",
                "container-title": "Monitor",
                "volume": "14",
                "issue": "115",
                "publisher": "An Institute",
            },
            ("article", "journal = {Monitor}", "volume = {14}", "number = {115}"),
            ("JOUR", "T2  - Monitor", "VL  - 14", "IS  - 115"),
        ),
        (
            {"url": "https://example.org/a"},
            PAPER,
            {"type": "article-magazine", "container-title": "The Paper", "URL": "https://example.org/a"},
            ("article", "journal = {The Paper}", "url = {https://example.org/a}"),
            ("MGZN", "T2  - The Paper", "UR  - https://example.org/a"),
        ),
        (
            {"url": "https://example.org/a"},
            BODY,
            {"type": "webpage", "publisher": "An Institute", "URL": "https://example.org/a"},
            ("misc", "howpublished = {An Institute}"),
            ("ELEC", "PB  - An Institute"),
        ),
        ({}, None, {"type": "document"}, ("misc",), ("GEN",)),
    ],
)
def test_kinds(
    facts: dict[str, str],
    publisher: ActorDocument | None,
    told: dict[str, str],
    bibtex: tuple[str, ...],
    ris: tuple[str, ...],
) -> None:
    given = {"id": "one", "kind": "article", "title": "T", "language": "en", **facts}
    article = ArticleDocument.model_validate(given | {"publisher": publisher and publisher.id} | UNPUBLISHED)
    linked = {b"actors": {b"somebody": publisher.render().encode()}} if publisher else {}
    (item,) = articles(Batch([article.render().encode()], linked))
    assert item == {"id": "one", "title": "T", "language": "en", **told}
    kind, *fields = bibtex
    assert entry(item).decode().startswith(f"@{kind}{{one,\n")
    assert all(f"  {field},\n" in entry(item).decode() for field in fields)
    kind, *lines = ris
    assert record(item).decode().startswith(f"TY  - {kind}\r\nID  - one\r\n")
    assert set(lines) <= set(record(item).decode().split("\r\n"))
