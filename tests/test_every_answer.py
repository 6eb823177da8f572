"""What every answer promises as HTTP: conditional requests, HEAD, methods, and formats by Accept."""

from fastapi.testclient import TestClient

from api.resource import Resource
from tests.test_every_resource import each


@each
def test_conditional_requests(client: TestClient, resource: Resource) -> None:
    id = client.get(f"/v1/{resource.name}?limit=1").json()["data"][0]["id"]
    tags = set()
    for path in (
        f"/v1/{resource.name}",
        f"/v1/{resource.name}/{id}",
        f"/v1/{resource.name}.csv",
        f"/v1/{resource.name}.ndjson",
    ):
        answer = client.get(path)
        tag = answer.headers["etag"]
        assert tag.startswith('"1-')
        assert answer.headers["rokrus-revision"] == "1"
        tags.add(tag)
        for held in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            unchanged = client.get(path, headers={"If-None-Match": held})
            assert (unchanged.status_code, unchanged.content, unchanged.headers["etag"]) == (304, b"", tag)
        assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    assert len(tags) == 4
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
    for path in (f"/v1/{resource.name}", f"/v1/{resource.name}/{id}", f"/v1/{resource.name}.csv", "/v1/nothing"):
        head, get = client.head(path), client.get(path)
        assert (head.status_code, head.content) == (get.status_code, b"")
        differ = {"x-request-id", "content-length"} if head.status_code == 404 else {"x-request-id"}
        assert {k: v for k, v in head.headers.items() if k not in differ} == {
            k: v for k, v in get.headers.items() if k not in differ
        }


@each
def test_other_methods_are_refused(client: TestClient, resource: Resource) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        for path in (f"/v1/{resource.name}", f"/v1/{resource.name}/x", f"/v1/{resource.name}.csv"):
            answer = client.request(method, path)
            assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
            assert answer.json()["code"] == "method-not-allowed"


@each
def test_accept_answers_as_the_extension_does(client: TestClient, resource: Resource) -> None:
    path = f"/v1/{resource.name}"
    for accept, extension in (
        ("text/csv", ".csv"),
        ("application/x-ndjson, application/json;q=0.5", ".ndjson"),
        ("text/*;q=0.9, application/json;q=0.1", ".csv"),
    ):
        answer, other = client.get(path, headers={"Accept": accept}), client.get(path + extension)
        assert answer.content == other.content
        assert answer.headers["etag"] == other.headers["etag"]
        assert "Accept" in answer.headers["vary"]
    for accept in ("*/*", "application/*", "application/json", "text/html, */*;q=0.1", ""):
        assert client.get(path, headers={"Accept": accept}).headers["content-type"] == "application/json"
    for accept in ("image/png", "text/html", "application/json;q=0", "nonsense"):
        refused = client.get(path, headers={"Accept": accept})
        assert refused.status_code == 406
        assert refused.json()["errors"][0]["allowed"] == ["application/json", "text/csv", "application/x-ndjson"]
    assert client.get(f"{path}/x", headers={"Accept": "text/csv"}).status_code == 406
