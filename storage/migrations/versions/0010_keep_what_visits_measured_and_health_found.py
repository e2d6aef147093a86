"""Keep what each visit measured, and what health has found and told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "visit_measurement",
        sa.Column("visit_id", number, nullable=False),
        sa.Column("portal", sa.String(40), nullable=False),
        sa.Column("ended", moment, nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_measurement_visit_id_visit")),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_visit_measurement")),
    )
    op.create_index(op.f("ix_visit_measurement_portal_visit_id"), "visit_measurement", ["portal", "visit_id"])
    op.create_table(
        "health_finding",
        sa.Column("id", number, nullable=False),
        sa.Column("portal", sa.String(40), nullable=False),
        sa.Column("slot", sa.String(20), nullable=False),
        sa.Column("subject", sa.String(500), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("severity", sa.String(20), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("todo", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("before", sa.Double(), nullable=True),
        sa.Column("after", sa.Double(), nullable=True),
        sa.Column("baseline", number, nullable=True),
        sa.Column("covered", sa.Boolean(), nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.Column("last_seen", moment, nullable=False),
        sa.Column("quiet", sa.Integer(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("closed", moment, nullable=True),
        sa.Column("closed_why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_finding")),
    )
    op.create_index(op.f("ix_health_finding_closed_portal"), "health_finding", ["closed", "portal"])
    op.create_table(
        "alert_sent",
        sa.Column("finding_id", number, nullable=False),
        sa.Column("change", sa.String(40), nullable=False),
        sa.Column("target", sa.String(8), nullable=False),
        sa.Column("sent", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["health_finding.id"], name=op.f("fk_alert_sent_finding_id_health_finding")
        ),
        sa.PrimaryKeyConstraint("finding_id", "change", "target", name=op.f("pk_alert_sent")),
    )


def downgrade() -> None:
    """Take back."""
    for table in ("alert_sent", "health_finding", "visit_measurement"):
        op.drop_table(table)
