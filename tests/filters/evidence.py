"""Evidence, whose ids are digests: the table names the spans that it speaks of."""

from hashlib import sha256

from models.base import RecordType, Ref
from models.evidence import evidence_id
from tests.filters import LATER, Rows
from tests.worlds import EDGES

TEXT = (EDGES / "texts" / "ferry.txt").read_text("utf-8")

# Record, field ("" for the whole record), and the characters, which stand for the first place where they occur.
SPANS: dict[str, tuple[str, str, str]] = {
    "title": ("articles/ferry", "title", "A ferry for two islands"),
    "published": ("articles/ferry", "published", "3 May 2019"),
    "song-title": ("articles/harbour-song", "title", "The Harbour Song"),
    "islands": ("places/islands", "", "two islands"),
    "port-a": ("places/port-a", "", "Port 100%_A"),
    "port-b": ("places/port-b", "", "Port B, a city of West"),
    "column": ("places/ferry-treaty", "", "A column in its honour"),
    "column-in-song": ("places/ferry-treaty", "", "its column"),
    "book": ("projects/song-book", "", "a song book"),
    "book-in-song": ("projects/song-book", "", "Ten songs"),
    "sung": ("indicators/song-book", "", "songs are sung"),
    "sung-in-song": ("indicators/song-book", "", "Ten songs"),
    "ten": ("observations/ferry-songs", "", "Ten songs are sung"),
    "crossed": ("observations/ferry-crossed-2018", "", "1,250 passengers crossed in 2018"),
    "crossed-value": ("observations/ferry-crossed-2018", "value", "1,250"),
    "opening-host": ("events/pier-opening", "participants.0", "Ost and West"),
    "opening-first": ("events/pier-opening", "when.0", "1 June 2018"),
    "opening-second": ("events/pier-opening", "when.1", "as The Tide had it, a day later"),
    "strike-second": ("events/strike", "when.1", "not in May 2017"),
    "speaker": ("events/fair-concert", "participants.0", "Yolkin will speak there"),
    "language": ("actors/ost", "names.2", "한국어"),
    "byline": ("actors/boris-yolkin", "names.0", "Борис Ёлкин"),
    "oddity": ("statuses/ferry-treaty", "", "The Harbour Song"),
    "praise": ("positions/ferry-praise", "", "Öztürk praises an older article"),
    "count": ("positions/ferry-count", "", "In 2018 West did not oppose the count"),
    "treaty-in-song": ("positions/ferry-treaty", "", "It sings of the treaty"),
}


def ids(names: str) -> list[str]:
    """The ids of spans, in their order."""
    return sorted(_id(*SPANS[name]) for name in names.split())


def _id(record: str, field: str, characters: str) -> str:
    type, _, id = record.partition("/")
    start = TEXT.index(characters)
    return evidence_id(Ref(type=RecordType(type), id=id), field or None, "ferry", start, start + len(characters))


EVIDENCE: Rows = [
    ({"q": "odd plac"}, "oddity"),
    ({"id": ids("title oddity")}, "title oddity"),
    ({"withdrawn": "true"}, ""),
    ({"record_type": "articles"}, "title published song-title"),
    ({"updated__gte": LATER}, ""),
    ({"record": "places/ferry-treaty"}, "column column-in-song"),
    ({"record": ["song-book", "port-b"]}, "book book-in-song sung sung-in-song port-b"),
    ({"record_type": "places"}, "islands port-a port-b column column-in-song"),
    ({"record_type": ["places", "articles"], "article": ["older", "harbour-song"]}, "song-title column-in-song"),
    ({"article__ne": ["older", "harbour-song"], "record": "song-book"}, "book sung"),
    ({"text_of": "ferry", "article": "harbour-song", "record": "song-book"}, "book-in-song sung-in-song"),
    ({"text_of": "harbour-song"}, ""),  # a teaser stands in the text of its host
    ({"field": ["title", "published"]}, "title published song-title"),
    ({"field": "when.1"}, "opening-second strike-second"),
    ({"field__prefix": "part"}, "opening-host speaker"),
    ({"field__prefix": "when", "record": "pier-opening"}, "opening-first opening-second"),
    ({"field__exists": "true", "record": "ferry-crossed-2018"}, "crossed-value"),
    ({"field__exists": "false", "record": "ferry-crossed-2018"}, "crossed"),
    ({"paragraph": "2"}, "published"),
    ({"paragraph": "11"}, "praise count"),
    ({"paragraph__gte": "11", "record_type": "positions"}, "praise count treaty-in-song"),
    ({"paragraph__lte": "3"}, "title islands published byline"),
    ({"start__gte": str(TEXT.index("Ten songs"))}, "book-in-song sung-in-song sung ten"),
    ({"start__gte": str(TEXT.index("Ten songs") + 1)}, "sung"),
    ({"end__lte": str(TEXT.index("3 May 2019") + 10)}, "title islands published"),
    ({"end__lte": str(TEXT.index("3 May 2019") + 9)}, "title islands"),
    ({"digest": ["0" * 64, sha256(b"Ten songs").hexdigest()]}, "book-in-song sung-in-song"),
    ({"note__exists": "true"}, "language oddity"),
]
