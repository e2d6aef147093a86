"""A site's folder: written beside its place, and moved there when it is whole. Only a site of ours is ever replaced."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.errors import StorageError, as_storage_error

MARK = "nianbao-site.json"  # what tells a site of ours


class SiteFolder:
    """A folder that grows. Names are ours: no stranger's text is ever part of one."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def write(self, name: str, data: bytes) -> None:
        """Write a file. Raises StorageError."""
        path = self._root / name
        with as_storage_error(f"cannot write {path}"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def refusal(place: Path) -> str | None:
    """Return in words why no site may be written to this place, or None."""
    if not place.exists() or (place / MARK).is_file():
        return None
    if not place.is_dir():
        return f"{place} is a file: name a folder for the site"
    if any(place.iterdir()):
        return f"{place} holds something that is no site of ours: name a new folder, or empty this one"
    return None


@contextmanager
def whole(place: Path) -> Iterator[SiteFolder]:
    """Give a folder to fill that takes the place of ``place`` when the block ends well, and is removed otherwise."""
    place = place.resolve()
    growing = place.with_name(f".{place.name}.{os.getpid()}.new")
    old = place.with_name(f".{place.name}.{os.getpid()}.old")
    try:
        with as_storage_error(f"cannot write {growing}"):
            growing.mkdir(parents=True)
        folder = SiteFolder(growing)
        yield folder
        folder.write(MARK, (json.dumps({"made_by": "scrapy site", "schema": 1}) + "\n").encode())
        with as_storage_error(f"cannot write {place}"):
            if words := refusal(place):  # somebody may have put something there meanwhile
                raise StorageError(words)
            if place.exists():
                place.rename(old)
            growing.rename(place)
    finally:
        if old.exists() and not place.exists():
            old.rename(place)
        for left in (growing, old):
            shutil.rmtree(left, ignore_errors=True)
