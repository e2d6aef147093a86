"""A sound archive vouches for every document, in a directory and in an object store, also where bytes came again."""

from __future__ import annotations

import invented_portal as portal
import pytest
from sqlalchemy import select

from storage import models
from storage.queries import Selected
from storage.release.soundness import Soundness


def unsound(site, **selected):
    with site.read() as reader:
        return [
            one.document.id
            for one in Soundness(reader, site.archive_url, str(site.spool)).unsound(Selected(**selected))
        ]


def test_a_sound_archive_vouches_for_all(site):
    portal.harvest(site.open())
    portal.harvest(site.open())
    with site.read() as reader:
        kinds = {kind for (kind,) in reader.rows(select(models.Fetch.record_type))}
    assert "revisit" in kinds
    assert unsound(site) == []


@pytest.mark.parametrize("pattern", ["blobs/**/*", "warc/**/*.warc.gz"])
def test_what_is_selected_is_judged(small, pattern):
    portal.harvest(small.open())
    for path in small.directory.glob(pattern):
        if path.is_file():
            path.write_bytes(b"forged")
    found = unsound(small)
    assert len(found) == portal.LISTS * portal.REPORTS
    assert unsound(small, without=found[1:]) == found[:1]
    assert unsound(small, years={2010}) == [one for one in found if "-2010-" in one]
