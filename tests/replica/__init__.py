"""Miniature portals of real counties, served on loopback: demo, tests and benchmark crawl the same sites.

Everything is generated from a seed when a portal starts; every sentence is invented. ``Replica`` serves the
portals in a child process, ``truth`` says which report stands where. To the product this is one of the worlds
that its setting REPLICA may name (``crawler.built_in_world``): it never imports this package by itself.
"""

from __future__ import annotations

from tests.replica.answer_key import Change, Lookalike, TrueFile, TrueReport
from tests.replica.child import Replica
from tests.replica.registry import usual_port
from tests.replica.world import DEFAULT_SEED, changes, lookalikes, truth

__all__ = [
    "DEFAULT_SEED",
    "Change",
    "Lookalike",
    "Replica",
    "TrueFile",
    "TrueReport",
    "changes",
    "lookalikes",
    "serve",
    "truth",
    "usual_port",
]


def serve(port: int = 0) -> Replica:
    """Return the founding portals, to be served on consecutive ports from ``port`` on; 0: free ones."""
    return Replica(port=port)
