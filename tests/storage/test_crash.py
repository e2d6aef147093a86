from __future__ import annotations

import random

import dying
import invented_portal as portal
from invented_portal import Site, contents


def test_the_portal_is_worth_the_trouble(undisturbed):
    assert len(undisturbed["export"]) == portal.LISTS * portal.REPORTS
    assert undisturbed["all_fetches"]
    assert undisturbed["answers"]
    assert undisturbed["frontier"] == []


def finish(site: Site, nursery: dying.Nursery) -> None:
    assert nursery.harvest(site) == 0
    site.open().close()  # mends what a server believed alive while the last harvest opened the archive


def test_killed_at_every_kind_of_step(site, undisturbed):
    steps = random.Random(4)
    with dying.Nursery() as nursery:
        codes = []
        while 0 not in codes and len(codes) < 24:
            codes.append(nursery.harvest(site, fuse=steps.choice([1, 2, 3, 5, 8, 13, 21, 34, 55, 89])))
        assert codes.count(-9) >= 12
        assert set(codes) <= {0, -9}
        finish(site, nursery)
    assert contents(site) == undisturbed


def test_killed_at_random_instants(small, undisturbed):
    moments = random.Random(9)
    with dying.Nursery() as nursery:
        codes = [nursery.harvest(small, seconds=moments.uniform(0.02, 0.4)) for _ in range(12)]
        assert codes.count(-9) >= 5
        finish(small, nursery)
    assert contents(small) == undisturbed
