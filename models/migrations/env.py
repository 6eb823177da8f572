"""Run by Alembic: migrates on the connection that `models.migrations` hands over, within its transaction."""

from alembic import context
from sqlmodel import SQLModel

import models  # noqa: F401 (fills the metadata)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    compare_type=True,
)
context.run_migrations()
