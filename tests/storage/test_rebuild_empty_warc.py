"""A run that was killed before its first record reached the disk leaves an empty WARC file: nothing to be told of it."""

from pathlib import Path

from invented_portal import CODE, HOME, NAME

from storage.audit import fixity
from storage.rebuild.rebuilding import rebuild
from storage.rebuild.unsealed import PortalFacts


def test_an_empty_warc_file_leaves_no_fault(small):
    growing = Path(small.archive_url) / "warc/2026/20261129T234946Z-2c1e-00000.warc.gz.open"
    growing.parent.mkdir(parents=True)
    growing.touch()
    Path(small.database_url.removeprefix("sqlite:///")).unlink()
    faults = []
    owner = PortalFacts(CODE, NAME, HOME)
    rebuild(
        small.database_url,
        small.archive_url,
        lambda _url: owner,
        say=lambda _line: None,
        fault=faults.append,
        spool=str(small.spool),
    )
    assert faults == []
    assert not growing.exists()
    with small.read() as reader:
        assert list(fixity.faults(reader)) == []
