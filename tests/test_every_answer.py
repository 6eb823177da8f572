"""What every answer promises as HTTP: conditional requests, HEAD, methods, and formats by Accept."""

import pytest
from fastapi.testclient import TestClient

from api.formats import by_media_type, of_lists
from api.resource import Resource
from models import postgresql, sqlite
from tests.test_every_resource import each


def addresses(resource: Resource, id: str) -> list[str]:
    """The list and one of its records, as JSON and in every other format."""
    path = f"/v1/{resource.name}"
    files = [f"{path}.{extension}" for extension in of_lists(resource.formats)]
    return [path, f"{path}/{id}", *files, *[f"{path}/{id}.{extension}" for extension in resource.formats]]


@pytest.mark.long
@each
def test_conditional_requests(client: TestClient, resource: Resource) -> None:
    id = client.get(f"/v1/{resource.name}?limit=1").json()["data"][0]["id"]
    tags = set()
    for path in addresses(resource, id):
        answer = client.get(path)
        tag = answer.headers["etag"]
        assert tag.startswith('"1-')
        assert answer.headers["rokrus-revision"] == "1"
        tags.add(tag)
        for held in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            unchanged = client.get(path, headers={"If-None-Match": held})
            assert (unchanged.status_code, unchanged.content, unchanged.headers["etag"]) == (304, b"", tag)
        assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    assert len(tags) == len(addresses(resource, id))
    assert client.get(f"/v1/{resource.name}?limit=2").headers["etag"] not in tags


@each
def test_every_page_has_a_tag_of_its_own(edges: TestClient, resource: Resource) -> None:
    first = edges.get(f"/v1/{resource.name}?limit=1")
    second = edges.get(first.json()["next"])
    assert first.headers["etag"] != second.headers["etag"]
    crossed = edges.get(first.json()["next"], headers={"If-None-Match": first.headers["etag"]})
    assert (crossed.status_code, crossed.content) == (200, second.content)


@each
def test_head_is_get_without_a_body(client: TestClient, resource: Resource) -> None:
    id = client.get(f"/v1/{resource.name}?limit=1").json()["data"][0]["id"]
    for path in (*addresses(resource, id), "/v1/nothing"):
        head, get = client.head(path), client.get(path)
        assert (head.status_code, head.content) == (get.status_code, b"")
        differ = {"x-request-id", "content-length"} if head.status_code == 404 else {"x-request-id"}
        assert {k: v for k, v in head.headers.items() if k not in differ} == {
            k: v for k, v in get.headers.items() if k not in differ
        }


@pytest.mark.long
@each
def test_other_methods_are_refused(client: TestClient, resource: Resource) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        for path in addresses(resource, "x"):
            answer = client.request(method, path)
            assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
            assert answer.json()["code"] == "method-not-allowed"


@pytest.mark.long
@each
def test_accept_answers_as_the_extension_does(client: TestClient, resource: Resource) -> None:
    path, formats = f"/v1/{resource.name}", of_lists(resource.formats)
    record = f"{path}/{client.get(f'{path}?limit=1').json()['data'][0]['id']}"
    preferences = {"text/*;q=0.9, application/json;q=0.1": "csv"}
    for address, accepted in (
        (path, preferences | by_media_type(formats)),
        (record, by_media_type(resource.formats)),
    ):
        for accept, extension in accepted.items():
            answer = client.get(address, headers={"Accept": f"{accept}, application/json;q=0.1"})
            other = client.get(f"{address}.{extension}", headers={"Accept": accept})
            assert answer.content == other.content
            assert answer.headers["etag"] == other.headers["etag"]
            assert answer.headers["content-type"].partition(";")[0] in by_media_type(formats)
            assert "Accept" in answer.headers["vary"]
    for accept in ("*/*", "application/*", "application/json", "text/html, */*;q=0.1", ""):
        assert client.get(path, headers={"Accept": accept}).headers["content-type"] == "application/json"
    for accept in ("image/png", "text/html", "application/json;q=0", "nonsense"):
        refused = client.get(path, headers={"Accept": accept})
        assert refused.status_code == 406
        assert refused.json()["errors"][0]["allowed"] == ["application/json", *by_media_type(formats)]
    assert client.get(f"{path}/x", headers={"Accept": "text/csv"}).status_code == 406


@pytest.mark.long
@each
def test_every_answer_says_what_is_to_be_cited(client: TestClient, resource: Resource) -> None:
    id = client.get(f"/v1/{resource.name}?limit=1").json()["data"][0]["id"]
    path, targets = f"/v1/{resource.name}", set()
    for address in addresses(resource, id):
        cited = client.get(address).links["cite-as"]["url"]
        assert cited == (f"{path}/{id}" if address.startswith(f"{path}/") else "/v1")
        targets.add(cited)
    assert all(client.get(cited).links["cite-as"]["url"] == cited for cited in targets)


@each
def test_formats_that_do_not_exist_are_refused(client: TestClient, resource: Resource) -> None:
    id = client.get(f"/v1/{resource.name}?limit=1").json()["data"][0]["id"]
    path = f"/v1/{resource.name}"
    for address, allowed in ((path, of_lists(resource.formats)), (f"{path}/{id}", resource.formats)):
        for extension in ("pdf", "csv.gz", "CSV"):
            answer = client.get(f"{address}.{extension}")
            assert answer.status_code == 404
            assert answer.json()["errors"][0].get("allowed", []) == list(allowed)
    for extension in resource.formats:
        assert client.get(f"{path}/no-such-id.{extension}").json()["code"] == "no-such-record"
        assert client.get(f"{path}/{id}.{extension}?colour=red").status_code == 422
        assert client.get(f"{path}.{extension}?fields=id").json()["errors"][0]["parameter"] == "fields"


@each
def test_files_are_the_same_however_much_is_read_at_once(
    client: TestClient, resource: Resource, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [f"/v1/{resource.name}.{extension}" for extension in of_lists(resource.formats)]
    at_once = [client.get(file).content for file in files]
    for module in (sqlite, postgresql):
        monkeypatch.setattr(module, "FETCH", 3)
    assert [client.get(file).content for file in files] == at_once
