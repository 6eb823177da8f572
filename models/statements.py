"""What all statements share: who says it, how it reached the article, whether it is denied, where it stands."""

from pydantic import Field as Described
from sqlmodel import Field

from models.base import ActorId, Facts, ReferenceId, Row
from models.text import string
from models.vocabulary import Vocabulary


class Attribution(Vocabulary):
    """On whose word the article makes a statement."""

    own = "own", "The article itself says it."
    named = "named", "Somebody named says it."
    unnamed = "unnamed", "Somebody unnamed says it: experts, reports, it is estimated."


class StatementRow(Row):
    """The columns of the shared part; the speakers are links named `said_by`."""

    attribution: str = string()
    reference_key: int | None = Field(default=None, foreign_key="reference.key")
    denied: bool = False


class StatementFacts(Facts):
    """The shared part of a statement."""

    said_by: list[ActorId] = Described([], description="Who says it; empty when the article itself does.")
    attribution: Attribution = Described(Attribution.own, description="On whose word the article says it.")
    reference: ReferenceId | None = Described(
        None, description="The cited source through which it came.", examples=["kinu-co-17-27-tokyo-shimbun"]
    )
    denied: bool = Described(False, description="True where the source says that it is not so.")
