"""Who may write, read and visit beside whom."""

from __future__ import annotations

import os
import threading

import dying
import invented_portal as portal
import pytest
from invented_portal import CODE, HOME, NAME, RUN, candidate, unit

from storage.archive import Archive
from storage.audit import fixity
from storage.errors import ArchiveLockedError


def test_one_run_at_a_time_on_sqlite(small):
    first = small.open()
    who = rf"another run holds this archive \(pid {os.getpid()} since 20\d\d-.*\); wait for it, or stop it with `kill"
    with pytest.raises(ArchiveLockedError, match=who):
        small.open()
    first.close()
    small.open().close()


def test_a_forked_child_does_not_keep_the_lock(small):
    with dying.Nursery() as nursery:
        assert nursery.harvest(small, fuse=21) == -9
        small.open().close()


def test_a_harvest_is_read_while_it_writes(small, opened):
    archive = opened(small)
    archive.begin_run(**RUN)
    visit = archive.begin_visit(CODE, NAME, HOME).id
    stop = threading.Event()
    failures: list[BaseException] = []

    def read() -> None:
        try:
            while not stop.is_set():
                with small.read() as reader:
                    reader.visits()
        except BaseException as error:  # noqa: BLE001 – a thread's failure is the test's
            failures.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    for n in range(100):
        archive.frontier(visit).enqueue([candidate(f"{HOME}{n}")])
        archive.record(unit(visit, f"{HOME}{n}", b"x" * n))
        archive.commit()
    stop.set()
    thread.join()
    assert failures == []


def test_harvests_side_by_side_on_postgresql(large):
    """Two harvests that share payloads and extractions, with commits that cross each other all the time."""
    archives = [large.open(batch_seconds=0.0) for _ in range(2)]
    errors: list[BaseException] = []

    def work(archive: Archive, code: str, backwards: bool) -> None:
        try:
            archive.begin_run(**RUN)
            visit = archive.begin_visit(code, NAME, HOME).id
            order = range(40, 0, -1) if backwards else range(40)
            for n in order:
                archive.frontier(visit).enqueue([candidate(f"{HOME}{n}", kind="report")])
                archive.record(
                    unit(visit, f"{HOME}{n}", b"shared %d" % n, kind="report", extracted=portal.extracted(f"{n}"))
                )
                if n % 3 == 0:
                    archive.commit()
            archive.end_visit(visit, "complete", "")
            archive.end_run(0, "")
        except BaseException as error:  # noqa: BLE001 – a thread's failure is the test's
            errors.append(error)

    threads = [
        threading.Thread(target=work, args=(archive, f"64000{n}", bool(n))) for n, archive in enumerate(archives)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for archive in archives:
        archive.close()
    assert errors == []
    with large.read() as reader:
        assert list(fixity.faults(reader)) == []
        assert len(dict(reader.store.names("blobs/"))) == 41


def test_one_portal_is_visited_once_at_a_time_on_postgresql(large, opened):
    one, two = opened(large), opened(large)
    one.begin_run(**RUN)
    two.begin_run(**RUN)
    visit = one.begin_visit(CODE, NAME, HOME).id
    with pytest.raises(ArchiveLockedError, match=CODE):
        two.begin_visit(CODE, NAME, HOME)
    other = two.begin_visit("640205", NAME, HOME).id
    one.end_visit(visit, "complete", "")
    again = two.begin_visit(CODE, NAME, HOME).id
    two.end_visit(again, "complete", "")
    two.end_visit(other, "complete", "")


def test_opening_beside_a_living_harvest_leaves_its_files_alone(large, opened):
    one = opened(large)
    one.begin_run(**RUN)
    visit = one.begin_visit(CODE, NAME, HOME).id
    one.frontier(visit).enqueue([candidate("a"), candidate("b")])
    one.record(unit(visit, "a"))
    one.commit()
    two = opened(large)
    assert two._access.notes == []
    one.record(unit(visit, "b", b"more"))
    one.end_visit(visit, "complete", "")
    one.end_run(0, "")
    with large.read() as reader:
        assert list(fixity.faults(reader)) == []
