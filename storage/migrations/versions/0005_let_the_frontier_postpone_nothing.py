"""Let the frontier postpone nothing: nobody ever did."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("frontier", schema=None) as batch_op:
        batch_op.drop_column("tries")
        batch_op.drop_column("next_at")


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("frontier", schema=None) as batch_op:
        batch_op.add_column(sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("next_at", sa.DateTime(timezone=True), nullable=True))
