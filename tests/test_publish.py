"""Documents and tables: each is rebuilt from the other, and a revision says what changed."""

import json
from collections import defaultdict
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Connection, Engine, select, update
from typer.testing import CliRunner

from api.app import create_app
from api.settings import Settings
from models import SUBJECTS
from models.base import LINK, RECORD, RecordType, Ref, table_of
from models.fingerprint import fingerprint
from models.keeping import PART_TABLES
from models.prepared import rows
from models.publish import by_type, publish
from models.rebuild import rebuild
from rokrus.cli import app
from seed.load import load, read_all
from tests.conftest import Database, Databases, count
from tests.worlds import NOW, anchored

each = pytest.mark.parametrize("type", list(RecordType), ids=str)


@each
def test_documents_are_what_the_tables_say(database: Database, type: RecordType) -> None:
    with database.engine.connect() as connection:
        documents = select(RECORD.c.id, RECORD.c.document).where(RECORD.c.type == type)
        stored = {row.id: row.document for row in connection.execute(documents)}
        rebuilt = {document.id: document.render() for document in rebuild(connection, type)}
    assert rebuilt == stored


@each
def test_columns_are_what_the_documents_say(database: Database, type: RecordType) -> None:
    subject = SUBJECTS[type]
    with database.engine.connect() as connection:
        keys = by_type(
            {
                Ref(type=t, id=id): key
                for key, t, id in connection.execute(select(RECORD.c.key, RECORD.c.type, RECORD.c.id))
            }
        )
        of_table = {row["id"]: dict(row) for row in connection.execute(select(table_of(subject.table))).mappings()}
        documents = connection.execute(select(RECORD.c.key, RECORD.c.document).where(RECORD.c.type == type)).all()
        links, parts = linked(connection), {part: held(connection, part) for part in PART_TABLES.values()}
        for key, text in documents:
            document = subject.document.model_validate(json.loads(text))
            kept = rows(document, keys)
            assert {"key": key, **kept.columns} == of_table[document.id]
            assert sorted(kept.links) == sorted(links[key])
            for part in PART_TABLES.values():
                wanted = [{"record_key": key, **columns} for of, columns in kept.parts if of is part]
                assert wanted == sorted(parts[part][key], key=lambda row: int(row["position"]))


def linked(connection: Connection) -> defaultdict[int, list[tuple[Any, ...]]]:
    """What the records link to: name, position and target by the key of the record."""
    found = defaultdict(list)
    for key, *link in connection.execute(select(LINK.c.source_key, LINK.c.name, LINK.c.position, LINK.c.target_key)):
        found[key].append(tuple(link))
    return found


def held(connection: Connection, part: Any) -> defaultdict[int, list[dict[str, Any]]]:
    """The rows of a table of parts by the key of their record."""
    found = defaultdict(list)
    for row in connection.execute(select(table_of(part))).mappings():
        found[row["record_key"]].append(dict(row))
    return found


def state(engine: Engine) -> dict[tuple[str, str], tuple[int, str, str | None]]:
    with engine.connect() as connection:
        columns = select(RECORD.c.type, RECORD.c.id, RECORD.c.revision, RECORD.c.updated_at, RECORD.c.withdrawn)
        return {(type, id): (*rest,) for type, id, *rest in connection.execute(columns)}


def test_a_load_changes_what_differs_and_nothing_else(databases: Databases, backend: str, tmp_path: Any) -> None:
    data = anchored(tmp_path / "edges")
    url, engine = databases.migrated(backend)
    first = load(engine, read_all(data), NOW)
    assert (first.revision, len(first.added), first.changed, first.withdrawn) == (1, len(state(engine)), [], [])
    before = state(engine)

    again = load(engine, read_all(data), "2026-12-01T00:00:00Z")
    assert (again.revision, again.added, again.changed, again.withdrawn) == (1, [], [], [])
    assert state(engine) == before

    indicators = data / "indicators.yaml"
    indicators.write_text(indicators.read_text().replace("Price of one crossing", "What a crossing costs"))
    changed = load(engine, read_all(data), "2026-12-02T00:00:00Z")
    assert (changed.revision, [str(ref.id) for ref in changed.changed]) == (2, ["fare"])
    assert state(engine) == before | {("indicators", "fare"): (2, "2026-12-02T00:00:00Z", None)}
    assert "What a crossing costs" in count(
        engine, "select document from record where type = 'indicators' and id = 'fare'"
    )
    assert count(engine, "select definition from indicator where id = 'fare'") == "What a crossing costs."

    (data / "articles" / "harbour-song.yaml").unlink()
    (data / "withdrawn.yaml").write_text(
        "- record: {type: articles, id: harbour-song}\n  reason: It was sung, not written.\n"
    )
    gone = load(engine, read_all(data), "2026-12-03T00:00:00Z")
    assert gone.revision == 3
    assert {(ref.type, ref.id) for ref in gone.withdrawn if ref.type != "evidence"} == {("articles", "harbour-song")}
    assert state(engine)["articles", "harbour-song"] == (3, "2026-12-03T00:00:00Z", "It was sung, not written.")
    assert {ref.id for ref in gone.changed} == {"boris-yolkin", "song-book", "ferry-treaty"}

    with TestClient(create_app(Settings(database_url=url))) as client:
        assert client.get("/v1/projects?article=harbour-song").json()["total"] == 0
        assert client.get("/v1/articles?withdrawn=true").json()["total"] == 1
        assert client.get("/v1/articles?withdrawn=true&q=harbour").json()["total"] == 1
        assert client.get("/v1/search?q=harbour&type=articles").json()["total"] == 0
        assert client.get("/v1/suggest?q=harbour&type=articles").json()["data"] == []
        withdrawn = client.get("/v1/articles/harbour-song")
        assert (withdrawn.status_code, withdrawn.json()["detail"]) == (410, "It was sung, not written.")
        assert client.get("/v1/articles/harbour-song", headers={"If-None-Match": "*"}).status_code == 410
        assert polled(client, "2026-12-03T00:00:00Z") == {ref.id for ref in gone.changed if ref.type != "evidence"}
        assert polled(client, "2026-12-03T00:00:00Z", "withdrawn=true") == {"harbour-song"}
        assert polled(client, "2026-12-03T00:00:01Z") == set()
        (left,) = client.get("/v1/articles?withdrawn=true").json()["data"]
        assert (left["revision"], left["updated_at"]) == (3, "2026-12-03T00:00:00Z")
    for type in RecordType:
        with engine.connect() as connection:
            stored = {row.id: row.document for row in connection.execute(select(RECORD).where(RECORD.c.type == type))}
            assert {document.id: document.render() for document in rebuild(connection, type)} == stored

    anchored(tmp_path / "back")
    (data / "withdrawn.yaml").unlink()
    (tmp_path / "back" / "articles" / "harbour-song.yaml").rename(data / "articles" / "harbour-song.yaml")
    back = load(engine, read_all(data), "2026-12-04T00:00:00Z")
    assert ("articles", "harbour-song") in {(ref.type, ref.id) for ref in back.changed}
    assert state(engine)["articles", "harbour-song"] == (4, "2026-12-04T00:00:00Z", None)
    assert count(engine, "select count(*) from article where withdrawn") == 0
    assert count(engine, "select count(*) from record where withdrawn is not null") == 0


