"""bubblewrap: the whole server in namespaces of its own, where Landlock or seccomp is missing.

There is no network in them, no other process, and of the file system only what is bound.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from crawler.extraction.sandbox import places

_MARK = "NIANBAO_IN_NAMESPACES"
_SECONDS = 10


def inside() -> bool:
    """Tell whether this process is in them."""
    return _MARK in os.environ


def why_not() -> str:
    """Return why they cannot be had here, empty when they can."""
    if shutil.which("bwrap") is None:
        return "bwrap is not installed"
    try:
        tried = subprocess.run(_command("true"), capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return "bwrap does not answer"
    return tried.stderr.decode("utf-8", "replace").strip()[:200] if tried.returncode else ""


def enter() -> None:
    """Start this program again, inside: same process, same standard input."""
    os.execvp("bwrap", _command(sys.executable, *sys.orig_argv[1:]))  # noqa: S606 - no shell is wanted


def _command(*program: str) -> list[str]:
    bound: list[str] = []
    for path in _bound():
        bound += ["--ro-bind-try", str(path), str(path)]
    alone = ["--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--setenv", _MARK, "1"]
    made = ["--proc", "/proc", "--dev", "/dev", "--tmpfs", tempfile.gettempdir(), "--chdir", "/"]
    return ["bwrap", *alone, *made, *bound, *program]


def _bound() -> list[Path]:
    """Return what is shown: programs and libraries of the system, Python, our code, the script that was started."""
    system = map(Path, ("/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc/fonts", "/etc/libreoffice"))
    python = [Path(sys.prefix), Path(sys.base_prefix), Path(sys.executable).resolve()]
    script = [Path(one).absolute() for one in sys.orig_argv[1:] if one.endswith(".py")]
    named = [*system, *python, *script, *(path for path, _ in places.of_readers())]
    mounted = [path for path in named if not path.is_relative_to("/dev") and not path.is_relative_to("/proc")]
    shown: list[Path] = []
    for path in sorted({path for one in mounted for path in (one, one.resolve())}):
        if not any(path.is_relative_to(outer) for outer in shown):
            shown.append(path)
    return shown
