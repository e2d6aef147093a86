"""A biased coin: so that every share is named where it is used."""

from __future__ import annotations

import random


def chance(rng: random.Random, share: float) -> bool:
    """Return true in this share of the calls."""
    return rng.random() < share
