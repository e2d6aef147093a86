"""``nianbao``: Scrapy's command line with our settings, in any folder; ``scrapy`` in a checkout is the same."""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys

from scrapy.cmdline import execute

from crawler import SOFTWARE, commands
from crawler.speaking import say_block

SETTINGS_MODULE = "crawler.settings"


def main() -> None:
    """Run the command that ``sys.argv`` names; without one, say which there are, or with ``--version`` who we are."""
    os.environ["SCRAPY_SETTINGS_MODULE"] = SETTINGS_MODULE
    words = sys.argv[1:]
    if any(not word.startswith("-") for word in words):
        execute()
    say_block(SOFTWARE if "--version" in words else overview())


def overview() -> str:
    """Return what ``nianbao --help`` says: our commands, each with what it does."""
    names = sorted(module.name for module in pkgutil.iter_modules(commands.__path__))
    lines = [SOFTWARE, "", "Usage: nianbao COMMAND [options] [arguments]", ""]
    for name in names:
        command = importlib.import_module(f"{commands.__name__}.{name}").Command()
        lines.append(f"  {name:<10} {command.short_desc()}")
    return "\n".join([*lines, "", "nianbao COMMAND --help tells the options and the exit status of each."])


if __name__ == "__main__":
    main()
