"""The replica as a child process that dies with its parent."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from crawler.built_in_world import ServedPortals
from tests.replica import registry
from tests.replica.answer_key import Change, TrueReport
from tests.replica.world import DEFAULT_SEED, changes, truth


class Replica(ServedPortals):
    """Context manager: serves the replica on loopback. ``portals`` are dicts with code, name, home and delay."""

    def __init__(
        self,
        *,
        seed: str = DEFAULT_SEED,
        port: int = 0,
        scenario: str = "",
        scale: int = 1,
        log: Path | None = None,
        selection: str = "founding",
    ) -> None:
        self.seed, self.scale, self.scenario, self.selection = seed, scale, scenario, selection
        self.portals: list[dict[str, Any]] = []
        self.decoy = ""  # host:port of the clone, which nobody should ask
        options: dict[str, object] = {"--seed": seed, "--port": port, "--scenario": scenario, "--scale": scale}
        options |= {"--portals": selection, "--log": log.resolve() if log else ""}
        self._command = [sys.executable, "-m", "tests.replica"]
        self._command += [word for name, value in options.items() if value for word in (name, str(value))]
        self.process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        root = Path(__file__).parents[2]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(self._command, stdin=pipe, stdout=pipe, text=True, cwd=root)
        answer = self._answer()
        self.portals, self.decoy = answer["portals"], answer["decoy"]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.communicate()

    @property
    def registry(self) -> str:
        """The registry file that names the served portals."""
        return registry.toml(self.portals)

    @property
    def hosts(self) -> list[str]:
        """The host:port of each served portal."""
        return registry.hosts(self.portals)

    def become(self, scenario: str) -> None:
        """Change what is served from the next answer on; ValueError when there is no such scenario."""
        assert self.process is not None, "the replica has been started"
        assert self.process.stdin is not None, "its stdin is a pipe"
        self.process.stdin.write(f"scenario {scenario}\n")
        self.process.stdin.flush()
        if error := self._answer().get("error"):
            raise ValueError(error)
        self.scenario = scenario

    def truth(self) -> list[TrueReport]:
        """Return the reports that are being served."""
        return truth(self.seed, self.scale, self.scenario, self.selection)

    def changes(self, before: str = "") -> list[Change]:
        """Return what has happened to the founding portals' reports since the scenario ``before``."""
        return changes(self.scenario, self.seed, self.scale, before)

    def _answer(self) -> dict[str, Any]:
        assert self.process is not None, "the replica has been started"
        assert self.process.stdout is not None, "its stdout is a pipe"
        line = self.process.stdout.readline()
        if not line:
            msg = f"the replica did not start (exit status {self.process.wait()})"
            raise RuntimeError(msg)
        return dict(json.loads(line))
