"""Finding every report of a portal from its home page: which links are worth asking for, in which order, when to stop.

Pure: reads answers, never asks. What it learns of a portal is JSON, so that a crash costs nothing.
"""

from spiders.discovery.explorer import Explorer
from spiders.discovery.javascript_pages import lessons

__all__ = ["Explorer", "lessons"]
