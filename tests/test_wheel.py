"""The wheel: what it holds, and that ``nianbao`` harvests from an empty folder with nothing of the checkout near."""

import ast
import json
import os
import re
import subprocess
import sys
import sysconfig
import threading
import tomllib
import venv
import zipfile
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import tests.replica
from crawler import VERSION
from crawler.built_in_world import BuiltInWorld, built_in_world
from spiders.errors import SelectionError
from spiders.portals import load_portals
from storage.database.engines import engine
from storage.errors import StorageError
from storage.export.writing import write
from tests.spiders.discovery.lab import report

ROOT = Path(__file__).parents[1]
PACKAGES = ("crawler", "spiders", "storage")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MAX_MANDATORY = 17  # dependencies
OF_SCRAPY = {"twisted", "zope", "service_identity"}  # Twisted and what its interfaces and TLS are made of
TITLE = "贺兰县2021年政府信息公开工作年度报告"
PAGES = {
    "/": f"<title>贺兰县人民政府</title><h2>政府信息公开年报</h2><ul><li><a href='/1.html'>{TITLE}</a></li></ul>",
    "/1.html": report(TITLE),
}


class Portal(BaseHTTPRequestHandler):
    def do_GET(self):
        body = PAGES.get(self.path, "").encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


@dataclass(frozen=True)
class Installed:
    """An environment that has the wheel, and an empty folder to run it in."""

    python: Path
    folder: Path

    def nianbao(self, *arguments):
        own = ("NIANBAO_", "PYTHONPATH", "SCRAPY_")
        environment = {name: value for name, value in os.environ.items() if not name.startswith(own)}
        command = [str(self.python.with_name("nianbao")), *arguments]
        return subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=300, check=False
        )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The wheel alone in an environment that borrows the dependencies of this one: that needs no network."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home / "venv", with_pip=False, symlinks=True)
    python = home / "venv" / "bin" / "python"
    (packages,) = (home / "venv").glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(pip, check=True, capture_output=True)
    (home / "empty").mkdir()
    return Installed(python, home / "empty")


@pytest.fixture
def portal():
    with ThreadingHTTPServer(("127.0.0.1", 0), Portal) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


def test_it_holds_all_that_the_packages_hold_and_no_simulated_world(wheel):
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    tracked = subprocess.run(["git", "ls-files", *PACKAGES], cwd=ROOT, capture_output=True, text=True, check=False)
    if tracked.returncode == 0:  # in a checkout
        assert set(tracked.stdout.splitlines()) <= names
    assert {name.partition("/")[0] for name in names} == set(PACKAGES)
    assert {name for name in names if "replica" in name} == {"crawler/commands/replica.py"}
    assert {f"{package}/py.typed" for package in PACKAGES} <= names
    assert "storage/export/export.schema.json" in names


def test_there_is_one_version_number(wheel, installed):
    assert "version" not in PROJECT
    assert wheel.name.startswith(f"nianbao-{VERSION}-")
    assert installed.nianbao("--version").stdout == f"nianbao {VERSION}\n"


def test_a_portal_is_harvested_in_a_folder_without_a_checkout(installed, portal):
    (installed.folder / "crawler.py").write_text("raise SystemExit('another crawler than ours')", encoding="utf-8")
    registry = installed.folder / "mine.toml"
    registry.write_text(f'["640122"]\nname = "贺兰县"\nhome = "{portal}"\ndelay = 0\n', encoding="utf-8")
    options = ("-s", "PORTALS_PATH=mine.toml", "-s", "ALLOW_PRIVATE_ADDRESSES=True")
    harvest = installed.nianbao("crawl", "county_portals", "-a", "portals=640122", *options)
    assert harvest.returncode == 0, harvest.stderr[-3000:]
    export = installed.nianbao("export", "-")
    (record,) = map(json.loads, export.stdout.splitlines())
    assert (record["title"], record["year"], record["agency"]) == (TITLE, 2021, "贺兰县人民政府")
    status = installed.nianbao("status")
    assert (status.returncode, "贺兰县" in status.stdout) == (0, True), status.stderr
    assert installed.nianbao("fixity").returncode == 0
    site = installed.nianbao("site", "pages")
    assert (site.returncode, (installed.folder / "pages" / "index.html").exists()) == (0, True), site.stderr
    page = installed.nianbao("coverage", "--html", "coverage.html")
    assert (page.returncode, (installed.folder / "coverage.html").exists()) == (0, True), page.stderr


