"""Filters that the queries of several resources share, written once by the names of the columns."""

from typing import Annotated

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema
from sqlmodel import col

from api.operators import all_of, either, equal_to, linked, one_of, through, without
from api.parameters import Flag
from api.query import ListQuery
from models.base import ActorId, ArticleId, ReferenceId
from models.evidence import Evidence
from models.relations import Predicate, Relation
from models.statements import Attribution

FROM_ARTICLE = through(Evidence.record_key, one_of(Evidence.article_key))
SAID_BY = linked("said_by")
_FORWARD = through(Relation.subject_key, one_of(Relation.object_key), col(Relation.denied).is_(False))
_BACKWARD = through(Relation.object_key, one_of(Relation.subject_key), col(Relation.denied).is_(False))
RELATED = either(_FORWARD, _BACKWARD)
# Relations by which an actor takes part in a project.
TAKING_PART = (Relation.predicate == Predicate.takes_part_in, col(Relation.denied).is_(False))


class EvidencedQuery(ListQuery, frozen=True, extra="forbid"):
    """Filters of records that have evidence."""

    article: Annotated[tuple[ArticleId, ...], FROM_ARTICLE] = Field((), description="With evidence from any of these.")
    article__ne: Annotated[tuple[ArticleId, ...], without(FROM_ARTICLE)] = Field(
        (), description="With evidence from none of these."
    )
    article__all: Annotated[tuple[ArticleId, ...], all_of(FROM_ARTICLE)] = Field(
        (), description="With evidence from each of these."
    )


class StatementQuery(EvidencedQuery, frozen=True, extra="forbid"):
    """Filters of what somebody states."""

    said_by: Annotated[tuple[ActorId, ...], SAID_BY] = Field(
        (), description="Said by any of these.", examples=[["vladimir-putin"]]
    )
    said_by__ne: Annotated[tuple[ActorId, ...], without(SAID_BY)] = Field((), description="Said by none of these.")
    said_by__all: Annotated[tuple[ActorId, ...], all_of(SAID_BY)] = Field((), description="Said by all of these.")
    attribution: Annotated[tuple[Attribution, ...], one_of("attribution")] = Field(
        (), description="On the word of the article itself, of somebody named, or of somebody unnamed."
    )
    reference: Annotated[tuple[ReferenceId, ...], one_of("reference_key")] = Field(
        (), description="Through any of these cited sources."
    )
    denied: Annotated[Flag | SkipJsonSchema[None], equal_to("denied")] = Field(
        None, description="Whether the source says that it is not so."
    )
