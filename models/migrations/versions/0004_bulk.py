"""Which records a bulk load wrote; and texts come into the full-text index of SQLite by the batch, not by a trigger."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ADDED = (
    "CREATE TRIGGER search_added AFTER INSERT ON search BEGIN "
    "INSERT INTO search_fts(rowid, tokens) VALUES (new.key, new.tokens); END"
)


def upgrade() -> None:
    op.add_column("record", sa.Column("bulk", sa.Boolean(), nullable=False, server_default=sa.false()))
    if op.get_context().dialect.name == "sqlite":
        op.execute("DROP TRIGGER search_added")


def downgrade() -> None:
    op.drop_column("record", "bulk")
    if op.get_context().dialect.name == "sqlite":
        op.execute(ADDED)
