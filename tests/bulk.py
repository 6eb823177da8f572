"""Files for bulk loads: what the service exports, changed by hand."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import Engine, select

from models.base import RECORD, RecordType

Change = Callable[[dict[str, Any]], Any]


def exported(client: TestClient, folder: Path) -> list[Path]:
    """Everything that has lines, as the service exports it."""
    folder.mkdir(exist_ok=True)
    files = []
    for type in RecordType:
        if type != RecordType.evidence:
            answer = client.get(f"/v1/{type}.ndjson")
            assert answer.status_code == 200
            files.append(folder / f"{type}.ndjson")
            files[-1].write_bytes(answer.content)
    return files


def changed(file: Path, id: str, change: Change) -> int:
    """Changes the document of one line. Gives the number of the line."""
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    (number,) = [number for number, document in enumerate(lines) if document["id"] == id]
    change(lines[number])
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
    return number + 1


def topics(count: int) -> str:
    """So many records of the smallest kind."""
    return "".join(f'{{"id": "bulk-{number}", "label": "Topic {number}"}}\n' for number in range(count))


def documents(engine: Engine) -> dict[tuple[str, str], str]:
    """Every document of a database."""
    with engine.connect() as connection:
        found = connection.execute(select(RECORD.c.type, RECORD.c.id, RECORD.c.document))
        return {(type, id): document for type, id, document in found}
