"""What code can do that has taken over a worker, by each step of the cage that a system may have."""

import asyncio
import json
import shutil
import socket
import sys
from pathlib import Path

import py7zr
import pytest
from PIL import Image, ImageDraw

from crawler.extraction.base import Status
from crawler.extraction.sandbox import cage, landlock, libc, namespaces
from crawler.extraction.sandbox.cage import Part
from crawler.extraction.sandbox.workers import Workers

SCRIPT = str(Path(__file__).with_name("taken_over.py"))
HELD = cage.made()
needs = {
    Part.LANDLOCK: pytest.mark.skipif(Part.LANDLOCK in HELD.missing, reason="this kernel has no Landlock"),
    Part.SECCOMP: pytest.mark.skipif(Part.SECCOMP in HELD.missing, reason="no libseccomp"),
    Part.NAMESPACES: pytest.mark.skipif(bool(namespaces.why_not()), reason="no bubblewrap"),
}
STEPS = {  # what still succeeds; a write in namespaces ends in a folder of memory that nobody else sees
    (Part.LANDLOCK, Part.SECCOMP): set(),
    (Part.SECCOMP, Part.NAMESPACES): {"write"},
    (Part.LANDLOCK,): {"send", "fork", "call_a_local_server", "send_to_a_local_server", "more_memory"},
    (Part.NAMESPACES,): {"send", "write", "run", "fork", "signal_parent", "more_memory", "other_memory"},
    (): {
        "connect", "send", "call_a_local_server", "send_to_a_local_server", "write", "read", "list_folder", "home",
        "remove", "run", "fork", "signal_parent", "more_memory", "secrets", "other_memory",
    },
}  # fmt: skip


def look_around(folder, parts):
    folder.mkdir()
    (folder / "private").write_text("not for workers")

    async def read():
        with (
            socket.create_server(("127.0.0.1", 0)) as listener,
            socket.socket(socket.AF_UNIX) as local,
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as datagrams,
        ):
            local.bind(str(folder / "socket"))
            local.listen()
            datagrams.bind(str(folder / "datagrams"))
            workers = Workers(1, parts=parts)
            workers.command = (sys.executable, SCRIPT, str(listener.getsockname()[1]), str(folder))
            async with workers:
                return await workers.extract(b"hello world", "text/plain", "a.txt")

    text = asyncio.run(read())
    assert text.status is Status.OK, text.notes  # whatever it tried, the document has its status
    return {name for name, achieved in json.loads(text.text).items() if achieved is not None}


@pytest.mark.parametrize(
    "parts",
    [pytest.param(parts, marks=[needs[part] for part in parts], id="+".join(parts) or "limits") for parts in STEPS],
)
def test_code_that_took_over_a_worker_can_do_only_what_its_cage_leaves_open(tmp_path, monkeypatch, parts):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "CANARY-KEY")
    monkeypatch.setenv("NIANBAO_DATABASE_URL", "postgresql://u:CANARY-WORD@h/d")
    achieved = look_around(tmp_path / "outside", parts)
    assert achieved <= STEPS[parts]
    if not parts:  # the tries would succeed if nothing forbade them
        assert {"connect", "send", "write", "read", "run", "fork", "call_a_local_server"} <= achieved


@needs[Part.LANDLOCK]
@needs[Part.SECCOMP]
def test_the_whole_cage_says_what_it_is():
    assert HELD.closed
    assert HELD.words() == "landlock and seccomp"


def test_a_cage_without_parts_says_what_is_missing_and_why(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert cage.made([Part.NAMESPACES]).words() == (
        "limits alone; no landlock: not wanted; no seccomp: not wanted; no namespaces: bwrap is not installed"
    )


def test_an_older_kernel_gets_the_rules_that_it_knows(tmp_path, monkeypatch):
    asked = []

    def system_call(number, *arguments):
        asked.append((number, arguments))
        return 1 if number == 444 and arguments[0] is None else 9

    monkeypatch.setattr(libc, "system_call", system_call)
    landlock.Ruleset([(tmp_path, landlock.READ | landlock.WRITE)])
    (_, (_, size, _)), (_, (descriptor, *_)) = asked[1:]
    assert (size, descriptor) == (8, 9)  # of ABI 1: the file system alone


@pytest.mark.ocr
def test_readers_of_archives_and_pictures_work_in_the_cage(tmp_path):
    with py7zr.SevenZipFile(tmp_path / "a.7z", "w") as package:
        package.writestr("第一段", "a.txt")
    ImageDraw.Draw(picture := Image.new("RGB", (900, 200), "white")).text((40, 60), "REPORT", fill=0, font_size=60)
    picture.save(tmp_path / "a.png")
    files = [(tmp_path / name).read_bytes() for name in ("a.7z", "a.png")]

    async def read():
        async with Workers(1) as workers:
            return [await workers.extract(data) for data in (*files, b"Rar!\x1a\x07\x01\x00 cut")]

    seven, png, rar = asyncio.run(read())
    assert (seven.status, seven.text) == (Status.OK, "第一段")
    assert (png.status, png.text) == (Status.OK, "REPORT")
    assert rar.status is Status.CORRUPT, "its library was found"
