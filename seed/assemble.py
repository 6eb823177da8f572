"""Puts the entries of all files together: one draft a record, with the evidence that every article gives it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, get_args

from pydantic import BaseModel

from models import SUBJECTS
from models.actors import Name, NameOrigin
from models.articles import ArticleKind
from models.base import UNPUBLISHED, Dated, EvidencePart, RecordType, Ref
from models.events import Claim, Participant
from models.evidence import evidence_id, evidence_of, in_texts
from seed.files import Origin, Read, validate
from seed.mistakes import Mistake
from seed.records import (
    AUTHORITIES,
    ActorContribution,
    AlsoEntry,
    Anchored,
    ArticleEntry,
    ArticleFile,
    Contribution,
    EventContribution,
    SpanEntry,
)


@dataclass
class Draft:
    """A record on its way to becoming a document."""

    ref: Ref
    values: dict[str, Any]
    origin: Origin
    spans: list[EvidencePart] = field(default_factory=list)
    origins: dict[str, Origin] = field(default_factory=dict)

    def document(self) -> Any:
        """The document, with its evidence in the order of the texts."""
        values = {"id": self.ref.id, **self.values, "evidence": sorted(self.spans, key=in_texts), **UNPUBLISHED}
        return SUBJECTS[self.ref.type].document.model_validate(values)

    def mistake(self, path: str, message: str) -> Mistake:
        """A mistake in the value at a dotted path of the document, with the line where that value was written."""
        steps = path.split(".") if path else []
        for length in range(len(steps), 0, -1):
            if origin := self.origins.get(".".join(steps[:length])):
                return origin.mistake(message, *[_step(step) for step in steps[length:]])
        return self.origin.mistake(message, *[_step(step) for step in steps])


def _step(text: str) -> str | int:
    return int(text) if text.isdigit() else text


@dataclass
class Collection:
    """Everything that the files hold. `named` also has the ids of entries that are wrong, so that a link to one of
    them is not reported a second time."""

    drafts: dict[Ref, Draft] = field(default_factory=dict)
    named: set[Ref] = field(default_factory=set)
    found: list[Mistake] = field(default_factory=list)
    contributions: list[tuple[Ref, ArticleEntry, Anchored, Origin]] = field(default_factory=list)

    def documents(self) -> Iterator[Dated]:
        """Every document in the order of the types and, within a type, of the ids; evidence comes last."""
        order = list(SUBJECTS)
        evidence: list[Dated] = []
        for draft in sorted(self.drafts.values(), key=lambda draft: (order.index(draft.ref.type), draft.ref.id)):
            document = draft.document()
            evidence.extend(evidence_of(document))
            yield document
        yield from sorted(evidence, key=lambda document: document.id)

    # authority files

    def add_authorities(self, type: str, read: Read) -> None:
        """The records of an authority file."""
        for value, origin in self._entries(read.value, read.origin):
            entry = validate(AUTHORITIES[type], value, origin, self.found)
            self._name(RecordType(type), value.get("id"), origin, entry)

    # article files

    def add_article(self, read: Read) -> None:
        """An article, what it states, and what it adds to shared records."""
        if not isinstance(read.value, dict) or not isinstance(read.value.get("article"), dict):
            self.found.append(read.origin.mistake("is missing", "article"))
            return
        for key in read.value.keys() - ArticleFile.model_fields.keys():
            self.found.append(read.origin.mistake("there is no such section", key))
        value, origin = read.value["article"], read.origin.at("article")
        article = validate(ArticleEntry, value, origin, self.found)
        id = value.get("id")
        draft = self._name(RecordType.articles, id, origin, article)
        if article is None:
            self._name_statements(read, str(id))
            return
        if article.references:
            self.found.append(origin.mistake("belong in the section of that name", "references"))
        self._span(draft, article, article.evidence, origin)
        for section, info in ArticleFile.model_fields.items():
            if section != "article":
                (model,) = get_args(info.annotation)
                self._add_section(section, model, article, read)
        if draft is not None:
            references = [f"{article.id}-{item.get('id')}" for item, _ in self._entries(*_section(read, "references"))]
            draft.values["references"] = references

    def _add_section(self, section: str, model: type[BaseModel], article: ArticleEntry, read: Read) -> None:
        for value, origin in self._entries(*_section(read, section)):
            entry = validate(model, value, origin, self.found)
            if isinstance(entry, AlsoEntry):
                self.contributions.append((entry.record, article, Anchored(evidence=entry.evidence), origin))
            elif isinstance(entry, Contribution):
                ref = Ref(type=RecordType(section), id=entry.id)
                self.contributions.append((ref, article, entry, origin))
            elif not issubclass(model, (AlsoEntry, Contribution)):
                draft = self._name(RecordType(section), f"{article.id}-{value.get('id')}", origin, entry)
                if draft is not None and isinstance(entry, Anchored):
                    if section == "references":
                        draft.values["article"] = article.id
                    self._span(draft, article, entry.evidence, origin)

    def _name_statements(self, read: Read, article: str) -> None:
        """The ids of an article file whose article is wrong."""
        for section in ArticleFile.model_fields.keys() & {str(type) for type in SUBJECTS}:
            for value, _ in self._entries(*_section(read, section)):
                self.named.add(Ref.model_construct(type=RecordType(section), id=f"{article}-{value.get('id')}"))

    def _entries(self, value: Any, origin: Origin) -> Iterator[tuple[dict[str, Any], Origin]]:
        if value is None:
            return
        if not isinstance(value, list):
            self.found.append(origin.mistake("must be a list"))
            return
        for index, item in enumerate(value):
            if isinstance(item, dict):
                yield item, origin.at(index)
            else:
                self.found.append(origin.mistake("must be a mapping", index))

    def _name(self, kind: RecordType, id: Any, origin: Origin, entry: BaseModel | None) -> Draft | None:
        """Takes a record in under its published id; None where the entry is wrong or the id is taken."""
        ref = Ref.model_construct(type=kind, id=str(id))
        if ref in self.named:
            self.found.append(origin.mistake(f"another of the {kind} has the id {ref.id}", "id"))
            return None
        self.named.add(ref)
        if entry is None:
            return None
        facts = type(entry).model_fields.keys() - {"id", "evidence"}
        self.drafts[ref] = Draft(ref, {name: getattr(entry, name) for name in facts}, origin)
        return self.drafts[ref]

    def _span(
        self,
        draft: Draft | None,
        article: ArticleEntry,
        spans: list[SpanEntry],
        origin: Origin,
        path: str = "",
    ) -> None:
        """Adds evidence from an article; `path` is the part of the record that the entry is about."""
        if draft is None:
            return
        own_text = article.host if article.kind is ArticleKind.teaser and article.host else article.id
        for index, span in enumerate(spans):
            field = ".".join(part for part in (path, span.field) if part) or None
            text_of = span.text_of or own_text
            id = evidence_id(draft.ref, field, text_of, span.start, span.end)
            if any(other.id == id for other in draft.spans):
                self.found.append(origin.mistake("the same span stands twice", "evidence", index))
                continue
            values = span.model_dump(exclude={"field", "text_of"})
            part = EvidencePart(id=id, article=article.id, text_of=text_of, field=field, **values)
            draft.spans.append(part)
            draft.origins[f"evidence {id}"] = origin.at("evidence", index)

    # what articles add to shared records

    def contribute(self) -> None:
        """Adds names, participants, claims and evidence to the records they belong to, once all files are read."""
        for ref, article, entry, origin in self.contributions:
            draft = self.drafts.get(ref)
            if draft is None:
                if ref not in self.named:
                    self.found.append(origin.mistake(f"there is no {ref.id} among the {ref.type}", "id"))
                continue
            self._span(draft, article, entry.evidence, origin)
            if isinstance(entry, ActorContribution):
                self._add_names(draft, article, entry, origin)
            if isinstance(entry, EventContribution):
                self._add_participants(draft, article, entry, origin)
                self._add_claims(draft, article, entry, origin)

    def _add_names(self, draft: Draft, article: ArticleEntry, entry: ActorContribution, origin: Origin) -> None:
        for index, item in enumerate(entry.names):
            name = Name(
                text=item.text,
                language=item.language,
                kind=item.kind,
                article=article.id,
                origin=NameOrigin.article,
            )
            self._add_part(draft, "names", name, article, item, origin.at("names", index))

    def _add_participants(self, draft: Draft, article: ArticleEntry, entry: EventContribution, origin: Origin) -> None:
        for index, item in enumerate(entry.participants):
            participant = Participant(actor=item.actor, role=item.role)
            self._add_part(draft, "participants", participant, article, item, origin.at("participants", index))

    def _add_claims(self, draft: Draft, article: ArticleEntry, entry: EventContribution, origin: Origin) -> None:
        for index, item in enumerate(entry.when):
            claim = Claim.model_validate(item.model_dump(exclude={"evidence"}))
            self._add_part(draft, "when", claim, article, item, origin.at("when", index))

    def _add_part(
        self,
        draft: Draft,
        list_name: str,
        part: BaseModel,
        article: ArticleEntry,
        entry: Anchored,
        origin: Origin,
    ) -> None:
        """Adds a part, or evidence to the equal part that another article gave."""
        parts = draft.values[list_name] = list(draft.values[list_name])
        if part not in parts:
            parts.append(part)
        path = f"{list_name}.{parts.index(part)}"
        draft.origins.setdefault(path, origin)
        self._span(draft, article, entry.evidence, origin, path)


def _section(read: Read, name: str) -> tuple[Any, Origin]:
    return read.value.get(name), read.origin.at(name)
