import asyncio
import os
import signal
import subprocess
import sys
import time
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from crawler.extraction.base import Status
from crawler.extraction.sandbox.cage import Part
from crawler.extraction.sandbox.workers import Workers

BARE = ()  # without the parts that forbid what these documents do: limits, clock and cleaning up are tried by themselves
HOSTILE = (sys.executable, str(Path(__file__).with_name("hostile_readers.py")))


@asynccontextmanager
async def hostile(size=2, wall_seconds=30, cpu_seconds=20, memory_bytes=1_500_000_000, *, parts=tuple(Part)):
    workers = Workers(size, wall_seconds=wall_seconds, cpu_seconds=cpu_seconds, memory_bytes=memory_bytes, parts=parts)
    workers.command = HOSTILE
    async with workers:
        yield workers


def ask(orders, size=2, wall_seconds=30, cpu_seconds=20, memory_bytes=1_500_000_000, *, parts=tuple(Part)):
    async def run():
        async with hostile(size, wall_seconds, cpu_seconds, memory_bytes, parts=parts) as workers:
            return await asyncio.gather(*(workers.extract(order.encode()) for order in orders))

    return asyncio.run(run())


def alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def gone(pids, seconds=10):
    end = time.monotonic() + seconds
    while any(map(alive, pids)):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


ENDS = {
    "spin": (Status.TIMEOUT, "clock"),
    "sleep": (Status.TIMEOUT, "clock"),
    "allocate": (Status.OUT_OF_MEMORY, "memory"),
    "native": (Status.OUT_OF_MEMORY, ""),
    "abort": (Status.CRASHED, "SIG"),
    "segfault": (Status.CRASHED, "SIGSEGV"),
    "exit 3": (Status.CRASHED, "exit 3"),
    "exit 0": (Status.CRASHED, "no result"),
    "raise this": (Status.CRASHED, "KeyError: 'this'"),
    "shout 12000000": (Status.CORRUPT, "bytes of text"),
    "lock": (Status.ENCRYPTED, "password"),
    "stderr": (Status.OK, ""),
    "scratch": (Status.CRASHED, "not permitted"),
    "fine": (Status.OK, ""),
}


@pytest.fixture(scope="module")
def ends():
    return dict(zip(ENDS, ask(ENDS, size=3, wall_seconds=12, memory_bytes=600_000_000), strict=True))


@pytest.mark.parametrize("order", ENDS)
def test_each_end_has_its_own_status_and_disturbs_no_other(ends, order):
    status, note = ENDS[order]
    text = ends[order]
    assert (text.status, text.extractor, text.version, text.media_type) == (status, "hostile", 7, "text/plain")
    assert note in "".join(text.notes)


def test_the_cpu_limit_counts_even_when_the_clock_does_not():
    (text,) = ask(["spin"], wall_seconds=60, cpu_seconds=1)
    assert text.status is Status.TIMEOUT


def test_documents_are_read_side_by_side(tmp_path):
    texts = ask([f"meet {tmp_path} 4"] * 4, size=4, wall_seconds=20, parts=BARE)  # each waits for the three others
    assert [text.status for text in texts] == [Status.OK] * 4


def test_a_reader_states_its_own_limits():
    async def run():
        async with hostile(wall_seconds=0.5, memory_bytes=2_000_000_000) as workers:
            return await asyncio.gather(*(workers.extract(b"GIF89a" + order) for order in (b"nap 1.5", b"allocate")))

    napped, allocated = asyncio.run(run())
    assert (napped.status, napped.extractor) == (Status.OK, "patient")
    assert allocated.status is Status.OUT_OF_MEMORY


def test_helpers_die_with_their_document(tmp_path):
    listed = tmp_path / "pids"
    (text,) = ask([f"helper {listed}"], wall_seconds=1, parts=BARE)
    assert text.status is Status.TIMEOUT
    assert gone(map(int, listed.read_text().split()))


def test_a_killed_server_is_replaced():
    async def run():
        async with hostile(size=2) as workers:
            before = int((await workers.extract(b"pid")).text)
            napping = asyncio.ensure_future(workers.extract(b"nap 1"))
            await asyncio.sleep(0.3)
            os.kill(before, signal.SIGKILL)
            napped = await napping
            after = int((await workers.extract(b"pid")).text)
            return before, after, napped.status

    before, after, status = asyncio.run(run())
    assert before != after
    assert status is Status.OK  # the document was not to blame: it was read again


def test_a_document_that_kills_server_or_worker_twice_has_crashed():
    killer, suicide, fine = ask(["patricide", "suicide", "fine"], size=1, parts=BARE)
    assert killer.status is Status.CRASHED
    assert suicide.status is Status.CRASHED
    assert fine.status is Status.OK


def test_everything_dies_with_the_parent(tmp_path):
    listed = tmp_path / "pids"
    program = f"""
import asyncio, os, sys
sys.path.insert(0, {str(Path(__file__).parents[3])!r})
from crawler.extraction.sandbox.workers import Workers
async def run():
    workers = Workers(parts=())
    workers.command = {HOSTILE!r}
    await workers.start()
    print(workers._server.pid, flush=True)
    await workers.extract(b"helper {listed}")
asyncio.run(run())
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as parent:
        server = int(parent.stdout.readline())
        while not (listed.exists() and len(listed.read_text().split()) == 3):
            time.sleep(0.05)
        parent.kill()
    assert gone([server, *map(int, listed.read_text().split()[:2])])


def test_large_documents_travel():
    async def run():
        async with Workers() as workers:
            return await workers.extract(b"<p>" + "第一段。".encode() * 500_000 + b"</p>", "text/html")

    text = asyncio.run(run())
    assert text.status is Status.OK
    assert len(text.text) == 4 * 500_000


def test_a_server_that_cannot_start_is_our_mistake():
    async def run():
        workers = Workers()
        workers.command = (sys.executable, "-c", "raise SystemExit(1)")
        async with workers:
            pass

    with pytest.raises(RuntimeError, match="does not start"):
        asyncio.run(run())
