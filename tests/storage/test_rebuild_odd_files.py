"""A rebuild meets files that no harvest left whole: an empty WARC file, strangers, manifests that are all gone."""

from pathlib import Path

import pytest
from invented_portal import CODE, HOME, NAME, harvest

from storage.audit import fixity
from storage.rebuild.rebuilding import rebuild
from storage.rebuild.unsealed import PortalFacts

OWNER = PortalFacts(CODE, NAME, HOME)


def lose(site):
    for path in Path(site.database_url.removeprefix("sqlite:///")).parent.glob("nianbao.db*"):
        path.unlink()


def faults_of(site):
    lose(site)
    faults = []
    rebuild(
        site.database_url,
        site.archive_url,
        lambda _url: OWNER,
        say=lambda _line: None,
        fault=faults.append,
        spool=str(site.spool),
    )
    return faults


def test_an_empty_warc_file_leaves_no_fault(small):
    growing = Path(small.archive_url) / "warc/2026/20261129T234946Z-2c1e-00000.warc.gz.open"
    growing.parent.mkdir(parents=True)
    growing.touch()
    assert faults_of(small) == []
    assert not growing.exists()
    with small.read() as reader:
        assert list(fixity.faults(reader)) == []


@pytest.mark.parametrize(
    "stranger", ["warc/2026/foreign.warc.gz", "warc/2026/a-b.warc.gz", "manifests/notes.json", "journal/2026/x.gz"]
)
def test_a_file_of_others_is_named_and_left(small, stranger):
    harvest(small.open())
    path = small.directory / stranger
    path.write_bytes(b"{}")
    faults = faults_of(small)
    assert len(faults) == 1
    assert path.name in faults[0]
    assert path.read_bytes() == b"{}"


def test_sealed_runs_without_their_manifests_are_named(small):
    for _ in range(3):
        harvest(small.open())
    manifests = sorted(small.directory.glob("manifests/*.json"))
    for path in manifests:
        path.unlink()
    faults = faults_of(small)
    assert faults == [f"manifests/{path.name}: the manifest is missing" for path in manifests[:-1]]
