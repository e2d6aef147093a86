"""What the commands on an archive share: which one, which portals, and one line when something is wrong."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler import health
from crawler.program import name_program, program
from crawler.speaking import speak_anywhere, tell

if TYPE_CHECKING:
    from spiders.portals import Portal
    from storage.queries import ArchiveReader


class ArchiveCommand(ScrapyCommand):
    """A command on the archive that the settings name. Subclasses implement ``work``."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, object]] = {"LOG_ENABLED": False}

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add Scrapy's options; ``--help`` says how we were called."""
        super().add_options(parser)
        name_program(parser)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do the work; what the world or the user got wrong is one line on stderr and the contract's exit status."""
        from spiders.errors import RegistryError, SelectionError
        from storage.errors import ArchiveLockedError, StorageError

        speak_anywhere()
        try:
            self.exitcode = self.work(args, opts)
        except ArchiveLockedError as error:
            self._end(health.LOCKED, error)
        except StorageError as error:
            self._end(health.STORAGE, error)
        except (RegistryError, SelectionError, UsageError) as error:
            self._end(health.USAGE, error)
        except BrokenPipeError:  # the reader of our stdout has seen enough
            sys.stderr.close()  # noqa: TID251 - the interpreter would complain at its end
        except KeyboardInterrupt:
            self._end(health.INTERRUPTED, "interrupted")

    def _end(self, status: int, reason: object) -> None:
        tell(f"{program()} {type(self).__module__.rpartition('.')[2]}: {reason}")
        self.exitcode = status

    work: Callable[[list[str], argparse.Namespace], int]

    def reader(self) -> ArchiveReader:
        """Open the archive for reading."""
        from storage.queries import ArchiveReader

        assert self.settings is not None
        return ArchiveReader.open(self.settings["DATABASE_URL"], self.settings["ARCHIVE_URL"])

    @cached_property
    def registry(self) -> dict[str, Portal]:
        """The portals of PORTALS_PATH, by code."""
        from spiders.portals import load_portals

        assert self.settings is not None
        return load_portals(self.settings["PORTALS_PATH"].split(":"))

    def codes(self, selection: str | None) -> list[str] | None:
        """Return the codes of ``--portals``; None when it was not given."""
        from spiders.portals import select

        if not selection:
            return None
        return [portal.code for portal in select(self.registry, selection, gone=True)]  # the archive has them still

    @staticmethod
    def years(selection: str | None) -> frozenset[int] | None:
        """Return the years of ``--years``; None when it was not given."""
        from spiders.portals import years

        return years(selection) if selection else None


def add_portals(parser: argparse.ArgumentParser) -> None:
    """Add ``--portals``."""
    parser.add_argument("--portals", metavar="SEL", help="codes, code prefixes or names; default: all in the archive")


def add_selection(parser: argparse.ArgumentParser) -> None:
    """Add ``--portals`` and ``--years``."""
    add_portals(parser)
    parser.add_argument("--years", metavar="YEARS", help="report years such as 2019-2021,2023; default: all")
