"""Miniature portals of real counties, served on loopback: demo, tests and benchmark crawl the same sites.

Everything is generated from a seed when a portal starts; every sentence is invented. ``Replica`` serves the
portals in a child process, ``truth`` says which report stands where. The spider never imports this package.
"""

from __future__ import annotations

from tests.replica.answer_key import Change, Lookalike, TrueFile, TrueReport
from tests.replica.child import Replica
from tests.replica.world import DEFAULT_SEED, changes, lookalikes, truth

__all__ = ["DEFAULT_SEED", "Change", "Lookalike", "Replica", "TrueFile", "TrueReport", "changes", "lookalikes", "truth"]
