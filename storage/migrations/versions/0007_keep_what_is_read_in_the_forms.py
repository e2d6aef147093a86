"""Keep what each version of the mapper read in the statutory forms."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "fact_set",
        sa.Column("extraction_id", number, nullable=False),
        sa.Column("mapper", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["extraction_id"], ["extraction.id"], name=op.f("fk_fact_set_extraction_id_extraction")
        ),
        sa.PrimaryKeyConstraint("extraction_id", "mapper", name=op.f("pk_fact_set")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("fact_set")