def polled(client: TestClient, since: str, query: str = "") -> set[str]:
    """What a client that asks for changes since a moment finds, in all lists but that of evidence."""
    lists = [f"/v1/{type}?updated__gte={since}&limit=500&{query}" for type in RecordType if type != "evidence"]
    found = [record for url in lists for record in client.get(url).json()["data"]]
    assert all(record["updated_at"] >= since for record in found)
    return {record["id"] for record in found}


def test_migrate_renders_again_what_older_classes_made(
    databases: Databases, backend: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Documents as a version would have left them that knew no `description` of actors: not served, then mended."""
    data = anchored(tmp_path / "edges")
    url, engine = databases.migrated(backend)
    load(engine, read_all(data), NOW)
    (data / "articles" / "harbour-song.yaml").unlink()
    load(engine, read_all(data), "2026-11-23T00:00:00Z")
    before = state(engine)
    of_actors = select(RECORD.c.key, RECORD.c.document).where(RECORD.c.type == "actors")
    with engine.begin() as connection:
        whole = {row.key: row.document for row in connection.execute(of_actors)}
        for key, text in whole.items():
            document = json.loads(text)
            del document["description"]
            older = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
            connection.execute(update(RECORD).where(RECORD.c.key == key).values(document=older))
        connection.exec_driver_sql("update dataset set documents = 'of older classes'")
        connection.exec_driver_sql("update actor set name_folded = 'made by older code'")
    with TestClient(create_app(Settings(database_url=url)), raise_server_exceptions=False) as client:
        for path in ("/readyz", "/v1/actors", "/v1/actors/ost", "/v1/actors.csv", "/v1/indicators/fare/series"):
            answer = client.get(path)
            assert (answer.status_code, answer.json()["code"]) == (503, "not-ready")
            assert "rokrus migrate" in answer.json()["detail"]

    monkeypatch.setenv("ROKRUS_DATABASE_URL", url)
    told = CliRunner().invoke(app, ["migrate"], catch_exceptions=False)
    assert (told.exit_code, told.stdout.splitlines()[1]) == (
        0,
        f"revision 3: {len(whole)} documents changed, {len(before) - len(whole) - withdrawn_in(before)} did not",
    )
    with TestClient(create_app(Settings(database_url=url))) as client:
        assert client.get("/readyz").json()["revision"] == 3
        assert client.get("/v1/actors?name=ost").json()["total"] == 1
        assert polled(client, client.get("/readyz").json()["updated_at"]) == {
            id for (type, id) in before if type == "actors"
        }
    after = state(engine)
    assert {ref: row for ref, row in after.items() if ref[0] != "actors"} == {
        ref: row for ref, row in before.items() if ref[0] != "actors"
    }
    for type in RecordType:
        with engine.connect() as connection:
            stored = {row.id: row.document for row in connection.execute(select(RECORD).where(RECORD.c.type == type))}
            assert {document.id: document.render() for document in rebuild(connection, type)} == stored
    again = CliRunner().invoke(app, ["migrate"]).stdout
    assert "revision 3: 0 documents changed" in again


def withdrawn_in(records: dict[tuple[str, str], tuple[int, str, str | None]]) -> int:
    return sum(reason is not None for _, _, reason in records.values())


def test_columns_made_by_other_code_are_written_again(databases: Databases, backend: str, tmp_path: Any) -> None:
    _, engine = databases.migrated(backend)
    documents = list(read_all(anchored(tmp_path / "edges")).collection.documents())
    with engine.begin() as connection:
        publish(connection, documents, {}, NOW, "code of today", fingerprint())
    with engine.begin() as connection:
        connection.exec_driver_sql("update actor set name_folded = 'made by older code'")
        outcome = publish(connection, documents, {}, "2030-01-01T00:00:00Z", "code of tomorrow", fingerprint())
    assert (outcome.revision, outcome.changed) == (1, [])
    assert count(engine, "select updated_at from dataset") == NOW
    assert count(engine, "select count(*) from actor where name_folded = 'made by older code'") == 0
