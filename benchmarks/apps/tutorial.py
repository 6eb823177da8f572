"""What the tutorials of FastAPI and SQLModel lead to, over the tables of the service: a session a request, models with
relationships, response models, offset and limit. It shares no code with the service."""

import os
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, select

BY = {
    "primaryjoin": "and_(Article.key == Link.source_key, Link.name == 'authors')",
    "secondaryjoin": "Actor.key == Link.target_key",
    "viewonly": True,
}


class Link(SQLModel, table=True):
    source_key: int = Field(foreign_key="article.key", primary_key=True)
    name: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    target_key: int = Field(foreign_key="actor.key")


class ActorBase(SQLModel):
    id: str
    kind: str
    country: str | None = None
    name: str
    description: str | None = None


class Actor(ActorBase, table=True):
    key: int = Field(primary_key=True)
    name_folded: str
    withdrawn: bool


class ArticleBase(SQLModel):
    id: str
    kind: str
    title: str
    series: str | None = None
    volume: str | None = None
    issue: str | None = None
    number: str | None = None
    published: str | None = None
    published_basis: str
    language: str
    url: str | None = None
    abstract: str | None = None
    rights: str | None = None


class Article(ArticleBase, table=True):
    key: int = Field(primary_key=True)
    publisher_key: int | None = Field(default=None, foreign_key="actor.key")
    published_latest: str
    withdrawn: bool
    publisher: Actor | None = Relationship()
    authors: list[Actor] = Relationship(link_model=Link, sa_relationship_kwargs=BY)


class ArticleWithActors(ArticleBase):
    publisher: ActorBase | None = None
    authors: list[ActorBase] = []


class Indicator(SQLModel, table=True):
    key: int = Field(primary_key=True)
    id: str


class ObservationBase(SQLModel):
    id: str
    period: str | None = None
    period_earliest: str
    period_latest: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    qualifier: str
    status: str


class Observation(ObservationBase, table=True):
    key: int = Field(primary_key=True)
    indicator_key: int = Field(foreign_key="indicator.key")
    withdrawn: bool


engine = create_engine(os.environ.get("BENCH_DATABASE", "sqlite://"), connect_args={"check_same_thread": False})


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]
app = FastAPI()


@app.get("/articles/", response_model=list[ArticleWithActors])
def read_articles(session: SessionDep, publisher: str, offset: int = 0, limit: int = 50) -> Any:
    found = session.exec(select(Actor).where(Actor.id == publisher)).one()
    newest: Any = Article.published_latest
    statement = select(Article).where(Article.publisher_key == found.key).order_by(newest.desc())
    return session.exec(statement.offset(offset).limit(limit)).all()


@app.get("/articles/{id}", response_model=ArticleBase)
def read_article(session: SessionDep, id: str) -> Any:
    article = session.exec(select(Article).where(Article.id == id)).first()
    if article is None:
        raise HTTPException(status_code=404, detail="Article not found")
    return article


@app.get("/actors/", response_model=list[ActorBase])
def read_actors(session: SessionDep, kind: str, offset: int = 0, limit: int = 50) -> Any:
    statement = select(Actor).where(Actor.kind == kind).order_by(Actor.name_folded)
    return session.exec(statement.offset(offset).limit(limit)).all()


@app.get("/observations/", response_model=list[ObservationBase])
def read_observations(session: SessionDep, indicator: str | None = None, offset: int = 0, limit: int = 50) -> Any:
    statement = select(Observation)
    if indicator is not None:
        found = session.exec(select(Indicator).where(Indicator.id == indicator)).one()
        statement = statement.where(Observation.indicator_key == found.key)
    return session.exec(statement.order_by(Observation.period_earliest).offset(offset).limit(limit)).all()
