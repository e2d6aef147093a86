"""``scrapy fixity`` as a cron job sees it: exit status and lines. What it finds is tested with ``storage.audit.fixity``."""

from invented_archive import Town


def test_an_archive_as_it_was_has_no_fault_and_a_changed_one_a_line_each(place):
    place.harvest(Town("贺兰县金贵镇人民政府", 2020), Town("贺兰县金贵镇人民政府", 2021))
    sound = place.run("fixity")
    assert (sound.returncode, sound.stdout, sound.stderr) == (0, "", "no fault\n")
    blobs = sorted(path for path in place.path.glob("archive/blobs/**/*") if path.is_file())
    blobs[0].write_bytes(b"forged")
    blobs[1].unlink()
    changed = place.run("fixity")
    assert changed.returncode == 1
    assert len(changed.stdout.splitlines()) == 2
    assert blobs[0].name in changed.stdout
    assert blobs[1].name in changed.stdout
    assert changed.stderr == "2 faults: something has changed the archive\n"
