"""The search index: rows of tokens, their full-text index in the form of each database, and the known words."""

import sqlalchemy as sa
from alembic import op

from models.text import TEXT

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# `detail=none`: only which rows hold a token; the ASCII tokenizer leaves every other letter to ours.
SQLITE = (
    "CREATE VIRTUAL TABLE search_fts USING fts5(tokens, content='search', content_rowid='key', detail=none, "
    "tokenize='ascii')",
    "CREATE TRIGGER search_added AFTER INSERT ON search BEGIN "
    "INSERT INTO search_fts(rowid, tokens) VALUES (new.key, new.tokens); END",
    "CREATE TRIGGER search_removed AFTER DELETE ON search BEGIN "
    "INSERT INTO search_fts(search_fts, rowid, tokens) VALUES ('delete', old.key, old.tokens); END",
)
POSTGRESQL = (
    "CREATE INDEX search_tokens ON search USING gin (array_to_tsvector(string_to_array(btrim(tokens), ' ')))",
)


def upgrade() -> None:
    op.create_table(
        "search",
        sa.Column("key", sa.Integer(), nullable=False),
        *[sa.Column(name, TEXT, nullable=False) for name in ("label", "alias", "sentence", "tokens")],
        sa.Column("length", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["key"], ["record.key"], "fk_search_key", initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("key", name="pk_search"),
    )
    op.create_table(
        "search_word",
        sa.Column("word", TEXT, nullable=False),
        sa.Column("stem", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("word", name="pk_search_word"),
    )
    for statement in POSTGRESQL if op.get_context().dialect.name == "postgresql" else SQLITE:
        op.execute(statement)


def downgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        op.drop_table("search_fts")
    op.drop_table("search_word")
    op.drop_table("search")
