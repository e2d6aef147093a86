"""``python -m crawler.replica``: serve the miniature portals until stdin closes, the parent dies, or SIGTERM/SIGINT."""

from __future__ import annotations

import argparse
import json
import os
import signal
import stat
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from crawler.replica.counties import FOUNDING, County
from crawler.replica.server import AccessLog, PortalServer
from crawler.replica.site import Site
from crawler.replica.traps import clone
from crawler.replica.world import DEFAULT_SEED, build

_LOOK_AT_PARENT = 1.0  # seconds


def main() -> None:
    """Start one server per portal, print their addresses as one JSON line, and wait."""
    options = _options()
    log = AccessLog(Path(options.log).open("a", encoding="utf-8") if options.log else None)  # noqa: SIM115 — until we end
    ports = [options.port + index if options.port else 0 for index in range(len(FOUNDING) + 1)]
    decoy = PortalServer("decoy", clone, ports.pop(), log)
    servers = [
        PortalServer(county.code, _builder(county, options, decoy.host), port, log)
        for county, port in zip(FOUNDING, ports, strict=True)
    ]
    for server in (*servers, decoy):
        threading.Thread(target=server.serve_forever, daemon=True).start()
    addresses = [
        {"code": county.code, "name": county.name, "home": f"http://{server.host}/", "delay": 0}
        for county, server in zip(FOUNDING, servers, strict=True)
    ]
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    print(json.dumps({"portals": addresses, "decoy": decoy.host}, ensure_ascii=False), flush=True)  # noqa: T201 — stdout is the result
    if _is_held(sys.stdin.fileno()):
        threading.Thread(target=_until_closed, args=(stop,), daemon=True).start()
    parent = os.getppid()
    while not stop.wait(_LOOK_AT_PARENT) and os.getppid() == parent:
        pass


def _builder(county: County, options: argparse.Namespace, decoy: str) -> Callable[[], Site]:
    def site() -> Site:
        portal = build(county, options.seed, options.scale).site
        portal.decoy = decoy
        return portal

    return site


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m crawler.replica", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="first port, the next portal takes the next one; 0: any")
    parser.add_argument("--seed", default=DEFAULT_SEED, help="what everything is generated from")
    parser.add_argument("--scale", type=int, default=1, help="multiplies all that is no report")
    parser.add_argument("--scenario", default="", help="what has happened to the portals since")
    parser.add_argument("--log", default="", help="file for one JSON line per answer")
    return parser.parse_args()


def _is_held(descriptor: int) -> bool:
    """Say whether somebody holds the other end of stdin: a pipe or a terminal, not /dev/null."""
    mode = os.fstat(descriptor).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or os.isatty(descriptor)


def _until_closed(stop: threading.Event) -> None:
    for _line in sys.stdin:
        pass
    stop.set()


main()
