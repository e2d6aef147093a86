"""An answer as a page: decoded, parsed once, its links and words at hand. Bounded on every side; never raises on bytes.

Knows HTML and how Chinese public bodies mark it up; knows no family, no portal and no score.
"""

from spiders.pages.anchors import Anchor
from spiders.pages.page import Page, page_of

__all__ = ["Anchor", "Page", "page_of"]
