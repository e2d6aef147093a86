"""Forget the links and memories that an older version wrote down: their JSON has another form now.

Nothing of the corpus is lost: an open visit begins anew from its seeds, and a known report is found again by its lists.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Empty the working state of cycles; what was fetched, seen and kept stays."""
    op.execute(sa.text("DELETE FROM frontier"))
    op.execute(sa.text("DELETE FROM factor"))
    op.execute(sa.text("UPDATE visit SET memory = '{}'"))
    op.execute(sa.text("UPDATE resource SET payload = '{}'"))


def downgrade() -> None:
    """Do the same: the older version does not read the newer form either."""
    upgrade()
