"""The recipes of docs/operate.md, run as they stand there, in a folder with an archive."""

import configparser
import os
import re
import shutil
import subprocess
import sys
import tomllib

import pytest
from invented_archive import ROOT, Town

TEXT = (ROOT / "docs" / "operate.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\S[^\n]*)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
RECIPES = {fence.removeprefix("sh "): content for fence, content in BLOCKS if fence.startswith("sh ")}
NIANBAO = f'nianbao() {{ "{sys.executable}" -m crawler "$@"; }}\n'


@pytest.fixture
def folder(place):
    """A folder with var/nianbao.db and var/archive, as a service has it."""
    place.harvest(Town("贺兰县甲镇人民政府", 2020), Town("贺兰县乙镇人民政府", 2021))
    folder = place.path / "srv"
    (folder / "var").mkdir(parents=True)
    shutil.copytree(place.settings["ARCHIVE_URL"], folder / "var" / "archive")
    database = place.settings["DATABASE_URL"].removeprefix("sqlite:///")
    shutil.copy(database, folder / "var" / "nianbao.db")
    return folder


def do(folder, recipe):
    env = {name: value for name, value in os.environ.items() if not name.startswith("NIANBAO_")}
    env |= {"PYTHONPATH": str(ROOT)}
    command = ["bash", "-e", "-o", "pipefail", "-c", NIANBAO + recipe]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_what_is_backed_up_is_restored_from_the_archive_alone(folder):
    before = do(folder, "nianbao export -")
    do(folder, RECIPES["back-up"])
    assert (folder / "backup" / "nianbao.db").exists()
    restored = do(folder, RECIPES["restore"])
    assert "640122 贺兰县: complete" in restored
    assert do(folder, "nianbao export -") == before


def test_an_upgrade_changes_nothing_where_nothing_is_new(folder):
    do(folder, RECIPES["upgrade"])
    assert (folder / "before.jsonl").read_bytes() == (folder / "after.jsonl").read_bytes() != b""


def test_every_recipe_is_tried():
    assert set(RECIPES) == {"back-up", "restore", "upgrade"}


def test_the_units_are_units():
    units = [content for fence, content in BLOCKS if fence == "ini"]
    service, timer = (configparser.ConfigParser(strict=False, interpolation=None) for _ in units)
    service.read_string(units[0])
    timer.read_string(units[1])
    assert set(service) == {"DEFAULT", "Unit", "Service"}
    assert set(timer) == {"DEFAULT", "Unit", "Timer", "Install"}
    assert " crawl county_portals " in service["Service"]["ExecStart"]


def test_the_container_installs_parts_that_there_are():
    named = re.search(r"\)\[([a-z,]+)\]", next(content for fence, content in BLOCKS if fence == "dockerfile"))
    parts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert named is not None
    assert set(named[1].split(",")) <= set(parts)
