"""What the tests of health share."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))  # for invented_history
