"""The first schema: every table of the models."""

import sqlalchemy as sa
from alembic import op

from models.text import TEXT

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dataset",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", TEXT, nullable=False),
        sa.Column("documents", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dataset")),
    )
    op.create_table(
        "record",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("type", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", TEXT, nullable=False),
        sa.Column("withdrawn", TEXT, nullable=True),
        sa.Column("document", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_record")),
        sa.UniqueConstraint("type", "id", name=op.f("uq_record_type")),
    )
    op.create_index("ix_record_updated", "record", ["type", "updated_at"], unique=False)
    op.create_table(
        "actor",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("country", TEXT, nullable=True),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_folded", TEXT, nullable=False),
        sa.Column("description", TEXT, nullable=True),
        sa.ForeignKeyConstraint(
            ["key"], ["record.key"], name=op.f("fk_actor_key"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_actor")),
        sa.UniqueConstraint("id", name=op.f("uq_actor_id")),
    )
    op.create_index("ix_actor_kind", "actor", ["kind", "name_folded", "key"], unique=False)
    op.create_index("ix_actor_name", "actor", ["withdrawn", "name_folded", "key"], unique=False)
    op.create_table(
        "comparison",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("explanation", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["key"], ["record.key"], name=op.f("fk_comparison_key"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_comparison")),
        sa.UniqueConstraint("id", name=op.f("uq_comparison_id")),
    )
    op.create_table(
        "indicator",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_folded", TEXT, nullable=False),
        sa.Column("definition", TEXT, nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("unit_system", TEXT, nullable=False),
        sa.Column("measure", TEXT, nullable=False),
        sa.Column("of_key", sa.Integer(), nullable=True),
        sa.Column("direction", TEXT, nullable=True),
        sa.ForeignKeyConstraint(
            ["key"], ["record.key"], name=op.f("fk_indicator_key"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["of_key"], ["indicator.key"], name=op.f("fk_indicator_of_key"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_indicator")),
        sa.UniqueConstraint("id", name=op.f("uq_indicator_id")),
    )
    op.create_index("ix_indicator_name", "indicator", ["withdrawn", "name_folded", "key"], unique=False)
    op.create_table(
        "link",
        sa.Column("source_key", sa.Integer(), nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("target_key", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_key"], ["record.key"], name=op.f("fk_link_source_key"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["target_key"], ["record.key"], name=op.f("fk_link_target_key"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("source_key", "name", "position", name=op.f("pk_link")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_link_target", "link", ["target_key", "name", "source_key"], unique=False)
    op.create_table(
        "place",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_folded", TEXT, nullable=False),
        sa.Column("country", TEXT, nullable=True),
        sa.Column("part_of_key", sa.Integer(), nullable=True),
        sa.Column("coordinates_latitude", sa.Float(), nullable=True),
        sa.Column("coordinates_longitude", sa.Float(), nullable=True),
        sa.Column("coordinates_origin", TEXT, nullable=True),
        sa.ForeignKeyConstraint(
            ["key"], ["record.key"], name=op.f("fk_place_key"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["part_of_key"], ["place.key"], name=op.f("fk_place_part_of_key"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_place")),
        sa.UniqueConstraint("id", name=op.f("uq_place_id")),
    )
    op.create_index("ix_place_name", "place", ["withdrawn", "name_folded", "key"], unique=False)
    op.create_table(
        "project",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_folded", TEXT, nullable=False),
        sa.Column("sector", TEXT, nullable=False),
        sa.Column("description", TEXT, nullable=True),
        sa.Column("part_of_key", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["key"], ["record.key"], name=op.f("fk_project_key"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["part_of_key"], ["project.key"], name=op.f("fk_project_part_of_key"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_project")),
        sa.UniqueConstraint("id", name=op.f("uq_project_id")),
    )
    op.create_index("ix_project_kind", "project", ["kind", "name_folded", "key"], unique=False)
    op.create_index("ix_project_name", "project", ["withdrawn", "name_folded", "key"], unique=False)
    op.create_table(
        "topic",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("label", TEXT, nullable=False),
        sa.Column("label_folded", TEXT, nullable=False),
        sa.Column("broader_key", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["broader_key"], ["topic.key"], name=op.f("fk_topic_broader_key"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["key"], ["record.key"], name=op.f("fk_topic_key"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_topic")),
        sa.UniqueConstraint("id", name=op.f("uq_topic_id")),
    )
    op.create_index("ix_topic_label", "topic", ["withdrawn", "label_folded", "key"], unique=False)
    op.create_table(
        "article",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("host_key", sa.Integer(), nullable=True),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("title_folded", TEXT, nullable=False),
        sa.Column("publisher_key", sa.Integer(), nullable=True),
        sa.Column("series", TEXT, nullable=True),
        sa.Column("volume", TEXT, nullable=True),
        sa.Column("issue", TEXT, nullable=True),
        sa.Column("number", TEXT, nullable=True),
        sa.Column("published", TEXT, nullable=True),
        sa.Column("published_earliest", TEXT, nullable=False),
        sa.Column("published_latest", TEXT, nullable=False),
        sa.Column("published_basis", TEXT, nullable=False),
        sa.Column("published_reason", TEXT, nullable=True),
        sa.Column("language", TEXT, nullable=False),
        sa.Column("url", TEXT, nullable=True),
        sa.Column("abstract", TEXT, nullable=True),
        sa.Column("rights", TEXT, nullable=True),
        sa.Column("text_sha256", TEXT, nullable=True),
        sa.Column("text_length", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["host_key"], ["article.key"], name=op.f("fk_article_host_key"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["key"], ["record.key"], name=op.f("fk_article_key"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["publisher_key"],
            ["actor.key"],
            name=op.f("fk_article_publisher_key"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_article")),
        sa.UniqueConstraint("id", name=op.f("uq_article_id")),
    )
    op.create_index(
        "ix_article_published_earliest", "article", ["withdrawn", "published_earliest", "key"], unique=False
    )
    op.create_index("ix_article_published_latest", "article", ["withdrawn", "published_latest", "key"], unique=False)
    op.create_index("ix_article_publisher", "article", ["publisher_key", "published_latest", "key"], unique=False)
    op.create_index("ix_article_title", "article", ["withdrawn", "title_folded", "key"], unique=False)
    op.create_table(
        "event",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("title_folded", TEXT, nullable=False),
        sa.Column("description", TEXT, nullable=True),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("recurs", TEXT, nullable=True),
        sa.Column("place_key", sa.Integer(), nullable=True),
        sa.Column("part_of_key", sa.Integer(), nullable=True),
        sa.Column("when_earliest", TEXT, nullable=False),
        sa.Column("when_latest", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["key"], ["record.key"], name=op.f("fk_event_key"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["part_of_key"], ["event.key"], name=op.f("fk_event_part_of_key"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["place_key"], ["place.key"], name=op.f("fk_event_place_key"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_event")),
        sa.UniqueConstraint("id", name=op.f("uq_event_id")),
    )
    op.create_index("ix_event_title", "event", ["withdrawn", "title_folded", "key"], unique=False)
    op.create_index("ix_event_when_earliest", "event", ["withdrawn", "when_earliest", "key"], unique=False)
    op.create_index("ix_event_when_latest", "event", ["withdrawn", "when_latest", "key"], unique=False)
    op.create_table(
        "event_participant",
        sa.Column("record_key", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("actor_key", sa.Integer(), nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_key"],
            ["actor.key"],
            name=op.f("fk_event_participant_actor_key"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["record_key"],
            ["record.key"],
            name=op.f("fk_event_participant_record_key"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("record_key", "position", name=op.f("pk_event_participant")),
    )
    op.create_index("ix_event_participant_actor", "event_participant", ["actor_key", "record_key"], unique=False)
    op.create_table(
        "actor_name",
        sa.Column("record_key", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("text_folded", TEXT, nullable=False),
        sa.Column("language", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("article_key", sa.Integer(), nullable=True),
        sa.Column("origin", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_key"],
            ["article.key"],
            name=op.f("fk_actor_name_article_key"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["record_key"], ["record.key"], name=op.f("fk_actor_name_record_key"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("record_key", "position", name=op.f("pk_actor_name")),
    )
    op.create_index("ix_actor_name_folded", "actor_name", ["text_folded", "record_key"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("record_key", sa.Integer(), nullable=False),
        sa.Column("article_key", sa.Integer(), nullable=False),
        sa.Column("text_of_key", sa.Integer(), nullable=False),
        sa.Column("field", TEXT, nullable=True),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("paragraph", sa.Integer(), nullable=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("note", TEXT, nullable=True),
        sa.ForeignKeyConstraint(
            ["article_key"],
            ["article.key"],
            name=op.f("fk_evidence_article_key"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["key"], ["record.key"], name=op.f("fk_evidence_key"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["record_key"], ["record.key"], name=op.f("fk_evidence_record_key"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["text_of_key"],
            ["article.key"],
            name=op.f("fk_evidence_text_of_key"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_evidence")),
        sa.UniqueConstraint("id", name=op.f("uq_evidence_id")),
    )
    op.create_index("ix_evidence_article", "evidence", ["article_key", "record_key"], unique=False)
    op.create_index("ix_evidence_record", "evidence", ["record_key", "text_of_key", "start"], unique=False)
    op.create_index("ix_evidence_text", "evidence", ["text_of_key", "start", "key"], unique=False)
    op.create_table(
        "reference",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("article_key", sa.Integer(), nullable=False),
        sa.Column("number", TEXT, nullable=True),
        sa.Column("outlet_key", sa.Integer(), nullable=True),
        sa.Column("title", TEXT, nullable=True),
        sa.Column("date", TEXT, nullable=True),
        sa.Column("date_earliest", TEXT, nullable=False),
        sa.Column("date_latest", TEXT, nullable=False),
        sa.Column("accessed", TEXT, nullable=True),
        sa.Column("accessed_earliest", TEXT, nullable=False),
        sa.Column("accessed_latest", TEXT, nullable=False),
        sa.Column("url", TEXT, nullable=True),
        sa.ForeignKeyConstraint(
            ["article_key"],
            ["article.key"],
            name=op.f("fk_reference_article_key"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["key"], ["record.key"], name=op.f("fk_reference_key"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["outlet_key"], ["actor.key"], name=op.f("fk_reference_outlet_key"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_reference")),
        sa.UniqueConstraint("id", name=op.f("uq_reference_id")),
    )
    op.create_index("ix_reference_article", "reference", ["article_key", "key"], unique=False)
    op.create_index("ix_reference_date_earliest", "reference", ["withdrawn", "date_earliest", "key"], unique=False)
    op.create_index("ix_reference_date_latest", "reference", ["withdrawn", "date_latest", "key"], unique=False)
    op.create_table(
        "event_claim",
        sa.Column("record_key", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("date", TEXT, nullable=True),
        sa.Column("date_earliest", TEXT, nullable=False),
        sa.Column("date_latest", TEXT, nullable=False),
        sa.Column("date_basis", TEXT, nullable=False),
        sa.Column("date_reason", TEXT, nullable=True),
        sa.Column("deadline", sa.Boolean(), nullable=False),
        sa.Column("attribution", TEXT, nullable=False),
        sa.Column("reference_key", sa.Integer(), nullable=True),
        sa.Column("denied", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_key"],
            ["record.key"],
            name=op.f("fk_event_claim_record_key"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["reference_key"],
            ["reference.key"],
            name=op.f("fk_event_claim_reference_key"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("record_key", "position", name=op.f("pk_event_claim")),
    )
    op.create_table(
        "observation",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("attribution", TEXT, nullable=False),
        sa.Column("reference_key", sa.Integer(), nullable=True),
        sa.Column("denied", sa.Boolean(), nullable=False),
        sa.Column("indicator_key", sa.Integer(), nullable=False),
        sa.Column("reporter_key", sa.Integer(), nullable=True),
        sa.Column("partner_key", sa.Integer(), nullable=True),
        sa.Column("compiled_by_key", sa.Integer(), nullable=True),
        sa.Column("about_key", sa.Integer(), nullable=True),
        sa.Column("place_key", sa.Integer(), nullable=True),
        sa.Column("scope", TEXT, nullable=True),
        sa.Column("period", TEXT, nullable=True),
        sa.Column("period_earliest", TEXT, nullable=False),
        sa.Column("period_latest", TEXT, nullable=False),
        sa.Column("period_basis", TEXT, nullable=False),
        sa.Column("period_reason", TEXT, nullable=True),
        sa.Column("deadline", sa.Boolean(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("value_ascending", sa.Float(), nullable=False),
        sa.Column("value_descending", sa.Float(), nullable=False),
        sa.Column("as_written", TEXT, nullable=True),
        sa.Column("qualifier", TEXT, nullable=False),
        sa.Column("change", TEXT, nullable=True),
        sa.Column("base", TEXT, nullable=True),
        sa.Column("base_earliest", TEXT, nullable=False),
        sa.Column("base_latest", TEXT, nullable=False),
        sa.Column("base_basis", TEXT, nullable=True),
        sa.Column("base_reason", TEXT, nullable=True),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("derivation_op", TEXT, nullable=True),
        sa.Column("derivation_factor", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(
            ["about_key"], ["record.key"], name=op.f("fk_observation_about_key"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["compiled_by_key"],
            ["actor.key"],
            name=op.f("fk_observation_compiled_by_key"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["indicator_key"],
            ["indicator.key"],
            name=op.f("fk_observation_indicator_key"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["key"], ["record.key"], name=op.f("fk_observation_key"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["partner_key"],
            ["actor.key"],
            name=op.f("fk_observation_partner_key"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["place_key"], ["place.key"], name=op.f("fk_observation_place_key"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["reference_key"],
            ["reference.key"],
            name=op.f("fk_observation_reference_key"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["reporter_key"],
            ["actor.key"],
            name=op.f("fk_observation_reporter_key"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_observation")),
        sa.UniqueConstraint("id", name=op.f("uq_observation_id")),
    )
    op.create_index(
        "ix_observation_indicator", "observation", ["indicator_key", "period_earliest", "key"], unique=False
    )
    op.create_index("ix_observation_partner", "observation", ["partner_key"], unique=False)
    op.create_index(
        "ix_observation_period_earliest", "observation", ["withdrawn", "period_earliest", "key"], unique=False
    )
    op.create_index("ix_observation_period_latest", "observation", ["withdrawn", "period_latest", "key"], unique=False)
    op.create_index("ix_observation_reporter", "observation", ["reporter_key", "partner_key"], unique=False)
    op.create_index(
        "ix_observation_value_ascending", "observation", ["withdrawn", "value_ascending", "key"], unique=False
    )
    op.create_index(
        "ix_observation_value_descending", "observation", ["withdrawn", "value_descending", "key"], unique=False
    )
    op.create_table(
        "position",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("attribution", TEXT, nullable=False),
        sa.Column("reference_key", sa.Integer(), nullable=True),
        sa.Column("denied", sa.Boolean(), nullable=False),
        sa.Column("stance", TEXT, nullable=False),
        sa.Column("topic_key", sa.Integer(), nullable=False),
        sa.Column("target_key", sa.Integer(), nullable=True),
        sa.Column("content", TEXT, nullable=False),
        sa.Column("when", TEXT, nullable=True),
        sa.Column("when_earliest", TEXT, nullable=False),
        sa.Column("when_latest", TEXT, nullable=False),
        sa.Column("when_basis", TEXT, nullable=False),
        sa.Column("when_reason", TEXT, nullable=True),
        sa.ForeignKeyConstraint(
            ["key"], ["record.key"], name=op.f("fk_position_key"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["reference_key"],
            ["reference.key"],
            name=op.f("fk_position_reference_key"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["target_key"], ["record.key"], name=op.f("fk_position_target_key"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["topic_key"], ["topic.key"], name=op.f("fk_position_topic_key"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_position")),
        sa.UniqueConstraint("id", name=op.f("uq_position_id")),
    )
    op.create_index("ix_position_target", "position", ["target_key"], unique=False)
    op.create_index("ix_position_topic", "position", ["topic_key"], unique=False)
    op.create_index("ix_position_when_earliest", "position", ["withdrawn", "when_earliest", "key"], unique=False)
    op.create_index("ix_position_when_latest", "position", ["withdrawn", "when_latest", "key"], unique=False)
    op.create_table(
        "relation",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("attribution", TEXT, nullable=False),
        sa.Column("reference_key", sa.Integer(), nullable=True),
        sa.Column("denied", sa.Boolean(), nullable=False),
        sa.Column("subject_key", sa.Integer(), nullable=False),
        sa.Column("predicate", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=True),
        sa.Column("object_key", sa.Integer(), nullable=False),
        sa.Column("title", TEXT, nullable=True),
        sa.Column("valid", TEXT, nullable=True),
        sa.Column("valid_earliest", TEXT, nullable=False),
        sa.Column("valid_latest", TEXT, nullable=False),
        sa.Column("valid_basis", TEXT, nullable=False),
        sa.Column("valid_reason", TEXT, nullable=True),
        sa.Column("attested", TEXT, nullable=True),
        sa.Column("attested_earliest", TEXT, nullable=False),
        sa.Column("attested_latest", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["key"], ["record.key"], name=op.f("fk_relation_key"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["object_key"], ["record.key"], name=op.f("fk_relation_object_key"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["reference_key"],
            ["reference.key"],
            name=op.f("fk_relation_reference_key"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["subject_key"], ["record.key"], name=op.f("fk_relation_subject_key"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_relation")),
        sa.UniqueConstraint("id", name=op.f("uq_relation_id")),
    )
    op.create_index("ix_relation_object", "relation", ["object_key", "predicate", "key"], unique=False)
    op.create_index("ix_relation_subject", "relation", ["subject_key", "predicate", "key"], unique=False)
    op.create_index("ix_relation_valid_earliest", "relation", ["withdrawn", "valid_earliest", "key"], unique=False)
    op.create_index("ix_relation_valid_latest", "relation", ["withdrawn", "valid_latest", "key"], unique=False)
    op.create_table(
        "status",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("attribution", TEXT, nullable=False),
        sa.Column("reference_key", sa.Integer(), nullable=True),
        sa.Column("denied", sa.Boolean(), nullable=False),
        sa.Column("project_key", sa.Integer(), nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("as_of", TEXT, nullable=True),
        sa.Column("as_of_earliest", TEXT, nullable=False),
        sa.Column("as_of_latest", TEXT, nullable=False),
        sa.Column("as_of_basis", TEXT, nullable=False),
        sa.Column("as_of_reason", TEXT, nullable=True),
        sa.Column("remark", TEXT, nullable=True),
        sa.ForeignKeyConstraint(
            ["key"], ["record.key"], name=op.f("fk_status_key"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["project_key"], ["project.key"], name=op.f("fk_status_project_key"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["reference_key"],
            ["reference.key"],
            name=op.f("fk_status_reference_key"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_status")),
        sa.UniqueConstraint("id", name=op.f("uq_status_id")),
    )
    op.create_index("ix_status_as_of_earliest", "status", ["withdrawn", "as_of_earliest", "key"], unique=False)
    op.create_index("ix_status_as_of_latest", "status", ["withdrawn", "as_of_latest", "key"], unique=False)
    op.create_index("ix_status_project", "status", ["project_key", "as_of_earliest", "key"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_status_project", table_name="status")
    op.drop_index("ix_status_as_of_latest", table_name="status")
    op.drop_index("ix_status_as_of_earliest", table_name="status")
    op.drop_table("status")
    op.drop_index("ix_relation_valid_latest", table_name="relation")
    op.drop_index("ix_relation_valid_earliest", table_name="relation")
    op.drop_index("ix_relation_subject", table_name="relation")
    op.drop_index("ix_relation_object", table_name="relation")
    op.drop_table("relation")
    op.drop_index("ix_position_when_latest", table_name="position")
    op.drop_index("ix_position_when_earliest", table_name="position")
    op.drop_index("ix_position_topic", table_name="position")
    op.drop_index("ix_position_target", table_name="position")
    op.drop_table("position")
    op.drop_index("ix_observation_value_descending", table_name="observation")
    op.drop_index("ix_observation_value_ascending", table_name="observation")
    op.drop_index("ix_observation_reporter", table_name="observation")
    op.drop_index("ix_observation_period_latest", table_name="observation")
    op.drop_index("ix_observation_period_earliest", table_name="observation")
    op.drop_index("ix_observation_partner", table_name="observation")
    op.drop_index("ix_observation_indicator", table_name="observation")
    op.drop_table("observation")
    op.drop_table("event_claim")
    op.drop_index("ix_reference_date_latest", table_name="reference")
    op.drop_index("ix_reference_date_earliest", table_name="reference")
    op.drop_index("ix_reference_article", table_name="reference")
    op.drop_table("reference")
    op.drop_index("ix_evidence_text", table_name="evidence")
    op.drop_index("ix_evidence_record", table_name="evidence")
    op.drop_index("ix_evidence_article", table_name="evidence")
    op.drop_table("evidence")
    op.drop_index("ix_actor_name_folded", table_name="actor_name")
    op.drop_table("actor_name")
    op.drop_index("ix_event_participant_actor", table_name="event_participant")
    op.drop_table("event_participant")
    op.drop_index("ix_event_when_latest", table_name="event")
    op.drop_index("ix_event_when_earliest", table_name="event")
    op.drop_index("ix_event_title", table_name="event")
    op.drop_table("event")
    op.drop_index("ix_article_title", table_name="article")
    op.drop_index("ix_article_publisher", table_name="article")
    op.drop_index("ix_article_published_latest", table_name="article")
    op.drop_index("ix_article_published_earliest", table_name="article")
    op.drop_table("article")
    op.drop_index("ix_topic_label", table_name="topic")
    op.drop_table("topic")
    op.drop_index("ix_project_name", table_name="project")
    op.drop_index("ix_project_kind", table_name="project")
    op.drop_table("project")
    op.drop_index("ix_place_name", table_name="place")
    op.drop_table("place")
    op.drop_index("ix_link_target", table_name="link")
    op.drop_table("link")
    op.drop_index("ix_indicator_name", table_name="indicator")
    op.drop_table("indicator")
    op.drop_table("comparison")
    op.drop_index("ix_actor_name", table_name="actor")
    op.drop_index("ix_actor_kind", table_name="actor")
    op.drop_table("actor")
    op.drop_index("ix_record_updated", table_name="record")
    op.drop_table("record")
    op.drop_table("dataset")
