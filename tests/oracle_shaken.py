"""The real data with its values shaken: fields of a record swapped with those of another, flags turned over, dates of
events denied. It has what the real data has too few of, and a second revision."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Engine

from models import SUBJECTS
from models.base import Dated, RecordType
from models.fingerprint import fingerprint
from models.publish import publish
from tests.oracle import Record
from tests.worlds import NOW

LATER = "2027-01-31T12:30:00Z"
KEPT = ("id", "type", "evidence", "revision", "updated_at")
World = Mapping[str, Sequence[Record]]


def load_shaken(engine: Engine, real: World, seed: int) -> None:
    """Publishes the shaken data, and part of it shaken once more at a later time."""
    random = Random(seed)
    few = {type: [_with_less_evidence(record) for record in records] for type, records in real.items()}
    few["evidence"] = [record for record in real["evidence"] if _is_kept(record)]
    first = _shaken(random, few, 1.0)
    for world, now in ((first, NOW), (_shaken(random, first, 0.3), LATER)):
        with engine.begin() as connection:
            publish(connection, _documents(world), {}, now, now, fingerprint())


def _is_kept(evidence: Record) -> bool:
    return bool(evidence["id"][0] < "4")


def _with_less_evidence(record: Record) -> Record:
    if "evidence" not in record:
        return record
    return {**record, "evidence": [one for one in record["evidence"] if _is_kept(one)]}


def _documents(world: World) -> Iterator[Dated]:
    for type, subject in SUBJECTS.items():
        for record in world[type]:
            values = {name: value for name, value in record.items() if name != "type"}
            document = subject.document.model_validate(values)
            assert isinstance(document, Dated)
            yield document


def _shaken(random: Random, world: World, share: float) -> dict[str, list[Record]]:
    return {
        type: [_record(random, type, one, world) if random.random() < share else one for one in records]
        for type, records in world.items()
    }


def _record(random: Random, type: str, record: Record, world: World) -> Record:
    """A record with some of its values from others, as far as its class takes them. Evidence stays with its record."""
    for name in record if type != "evidence" else ():
        if name in KEPT or random.random() > 0.2:
            continue
        changed = {**record, name: _value(random, type, name, record[name], world)}
        try:
            SUBJECTS[RecordType(type)].document.model_validate({k: v for k, v in changed.items() if k != "type"})
        except ValidationError:
            continue
        record = changed
    return record


def _value(random: Random, type: str, name: str, value: Any, world: World) -> Any:
    other = random.choice(world[type])[name]
    if isinstance(value, bool):
        return not value
    if (type, name) == ("references", "title"):  # the real ones have none
        return random.choice(world["events"])["title"]
    if (type, name) == ("events", "when"):
        return [_claim(random, claim, world) for claim in [*value, *other]]
    return other


def _claim(random: Random, claim: Record, world: World) -> Record:
    speakers = [random.choice(world["actors"])["id"]] if random.random() < 0.5 else []
    date = claim["date"] if random.random() < 0.8 else None
    return {**claim, "date": date, "said_by": speakers, "denied": random.random() < 0.3}
