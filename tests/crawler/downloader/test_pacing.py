"""A slot's pace: the registry's, AutoThrottle's, robots.txt's."""

import time
from types import SimpleNamespace

import pytest
from scrapy.core.downloader import Slot
from scrapy.settings import Settings

from crawler.downloader.pacing import Pacing
from tests.crawler.harvest_portal import CODE, COUNTY, LIST, SETTINGS, Served, usual

SLOT = "www.x.gov.cn"


@pytest.fixture
def pacing():
    """Of Scrapy's crawler it knows the settings and the downloader's slots."""
    return Pacing(SimpleNamespace(settings=Settings(), engine=SimpleNamespace(downloader=SimpleNamespace(slots={}))))


@pytest.mark.parametrize(
    ("there", "registry", "robots", "delay"),
    [
        (None, None, 0.0, None),  # the downloader makes it
        (None, 5.0, 0.0, 5.0),
        (None, None, 3.0, 3.0),
        (None, 5.0, 9.0, 9.0),
        (1.0, None, 0.0, 1.0),
        (8.0, None, 3.0, 8.0),  # AutoThrottle has slowed it down
        (1.0, None, 3.0, 3.0),
        (1.0, 5.0, 0.0, 5.0),  # made for robots.txt, before the portal's first request
        (1.0, 0.0, 0.0, 0.0),
        (1.0, 5.0, 9.0, 9.0),
    ],
)
def test_a_slot_has_the_registrys_delay_and_at_least_what_robots_asks(pacing, there, registry, robots, delay):
    slots = pacing.crawler.engine.downloader.slots
    if there is not None:
        slots[SLOT] = Slot(1, there, 0.0)
    if robots:
        pacing.least[SLOT] = robots
    pacing.pace(SLOT, registry)
    assert (slots[SLOT].delay if SLOT in slots else None) == delay


def test_a_slow_robots_txt_does_not_slow_down_what_follows(make_corpus):
    """AutoThrottle would wait as long as the first answer took: a server that wakes up is not a slow one."""
    asked = {}

    def answers(target, headers):
        asked.setdefault(target, time.monotonic())
        if target == "/robots.txt":
            time.sleep(2.5)
        return usual(target, headers)

    portal, corpus = Served(answers), make_corpus("slow_robots")
    registry = corpus.path / "portal.toml"
    registry.write_text(f'["{CODE}"]\nname = "{COUNTY}"\nhome = "{portal.home}"\n', "utf-8")
    given = {**SETTINGS, "PORTALS_PATH": registry, "DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_START_DELAY": 0}
    arguments = [part for name, value in given.items() for part in ("-s", f"{name}={value}")]
    process = corpus.run("crawl", "county_portals", "-a", f"portals={CODE}", *arguments)
    portal.close()
    assert process.returncode == 0, process.stderr
    assert asked[LIST] - asked["/"] < 1.0
