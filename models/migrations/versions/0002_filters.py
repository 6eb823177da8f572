"""Columns and indexes that the filters of all resources need; `rokrus migrate` and every load fill them."""

import sqlalchemy as sa
from alembic import op

from models.text import TEXT

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FOLDED = (("observation", "scope"), ("relation", "title"), ("status", "remark"), ("reference", "title"))
FOLDED_ALWAYS = (("position", "content"), ("comparison", "explanation"))


def upgrade() -> None:
    for table, name in FOLDED:
        op.add_column(table, sa.Column(f"{name}_folded", TEXT, nullable=True))
    for table, name in FOLDED_ALWAYS:
        op.add_column(table, sa.Column(f"{name}_folded", TEXT, nullable=False, server_default=""))
    op.create_index("ix_comparison_kind", "comparison", ["withdrawn", "kind", "key"], unique=False)
    op.create_index("ix_evidence_start", "evidence", ["withdrawn", "start", "key"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_evidence_start", table_name="evidence")
    op.drop_index("ix_comparison_kind", table_name="comparison")
    for table, name in (*FOLDED, *FOLDED_ALWAYS):
        op.drop_column(table, f"{name}_folded")
