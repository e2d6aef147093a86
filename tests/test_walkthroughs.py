"""The changes that CONTRIBUTING.md walks through, done literally in a copy of the tree: files, patches and commands."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
CHANGES = TEXT.partition("\n## 3. ")[2].partition("\n## 4. ")[0].split("\n### ")[1:]
AT_THE_END = " (at the end)"


def steps(change):
    """Return the fenced blocks as pairs: what the fence says, and what stands in it."""
    return re.findall(r"^```(\S[^\n]*)\n(.*?)^```$", change, re.MULTILINE | re.DOTALL)


@pytest.fixture
def checkout(tmp_path):
    """A copy of what git knows or would take, with this environment as its .venv."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / ".venv").symlink_to(sys.prefix)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    return tmp_path


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.splitlines()[0])
def test_it_goes_as_it_is_told(change, checkout):
    shell = []
    for fence, content in steps(change):
        language, _, target = fence.partition(" ")
        if language == "sh":
            shell.append(content)
        elif language == "diff":
            run(["git", "apply", "--recount", "-"], checkout, content)
        elif target.endswith(AT_THE_END):
            with (checkout / target.removesuffix(AT_THE_END)).open("a", encoding="utf-8") as file:
                file.write(content)
        else:
            (checkout / target).parent.mkdir(parents=True, exist_ok=True)
            (checkout / target).write_text(content, encoding="utf-8")
    run(["bash", "-e", "-o", "pipefail"], checkout, "\n".join(shell))


def run(command, folder, text):
    process = subprocess.run(
        command, cwd=folder, input=text, capture_output=True, text=True, timeout=900, check=False, env=environment()
    )
    assert process.returncode == 0, f"{process.stdout[-3000:]}\n{process.stderr[-3000:]}"


def environment():
    return {name: value for name, value in os.environ.items() if not name.startswith(("NIANBAO_", "PYTEST_"))}


def test_four_changes_are_walked_through():
    assert len(CHANGES) == 4
    assert all(any(fence == "sh" for fence, _ in steps(change)) for change in CHANGES)
