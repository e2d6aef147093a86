"""From a page that is misread to a recorded case for the tests: the page, what belongs to it, what is made of it now.

The answer comes from the archive, or from a look at the portal. The maintainer corrects ``case.json``, then the code.
"""

from __future__ import annotations

from crawler.case.anonymous import StandIns
from crawler.case.archived import archived
from crawler.case.asked import asked
from crawler.case.expected import expected
from crawler.case.folder import write
from crawler.case.page import CasePage, rewritten, self_contained

__all__ = ["CasePage", "StandIns", "archived", "asked", "expected", "rewritten", "self_contained", "write"]
