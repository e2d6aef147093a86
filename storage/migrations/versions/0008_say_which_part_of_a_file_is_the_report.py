"""Say which part of a page or an archive with several reports a version's file is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("file", sa.Column("part", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("extraction", sa.Column("members", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("extraction", schema=None) as batch_op:
        batch_op.drop_column("members")
    with op.batch_alter_table("file", schema=None) as batch_op:
        batch_op.drop_column("part")
