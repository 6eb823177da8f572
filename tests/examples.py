"""The examples of the OpenAPI document: real answers. `python -m tests.examples` writes them after the data changed."""

import json
from hashlib import sha256
from typing import Any

from fastapi.testclient import TestClient

from api.openapi import EXAMPLES
from api.resources import RESOURCES

VERIFIED = "2017. 09. 14."  # the characters of the evidence that is the example: a date


def requests() -> dict[str, str]:
    """The request of each operation whose answer is an example."""
    found = {
        "get_indicator_series": "/v1/indicators/bilateral-trade-turnover/series?period__gte=2017&period__lte=2018",
        "get_indicator_comparison": "/v1/indicators/petroleum-exports-value/comparison?period__overlaps=2016",
        "get_graph": "/v1/graph?root=kogas",
        "get_graph_paths": "/v1/graph/paths?from=moon-jae-in&to=vladimir-putin&edge=relation",
        "search": "/v1/search?q=nine%20bridges&limit=2",
        "suggest": "/v1/suggest?q=moon%20j&limit=2",
        "list_timeline": "/v1/timeline?id=events/moon-putin-summit-2017-09",
        "get_health": "/healthz",
        "get_problem": "/problems/invalid-parameter",
    }
    for resource in RESOURCES:
        found[f"list_{resource.name}"] = f"/v1/{resource.name}?id={resource.example}"
        found[f"get_{resource.singular}"] = f"/v1/{resource.name}/{resource.example}"
        for segment in resource.nested:
            found[f"list_{resource.singular}_{segment}"] = f"/v1/{resource.name}/{resource.example}/{segment}?limit=1"
    return found


def answered(client: TestClient) -> dict[str, Any]:
    """The examples by operation id, as the service answers over the real data."""
    examples = {operation: client.get(url).json() for operation, url in requests().items()}
    evidence = examples["get_evidence"]
    digest = sha256(VERIFIED.encode()).hexdigest()
    examples["verify_evidence"] = {
        "evidence": evidence,
        "recomputed": digest,
        "verified": digest == evidence["digest"],
        "quote": VERIFIED,
    }
    article = client.get(f"/v1/articles/{evidence['text_of']}").json()
    spans = client.get(f"/v1/evidence?text_of={article['id']}&limit=1").json()["total"]
    examples["verify_text"] = {
        "article": article["id"],
        "text_sha256": article["text_sha256"],
        "sent_sha256": article["text_sha256"],
        "same_text": True,
        "spans": spans,
        "verified": spans,
        "mismatches": [],
    }
    return examples


def main() -> None:
    """Writes the examples."""
    from tests.readme import over_the_real_data

    with over_the_real_data() as client:
        EXAMPLES.write_text(json.dumps(answered(client), ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
