"""Pages are read beside the event loop, each in bounded time, and what takes too long is a recorded failure."""

import asyncio
import threading
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import HtmlResponse

from crawler.harvest.page_readers import PageReaders
from crawler.harvest.stalls import Stalls
from crawler.versions.similarity import normal
from spiders.county_portals import CountyPortals
from spiders.discovery import answers
from spiders.errors import PageTimeoutError
from spiders.items import Kind
from tests.spiders.discovery.lab import HOME, PORTAL, as_link, listing


def spin():
    while True:
        pass


def test_a_reading_that_takes_too_long_is_interrupted_and_its_thread_reads_on():
    async def read():
        readers = PageReaders(seconds=0.3)
        outcomes = await asyncio.gather(*(readers(spin) for _ in range(3)), return_exceptions=True)
        after = [await readers(threading.get_ident) for _ in range(40)]
        readers.close()
        return outcomes, after

    outcomes, after = asyncio.run(read())
    assert [type(outcome) for outcome in outcomes] == [PageTimeoutError] * 3
    assert all(after)


def test_many_that_end_just_at_their_limit_end_one_way_or_the_other_and_hurt_nobody():
    async def read():
        readers = PageReaders(seconds=0.01)

        def just_at_the_limit():
            end = time.monotonic() + 0.26  # when the first look comes
            while time.monotonic() < end:
                pass
            return "done"

        outcomes = []
        for _ in range(8):
            outcomes += await asyncio.gather(*(readers(just_at_the_limit) for _ in range(2)), return_exceptions=True)
        readers.close()
        return outcomes

    assert {str(type(outcome)) if outcome != "done" else outcome for outcome in asyncio.run(read())} <= {
        "done",
        str(PageTimeoutError),
    }


def test_our_own_mistakes_are_raised():
    async def read():
        readers = PageReaders()
        try:
            await readers(lambda: 1 / 0)
        finally:
            readers.close()

    with pytest.raises(ZeroDivisionError):
        asyncio.run(read())


def test_the_others_go_on_meanwhile_and_the_loop_is_not_held():
    async def read():
        readers, stalls = PageReaders(seconds=0.5), Stalls()
        stalls.start(asyncio.Task.cancelled)
        hostile = asyncio.ensure_future(readers(spin))
        read = [await readers(lambda: "honest") for _ in range(20)]
        pending = not hostile.done()
        with pytest.raises(PageTimeoutError):
            await hostile
        stalls.stop()
        readers.close()
        return read, pending

    assert asyncio.run(read()) == (["honest"] * 20, True)


def test_a_page_that_took_too_long_is_a_loss_of_its_visit(monkeypatch):
    spider = CountyPortals([PORTAL], {}, 100)
    explorer = spider.explore(PORTAL.code, None)
    explorer.read(HtmlResponse(HOME, body=listing().encode()), explorer.seeds()[0])
    monkeypatch.setattr(answers, "read_page", lambda *_: spin())

    async def parse():
        readers = spider.apart = PageReaders(seconds=0.3)
        response = HtmlResponse(
            f"{HOME}nb/", body=listing(("1.html", "年报")).encode(), headers={"Content-Type": "text/html"}
        )
        readings = [reading async for reading in spider.parse(response, PORTAL.code, as_link(f"{HOME}nb/", Kind.LIST))]
        readers.close()
        return readings

    (reading,) = asyncio.run(parse())
    assert reading.reason == "page_timeout"
    outcome, reason = explorer.verdict()
    assert outcome == "incomplete"
    assert "page_timeout" in reason


@given(
    st.text(st.sampled_from("年报 \t\n\u3000\u00a0ａ１㈠¨e\u0301\u0308가ᄀ\u1161\u11a8ﾊﾟ\ufdfa"), max_size=40)
    | st.text(max_size=40)
)
def test_text_is_normalised_piece_by_piece_as_in_one(text):
    assert normal(text) == "".join(unicodedata.normalize("NFKC", text).split())
