"""A look at one page, or the few best ones behind it, as a harvest would take it: politely, and without an archive.

Nothing is kept but what ``findings`` says of each page. A page that cannot be asked for is told with its reason.
"""

from __future__ import annotations

from crawler.probe.look import look
from crawler.probe.portals import portal_of
from crawler.probe.spider import Probe
from crawler.probe.words import block, lines

__all__ = ["Probe", "block", "lines", "look", "portal_of"]
