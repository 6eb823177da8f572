"""The same requests give equal answers on SQLite and on PostgreSQL, and by both route classes."""

from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

from api.graph.routes import NEGOTIATED
from api.resources import RESOURCES
from tests.test_filters import ROWS
from tests.worlds import WORLDS

SAME_HEADERS = ("content-type", "etag", "link", "rokrus-revision", "vary", "allow", "content-disposition")


def requests() -> list[str]:
    found = ["/v1", "/openapi.json", "/problems", "/v1/nothing", "/v1/actors/nobody", "/v1/actors?id=nobody"]
    for path in NEGOTIATED:
        ends = "from=actors/ost&to=articles/ferry" if path.endswith("paths") else "root=actors/ost&root=ferry&depth=3"
        found += [f"{path}{extension}?{ends}" for extension in ("", ".graphml", ".gexf")]
    for resource in RESOURCES:
        path = f"/v1/{resource.name}"
        every = "&".join(f"include={name}" for name in resource.includes)
        found += [path, f"{path}?limit=2&{every}", f"{path}?count=exact", f"{path}.csv", f"{path}.ndjson"]
        found += [f"{path}?limit=2&sort={sign}{name}" for name in resource.query.orders() for sign in ("", "-")]
        found += [f"{path}?colour=red", f"{path}?limit=0&sort=x", f"{path}?cursor=x"]
    return found


@pytest.mark.long
@pytest.mark.parametrize("world", WORLDS)
def test_answers_are_equal(clients: dict[tuple[str, str, str], TestClient], world: str) -> None:
    filters = [f"/v1/{name}?{urlencode(parameters, doseq=True)}" for name, parameters, _ in ROWS]
    for url in [*requests(), *filters]:
        answers = [client.get(url) for (_, of, _), client in clients.items() if of == world]
        assert len(answers) >= 2
        seen = {
            (
                answer.status_code,
                answer.text.replace(answer.headers["x-request-id"], ""),
                *[answer.headers.get(name) for name in SAME_HEADERS],
            )
            for answer in answers
        }
        assert len(seen) == 1, url
