"""What a person reads on a terminal: one sentence for what went wrong, and who holds an archive."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from invented_archive import ROOT, Town

TOWN = Town("贺兰县甲镇人民政府", 2020)


def said(place, *arguments, stdout=subprocess.PIPE, **environment):
    env = {**os.environ, **{f"NIANBAO_{name}": value for name, value in place.settings.items()}, **environment}
    command = [sys.executable, "-m", "scrapy", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False)


def test_a_misspelt_spider_is_one_sentence(place):
    done = said(place, "crawl", "county_portal")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.rstrip().endswith("scrapy crawl county_portals")


def test_a_terminal_that_lacks_chinese_gets_escapes(place):
    place.harvest(TOWN)
    done = said(place, "status", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(r"640122 \u8d3a\u5170\u53bf: complete")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a Linux device")
def test_a_full_disk_behind_stdout_is_one_sentence(place):
    place.harvest(TOWN)
    with Path("/dev/full").open("w") as full:
        done = said(place, "export", "-", stdout=full)
    words = "scrapy export: cannot write to stdout: No space left on device"
    assert (done.returncode, done.stderr.splitlines()[-1]) == (5, words)
    assert "Traceback" not in done.stderr


def test_who_holds_an_archive_is_told_while_it_does(place):
    place.harvest(TOWN)
    archive = place.open()
    assert place.run("status").stdout.startswith(f"a harvest is running: pid {os.getpid()}, since 20")
    held = place.run("health", "--accept", "640122")
    assert held.returncode == 6
    assert f"pid {os.getpid()} since" in held.stderr
    archive.close()
    assert place.run("status").stdout.startswith("640122 ")


def test_a_database_that_is_lost_is_told_from_one_that_never_was(place):
    never = place.run("status")
    assert (never.returncode, "rebuild" in never.stderr) == (5, False)
    place.harvest(TOWN)
    for file in place.path.glob("*.db*"):
        file.unlink() if file.is_file() else shutil.rmtree(file)
    for command in ("status", "coverage", "fixity"):
        lost = place.run(command)
        assert (lost.returncode, lost.stderr.count("\n")) == (5, 1)
        assert "scrapy rebuild" in lost.stderr
