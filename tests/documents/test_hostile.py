"""Every hostile file ends in its own kind, within the limits, and the workers live on."""

import asyncio
from pathlib import Path

import hostile
import pytest

from crawler.extraction.base import Status
from crawler.extraction.sandbox.workers import Workers

CASES = list(hostile.cases())


@pytest.fixture(scope="module")
def readings():
    """All files read once, side by side. CPU time is the limit that bites: the clock depends on the machine's other work."""

    async def read_all():
        async with Workers(2, wall_seconds=60, cpu_seconds=2, memory_bytes=1_500_000_000) as workers:
            texts = await asyncio.gather(*(workers.extract(case.make(), "", case.name) for case in CASES))
            sane = await workers.extract("<html><body><p>照常工作</p></body></html>".encode(), "text/html", "sane.html")
            return dict(zip((case.name for case in CASES), texts, strict=True)), sane

    return asyncio.run(read_all())


def test_there_are_enough_of_them():
    assert len(CASES) >= 100
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_it_ends_in_its_own_kind(case, readings):
    text = readings[0][case.name]
    assert text.status in case.kinds, text.notes
    if text.status is Status.OK:
        assert case.contains in text.text
    else:
        assert not text.text
        assert text.status is Status.EMPTY or text.notes, "a failure says why"


def test_no_file_of_the_machine_is_read_or_written(readings):
    assert not any(hostile.SECRET in text.text for text in readings[0].values())
    assert not Path("/tmp/nianbao_escaped.html").exists()
    assert not Path("/etc/nianbao_escaped.html").exists()


def test_the_workers_live_on(readings):
    assert readings[1].text == "照常工作"
