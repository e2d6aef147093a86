"""What the tests of the commands share."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))  # for invented_archive

from invented_archive import Place


@pytest.fixture
def place(tmp_path):
    """Where an archive may be made."""
    return Place(tmp_path)
