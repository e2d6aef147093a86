"""By which name the user called us: ``nianbao`` once installed, ``scrapy`` in a checkout."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def program() -> str:
    """Return ``nianbao`` or ``scrapy``."""
    return "nianbao" if Path(sys.argv[0]).stem == "nianbao" else "scrapy"


def name_program(parser: argparse.ArgumentParser) -> None:
    """Put that name into a usage that Scrapy has begun with its own."""
    if parser.usage is not None:
        parser.usage = parser.usage.replace("scrapy", program(), 1)
