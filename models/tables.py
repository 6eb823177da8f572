"""The base of every table."""

from pydantic import ConfigDict
from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Stored(SQLModel):
    """Rows of a table. Statements go by the columns: no row is ever validated, and no start waits for validators."""

    model_config = ConfigDict(defer_build=True)  # type: ignore[assignment]
