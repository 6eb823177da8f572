"""Actors: people, states and organisations, with every name under which a text or a registry knows them."""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Described
from sqlalchemy import Index
from sqlmodel import Field

from models.base import ArticleId, Document, Facts, Part, Published, RecordType, Row
from models.searched import Searched, Weight
from models.text import Words, fold, string
from models.vocabulary import Vocabulary


class ActorKind(Vocabulary):
    """What kind of actor it is."""

    person = "person", "A human being."
    country = "country", "A state as a party, present or former."
    government = "government", "A government, administration or presidency as a body."
    ministry = "ministry", "A ministry or department of state."
    agency = "agency", "An agency, service or office of a state."
    council = "council", "A council or committee of a state."
    parliament = "parliament", "A parliament or one of its chambers."
    international_body = "international_body", "An organisation of states, or an organ of one."
    alliance = "alliance", "States bound to each other, or grouped by name."
    forum = "forum", "A recurring meeting as an institution."
    company = "company", "A company or group of companies."
    sector = "sector", "Companies, banks or workers of a country taken together."
    outlet = "outlet", "A newspaper, agency or magazine."
    think_tank = "think_tank", "A research institute or a division of one."
    group = "group", "People named together without an organisation: experts, residents, tourists."
    organisation = "organisation", "Any other organisation."


class NameKind(Vocabulary):
    """What kind of name it is."""

    official = "official", "The full or usual formal name."
    alias = "alias", "Another name in use."
    abbreviation = "abbreviation", "Letters that stand for the name."
    metonym = "metonym", "A capital or building that stands for a state."
    as_written = "as_written", "As the named article writes it."
    misspelling = "misspelling", "A mistake of the named article."


class NameOrigin(Vocabulary):
    """Where a name comes from."""

    article = "article", "The named article."
    cldr = "cldr", "Unicode CLDR."
    editor = "editor", "Added by the editors of the dataset."


class Actor(Row, table=True):
    """An actor's columns; its names are parts."""

    __table_args__ = (
        Index("ix_actor_name", "withdrawn", "name_folded", "key"),
        Index("ix_actor_kind", "withdrawn", "kind", "name_folded", "key"),
    )

    kind: str = string()
    country: str | None = string(default=None)
    name: str = string()
    name_folded: str = string()
    description: str | None = string(default=None)

    @classmethod
    def index_columns(cls, document: Any) -> dict[str, Any]:
        return {"name_folded": fold(document.name)}


class ActorName(Part, table=True):
    """One name of one actor."""

    __tablename__ = "actor_name"
    __table_args__ = (Index("ix_actor_name_folded", "text_folded", "record_key"),)

    text: str = string()
    text_folded: str = string()
    language: str = string()
    kind: str = string()
    article_key: int | None = Field(default=None, foreign_key="article.key")
    origin: str = string()

    @classmethod
    def index_columns(cls, document: Any) -> dict[str, Any]:
        return {"text_folded": fold(document.text)}


class Name(BaseModel):
    """A name of an actor."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_serialization_defaults_required=True, defer_build=True
    )

    text: Words = Described(examples=["ROK"])
    language: str = Described("en", pattern="^[a-z]{2,3}(-[A-Z][a-z]{3})?$", description="BCP 47.", examples=["en"])
    kind: NameKind
    article: ArticleId | None = Described(None, description="The article that writes it so.")
    origin: NameOrigin


class ActorFacts(Facts):
    """Who an actor is."""

    kind: ActorKind
    country: str | None = Described(
        None,
        pattern="^[A-Z]{2}$",
        description="ISO 3166-1 alpha-2, or 3166-3 for a former state.",
        examples=["KR"],
    )
    name: Words = Described(description="The name to show, in English.", examples=["Moon Jae-in"])
    description: Words | None = Described(None, description="Who or what it is, in our own words.")
    names: list[Name] = Described([], description="Every name, also those that an article writes differently.")


class ActorDocument(Published, ActorFacts, Document):
    """A person, state or organisation."""

    type: ClassVar[RecordType] = RecordType.actors
    labels = ("name",)
    searched: ClassVar[Searched] = {"name": Weight.label, "names.text": Weight.alias, "description": Weight.sentence}
