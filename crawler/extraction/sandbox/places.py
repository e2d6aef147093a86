"""What a caged process may reach of the file system: the code that it runs, and the little that libraries look up."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from crawler.extraction import libreoffice
from crawler.extraction.sandbox.landlock import READ, RUN, WRITE, FileAccess

Place = tuple[Path, FileAccess]
_PACKAGES = Path(__file__).parents[3]
_OURS = ("crawler", "spiders")  # not their folder: a checkout holds the archive and the database too
_INSTALLED = {"site-packages", "dist-packages"}
_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", f"{sys.base_prefix}/lib")
_LOOKED_UP = (
    "/etc/ld.so.cache", "/etc/localtime", "/usr/share/zoneinfo", "/dev/urandom", "/dev/zero",
    "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/sys/devices/system/cpu",
)  # fmt: skip
_OFFICE = (
    "/usr",
    "/bin",
    "/lib",
    "/lib64",
    "/etc/fonts",
    "/etc/libreoffice",
    "/etc/ld.so.cache",
    "/var/cache/fontconfig",
)


def of_readers() -> list[Place]:
    """Return the places of a reader: it writes nowhere, and starts nothing."""
    paths = [*code(), *map(Path, (*_LIBRARIES, *_LOOKED_UP)), *_from("LD_LIBRARY_PATH")]
    return [*((path, READ) for path in paths), (Path("/dev/null"), READ | FileAccess.WRITE_FILE)]


def of_office(program: Path, folder: Path) -> list[Place]:
    """Return the places of an office suite: what is installed, and its folder."""
    installed = [*map(Path, _OFFICE), program.resolve().parents[1], *_from("LD_LIBRARY_PATH")]
    # it makes a socket there, and must remove it when it starts itself again, which it does with a new profile
    sockets = (libreoffice.SOCKETS, FileAccess.MAKE_SOCK | FileAccess.REMOVE_FILE)
    return [*of_readers(), *((path, RUN) for path in installed), (folder, READ | WRITE), sockets]


def code() -> list[Path]:
    """Return the folders of the code that is imported when it is needed."""
    standard = (sysconfig.get_path(name) for name in ("stdlib", "platstdlib"))
    installed = (Path(path) for path in sys.path if Path(path).name in _INSTALLED)
    return [*map(Path, standard), *installed, *(_PACKAGES / name for name in _OURS)]


def _from(variable: str) -> Iterator[Path]:
    yield from (Path(path) for path in os.environ.get(variable, "").split(os.pathsep) if path)
