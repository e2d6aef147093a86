"""The replica as a child process that dies with its parent."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from crawler.replica.answer_key import TrueReport
from crawler.replica.world import DEFAULT_SEED, truth


class Replica:
    """Context manager: serves the replica on loopback. ``portals`` are dicts with code, name, home and delay."""

    def __init__(
        self, seed: str = DEFAULT_SEED, port: int = 0, scenario: str = "", scale: int = 1, log: Path | None = None
    ) -> None:
        self.seed, self.scale = seed, scale
        self.portals: list[dict[str, Any]] = []
        options = {
            "--seed": seed,
            "--port": port,
            "--scenario": scenario,
            "--scale": scale,
            "--log": log.resolve() if log else "",
        }
        self._command = [sys.executable, "-m", "crawler.replica"]
        self._command += [word for name, value in options.items() if value for word in (name, str(value))]
        self.process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        root = Path(__file__).parents[2]
        self.process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root
        )
        self.portals = self._answer()["portals"]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.communicate()

    def truth(self) -> list[TrueReport]:
        """Return the reports that are being served."""
        return truth(self.seed, self.scale)

    def _answer(self) -> dict[str, Any]:
        assert self.process is not None, "the replica has been started"
        assert self.process.stdout is not None, "its stdout is a pipe"
        line = self.process.stdout.readline()
        if not line:
            msg = f"the replica did not start (exit status {self.process.wait()})"
            raise RuntimeError(msg)
        return dict(json.loads(line))
