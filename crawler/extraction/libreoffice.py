"""The last resort for formats nobody writes any more: LibreOffice, when it is installed, turns them into ODT.

It runs without network, macros or the user's profile, and is killed with its children when it takes too long.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path

from crawler.extraction import odt
from crawler.extraction.base import BlockDocument, ExtractionError, UnsupportedError

SECONDS = 25
SOCKETS = Path("/tmp")  # noqa: S108 - where it makes them, whatever TMPDIR says


def program() -> str | None:
    """Return the office suite's program, None when there is none."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def convert(data: bytes, kind: str) -> BlockDocument:
    """Return the document as LibreOffice understands it. Raises UnsupportedError when there is no LibreOffice."""
    if program() is None:
        msg = f"{kind}: only LibreOffice reads it, and soffice is not installed"
        raise UnsupportedError(msg)
    document = odt.extract(converter.get()(data))
    return BlockDocument(document.blocks, (*document.notes, "converted_by_libreoffice"))


def to_odt(data: bytes) -> bytes:
    """Run LibreOffice on a document in a folder of its own. Raises ExtractionError."""
    with tempfile.TemporaryDirectory(prefix="nianbao-office-") as folder:
        try:
            return to_odt_in(Path(folder), data)
        finally:
            clean(Path(folder))


# in a worker's cage nothing can be started: the sandbox puts its own in this place
converter: ContextVar[Callable[[bytes], bytes]] = ContextVar("converter", default=to_odt)


def to_odt_in(folder: Path, data: bytes) -> bytes:
    """Run LibreOffice on a document in a folder, and return the ODT that it makes. Raises ExtractionError."""
    source = folder / "document.doc"
    source.write_bytes(data)
    _run([
        str(program()), "--headless", "--norestore", "--nolockcheck", f"-env:UserInstallation={_profile(folder)}",
        "--convert-to", "odt:writer8", "--outdir", f"{folder}/out", str(source),
    ])  # fmt: skip
    result = folder / "out" / "document.odt"
    if not result.exists():
        raise ExtractionError("LibreOffice could not read it")
    return result.read_bytes()


def clean(folder: Path) -> None:
    """Remove the sockets that it leaves when it is killed, or may not remove: it names them after its profile."""
    digest = hashlib.md5(_profile(folder).encode("utf-16-le"), usedforsecurity=False).digest()
    name = "SingleOfficeIPC_" + "".join(f"{byte:x}" for byte in digest)
    for path in (SOCKETS / f"OSL_PIPE_{name}", SOCKETS / f"OSL_PIPE_{os.getuid()}_{name}"):
        path.unlink(missing_ok=True)


def _profile(folder: Path) -> str:
    return f"file://{folder}/profile"


def _run(command: list[str]) -> None:
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired as error:
            msg = f"LibreOffice did not finish within {SECONDS} s"
            raise ExtractionError(msg) from error
        finally:
            _kill(process.pid)


def _kill(group: int) -> None:
    """End what is left of the process group: soffice is a script whose children do the work."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return
