"""What the tests of the forms share."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))  # for printed_forms and odd_forms
