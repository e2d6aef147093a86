import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # the generators are modules of this folder, and of no package