def test_its_help_names_every_command_and_itself(installed):
    shown = installed.nianbao("--help").stdout
    commands = {path.stem for path in (ROOT / "crawler" / "commands").glob("*.py")} - {"__init__"}
    assert set(re.findall(r"^  (\w+) ", shown, re.MULTILINE)) == commands
    assert "  nianbao export [options] PATH" in installed.nianbao("export", "--help").stdout


@pytest.mark.parametrize("command", [("crawl", "county_portals", "-a", "portals=replica"), ("replica",)])
def test_asked_for_the_replica_it_says_in_one_sentence_that_it_has_none(installed, command):
    process = installed.nianbao(*command)
    assert (process.returncode, process.stdout) == (2, "")
    (line,) = process.stderr.splitlines()
    assert line.startswith(f"nianbao {command[0]}: no replica is installed here")


def test_a_replica_whose_packages_are_missing_names_them(monkeypatch):
    for name in [name for name in sys.modules if name.partition(".")[0] == "reportlab" or "tests.replica" in name]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "reportlab", None)
    with pytest.raises(SelectionError, match=r"with reportlab.*: `make setup`"):
        built_in_world("tests.replica")


def test_the_replica_is_a_built_in_world():
    world: BuiltInWorld = tests.replica
    with world.serve() as served:
        assert len(served.hosts) == served.registry.count("home = ") == len(set(served.hosts))


def test_the_registry_of_the_package_serves_where_the_folder_has_none(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert len(load_portals(["spiders/portals"])) > 2900
    (tmp_path / "spiders" / "portals").mkdir(parents=True)
    (tmp_path / "spiders" / "portals" / "mine.toml").write_text('["640122"]\nname = "贺兰县"\nhome = "http://x.cn/"\n')
    assert list(load_portals(["spiders/portals"])) == ["640122"]


def test_a_missing_database_driver_is_named_with_its_remedy(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StorageError, match=r"psycopg is missing.*nianbao\[postgres\]"):
        engine("postgresql+psycopg://nianbao@127.0.0.1/nianbao")


def test_a_missing_parquet_writer_is_named_with_its_remedy(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.delitem(sys.modules, "storage.export.parquet", raising=False)
    monkeypatch.delattr("storage.export.parquet", raising=False)
    with pytest.raises(StorageError, match=r"pyarrow is missing.*nianbao\[parquet\]"):
        write(str(tmp_path / "x.parquet"), iter(()))
    assert list(tmp_path.iterdir()) == []


def test_every_import_of_the_product_is_declared_and_few_are_mandatory():
    distributions = packages_distributions()
    imported = {name for package in PACKAGES for path in (ROOT / package).rglob("*.py") for name in _imports(path)}
    used = {_normal(distributions[name][0]) for name in imported - set(PACKAGES) - OF_SCRAPY}
    mandatory = {_declared(line) for line in PROJECT["dependencies"]}
    optional = PROJECT["optional-dependencies"]
    parts = {_declared(line) for part in optional.keys() - {"test"} for line in optional[part]}
    assert used <= mandatory | parts
    assert len(mandatory) <= MAX_MANDATORY
    assert not {"reportlab", "openpyxl"} & (mandatory | parts)


def test_the_locks_hold_what_is_declared_and_name_no_host():
    optional = PROJECT["optional-dependencies"]
    small = [
        *PROJECT["dependencies"],
        *optional["archives"],
        *optional["cage"],
        *optional["monitoring"],
        *optional["postgres"],
        "reportlab",
    ]
    for name, wanted in {
        "requirements.txt": small,
        "requirements-ocr.txt": [*small, *optional["ocr"]],
        "requirements-test.txt": [*small, *optional["ocr"], *optional["test"]],
    }.items():
        lock = (ROOT / name).read_text(encoding="utf-8")
        pinned = {_normal(package) for package in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)}
        assert {_declared(line) for line in wanted} <= pinned
        assert "://" not in lock
        assert lock.count("==") <= lock.count("--hash=")


def _imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        else:
            continue
        tops = {name.partition(".")[0] for name in names}
        yield from tops - sys.stdlib_module_names


def _declared(requirement):
    return _normal(re.match(r"[\w.-]+", requirement)[0])


def _normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()
