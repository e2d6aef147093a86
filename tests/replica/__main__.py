"""``python -m tests.replica``: serve the miniature portals until stdin closes, the parent dies, or SIGTERM/SIGINT.

One JSON line on stdout says where. A line ``scenario NAME`` on stdin changes the world, and is answered by another.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import stat
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from tests.replica.counties import County
from tests.replica.faults import FAULTS, Faults
from tests.replica.scenarios import STATES, parse
from tests.replica.server import AccessLog, PortalServer
from tests.replica.site import Site
from tests.replica.traps import clone
from tests.replica.world import DEFAULT_SEED, SELECTIONS, build

_LOOK_AT_PARENT = 1.0  # seconds


class World:
    """The served portals and the decoy; ``become`` changes what they serve."""

    def __init__(self, options: argparse.Namespace, log: AccessLog) -> None:
        self._options = options
        counties = SELECTIONS[options.portals]
        ports = [options.port + index if options.port else 0 for index in range(len(counties) + 1)]
        self.decoy = PortalServer("decoy", clone, ports.pop(), log)
        self.servers = {
            county: PortalServer(county.code, clone, port, log) for county, port in zip(counties, ports, strict=True)
        }
        self.become(options.scenario)

    def become(self, scenario: str) -> None:
        """Serve this scenario from the next answer on; ValueError when there is none of that name."""
        wanted = {county: parse(scenario, county.code) for county in self.servers}
        for county, server in self.servers.items():
            server.become(self._builder(county, scenario), Faults(wanted[county].faults))

    def start(self) -> dict[str, Any]:
        """Start to answer, and return the portals' addresses."""
        for server in (*self.servers.values(), self.decoy):
            threading.Thread(target=server.serve_forever, daemon=True).start()
        portals = [
            {"code": county.code, "name": county.name, "home": f"http://{server.host}/", "delay": 0}
            for county, server in self.servers.items()
        ]
        return {"portals": portals, "decoy": self.decoy.host}

    def _builder(self, county: County, scenario: str) -> Callable[[], Site]:
        def site() -> Site:
            portal = build(county, self._options.seed, self._options.scale, scenario).site
            portal.decoy = self.decoy.host
            return portal

        return site


def main() -> None:
    """Serve until told to stop."""
    parser = _parser()
    options = parser.parse_args()
    log = AccessLog(Path(options.log).open("a", encoding="utf-8") if options.log else None)  # noqa: SIM115 — until we end
    try:
        world = World(options, log)
    except (ValueError, OSError) as error:  # no such scenario; a port in use
        parser.error(str(error))
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    parent = os.getppid()
    _say(world.start())
    if _is_held(sys.stdin.fileno()):
        threading.Thread(target=_obey, args=(sys.stdin, world, stop), daemon=True).start()
    while not stop.wait(_LOOK_AT_PARENT) and os.getppid() == parent:
        pass


def _obey(lines: Iterable[str], world: World, stop: threading.Event) -> None:
    for line in lines:
        word, _, scenario = line.strip().partition(" ")
        if word != "scenario":
            _say({"error": f"unknown order {word!r}; there is: scenario NAME"})
            continue
        try:
            world.become(scenario)
        except ValueError as error:
            _say({"error": str(error)})
        else:
            _say({"scenario": scenario})
    stop.set()


def _say(answer: dict[str, Any]) -> None:
    try:
        print(json.dumps(answer, ensure_ascii=False), flush=True)
    except BrokenPipeError:  # whoever asked is gone
        os._exit(0)


def _parser() -> argparse.ArgumentParser:
    scenarios = "; ".join(f"{name}: {what}" for name, what in {**STATES, **FAULTS}.items())
    parser = argparse.ArgumentParser(prog="python -m tests.replica", description=__doc__)
    parser.add_argument("--portals", choices=SELECTIONS, default="founding", help="which portals")
    parser.add_argument("--port", type=int, default=0, help="first port, the next portal takes the next one; 0: any")
    parser.add_argument("--seed", default=DEFAULT_SEED, help="what everything is generated from")
    parser.add_argument("--scale", type=int, default=1, help="multiplies all that is no report")
    parser.add_argument("--scenario", default="", metavar="NAME[@CODE],…", help=scenarios.replace("%", "%%"))
    parser.add_argument("--log", default="", help="file for one JSON line per answer")
    return parser


def _is_held(descriptor: int) -> bool:
    """Say whether somebody holds the other end of stdin: a pipe or a terminal, not /dev/null."""
    mode = os.fstat(descriptor).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or os.isatty(descriptor)


if __name__ == "__main__":
    main()
