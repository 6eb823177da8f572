"""Figures as rows of a series; and indexes that begin with `withdrawn`, because every list asks for it."""

import sqlalchemy as sa
from alembic import op

from models.text import TEXT

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_actor_kind", "actor", ("kind", "name_folded", "key")),
    ("ix_article_publisher", "article", ("publisher_key", "published_latest", "key")),
    ("ix_observation_indicator", "observation", ("indicator_key", "period_earliest", "key")),
    ("ix_project_kind", "project", ("kind", "name_folded", "key")),
    ("ix_reference_article", "reference", ("article_key", "key")),
    ("ix_relation_subject", "relation", ("subject_key", "predicate", "key")),
    ("ix_relation_object", "relation", ("object_key", "predicate", "key")),
    ("ix_status_project", "status", ("project_key", "as_of_earliest", "key")),
)
SORTED = (
    ("relation", "attested_earliest"),
    ("relation", "attested_latest"),
    ("reference", "accessed_earliest"),
    ("reference", "accessed_latest"),
)
COVERED = {"ix_observation_indicator": ("point",)}


def upgrade() -> None:
    op.add_column("observation", sa.Column("point", TEXT, nullable=False, server_default=""))
    for name, table, columns in INDEXES:
        op.drop_index(name, table_name=table)
        op.create_index(name, table, ["withdrawn", *columns, *COVERED.get(name, ())])
    for table, column in SORTED:
        op.create_index(f"ix_{table}_{column}", table, ["withdrawn", column, "key"])


def downgrade() -> None:
    for table, column in SORTED:
        op.drop_index(f"ix_{table}_{column}", table_name=table)
    for name, table, columns in INDEXES:
        op.drop_index(name, table_name=table)
        op.create_index(name, table, [*columns])
    op.drop_column("observation", "point")
