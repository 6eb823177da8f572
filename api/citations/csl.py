"""Items of CSL JSON (Citation Style Language 1.0.2): what is known of an article, under the names of that standard."""

from collections.abc import Mapping
from typing import Any

from api.citations.dates import csl_date
from api.citations.names import csl_name, is_named
from api.formats import Batch
from models.actors import ActorDocument, ActorKind
from models.articles import ArticleDocument
from models.base import Basis, RecordType
from models.db import State

Item = dict[str, Any]
Actors = Mapping[str, ActorDocument]

TITLE = "rokrus: an open dataset of Russia–South Korea relations"
AUTHORS = "rokrus contributors"
LICENCE = "The data are under CC BY 4.0."


def dataset(state: State) -> Item:
    """The dataset as it is now."""
    return {
        "id": "rokrus",
        "type": "dataset",
        "title": TITLE,
        "author": [{"literal": AUTHORS}],
        "issued": {"date-parts": [[int(part) for part in state.updated_at[:10].split("-")]]},
        "version": f"revision {state.revision}",
        "language": "en",
        "note": LICENCE,
    }


def articles(batch: Batch) -> list[Item]:
    """The articles of a batch with the names of their authors, publishers and hosts."""
    actors = {
        id.decode(): ActorDocument.model_validate_json(actor)
        for id, actor in batch.linked.get(RecordType.actors.encode(), {}).items()
    }
    hosts = {
        id.decode(): ArticleDocument.model_validate_json(host).title
        for id, host in batch.linked.get(RecordType.articles.encode(), {}).items()
    }
    found = [ArticleDocument.model_validate_json(article) for article in batch.documents]
    return [_article(one, actors, hosts.get(one.host or "")) for one in found]


def _article(article: ArticleDocument, actors: Actors, host: str | None) -> Item:
    publisher = actors[article.publisher] if article.publisher else None
    place = _where(article, publisher)
    name = publisher.name if publisher else None
    item = {
        "id": article.id,
        **place,
        "title": article.title,
        "author": [csl_name(actors[id]) for id in article.authors if is_named(actors[id])],
        "publisher": None if name == place.get("container-title") else name,
        "issued": csl_date(article.published, article.published_basis) if article.published else None,
        "language": article.language,
        "URL": article.url,
        "note": " ".join(_notes(article, actors, host)),
    }
    return {key: value for key, value in item.items() if value}


def _where(article: ArticleDocument, publisher: ActorDocument | None) -> Item:
    """What kind of publication it is, by what is known of it: the periodical or series that it stands in."""
    is_outlet = publisher is not None and publisher.kind is ActorKind.outlet
    container = article.series or (publisher.name if publisher is not None and is_outlet else None)
    if container and (article.volume or article.issue):
        numbers = {"volume": article.volume, "issue": article.issue}
        return {"type": "article-journal", "container-title": container, **numbers}
    if article.number:
        return {"type": "report", "collection-title": article.series, "number": article.number}
    if container:
        return {"type": "article-magazine", "container-title": container}
    return {"type": "webpage" if article.url else "document"}


def _notes(article: ArticleDocument, actors: Actors, host: str | None) -> list[str]:
    """What a reader must know and no field can say."""
    notes = []
    if host is not None:
        notes.append(f"Known from a teaser in “{host}”.")
    if not all(is_named(actors[id]) for id in article.authors):
        notes.append("The text does not name its author.")
    if article.published and article.published_basis is Basis.inferred:
        notes.append(f"Date inferred ({article.published.edtf}): {article.published_reason}")
    elif article.published and article.published.precision not in ("day", "month", "year"):
        notes.append(f"Dated {article.published.edtf}.")
    return notes
