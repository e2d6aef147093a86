"""Remember what the newest journal says of the rows that visits change."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "journalled_row",
        sa.Column("portal", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("moving", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("portal", "name", "key", name=op.f("pk_journalled_row")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("journalled_row")
