"""What the documentation says is what the code has: every name of the contract stands in it, and nothing else does."""

import argparse
import ast
import importlib
import json
import pkgutil
import re
from itertools import chain
from pathlib import Path

import pytest
from scrapy.commands import ScrapyCommand
from scrapy.settings import Settings, default_settings

import crawler.settings
from crawler import commands, health
from crawler.audit import AuditKind
from spiders.county_portals import ARGUMENTS
from spiders.portals.checks import CHECKS
from spiders.reports import REASONS, QualityFlag
from storage.vocabulary import FindingKind

ROOT = Path(__file__).parents[1]
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / ".github").rglob("*.md")]
REFERENCE, REGISTRY, GLOSSARY = (
    (ROOT / "docs" / name).read_text("utf-8") for name in ("reference.md", "reference-registry.md", "glossary.md")
)
ENGLISH, CHINESE = ((ROOT / name).read_text("utf-8") for name in ("README.md", "README.zh.md"))
SCHEMA = json.loads((ROOT / "docs" / "export.schema.json").read_text("utf-8"))
COMMANDS = {module.name for module in pkgutil.iter_modules(commands.__path__)}
EXIT_STATUS = {
    value
    for name, value in vars(health).items()
    if name.isupper() and type(value) is int and not name.startswith(("MAX_", "MANY"))  # those are limits
}


def table(text, head):
    """Return the rows of the table whose first column has this head, each a list of cells."""
    lines = text.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"| {head} |"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
    return rows


def names(cell):
    return re.findall(r"`([^`]+)`", cell)


def first_column(text, head):
    return list(chain.from_iterable(names(row[0]) for row in table(text, head)))


def section(text, heading):
    """Return what stands below the heading that begins so, up to the next heading of any level."""
    return re.split(r"^#+ ", text.split(f"\n### `{heading}", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def own_settings():
    """Return the settings that are not Scrapy's: assigned in settings.py, unknown to Scrapy."""
    tree = ast.parse(Path(crawler.settings.__file__).read_text("utf-8"))
    targets = [node.targets for node in tree.body if isinstance(node, ast.Assign)]
    targets += [[node.target] for node in tree.body if isinstance(node, ast.AnnAssign)]
    assigned = {target.id for target in chain.from_iterable(targets) if isinstance(target, ast.Name)}
    return {name for name in assigned if name.isupper() and not hasattr(default_settings, name)}


def options(command):
    parser = argparse.ArgumentParser(usage="scrapy", conflict_handler="resolve")
    command.settings = Settings()
    command.add_options(parser)
    return {option for action in parser._actions for option in action.option_strings if option.startswith("--")}


def test_every_setting_stands_in_the_reference_with_its_default():
    rows = table(REFERENCE, "setting")
    assert set(first_column(REFERENCE, "setting")) == own_settings()
    for row in rows:
        for name, default in zip(names(row[0]), names(row[1]), strict=False):
            value = getattr(crawler.settings, name)
            assert str(int(value) if isinstance(value, float) else value) == default, name


def test_every_command_stands_in_the_reference_and_both_readmes():
    assert {line.split()[1].strip("`") for line in re.findall(r"^### (`.*)$", REFERENCE, re.MULTILINE)} == COMMANDS
    for readme, head in ((ENGLISH, "command"), (CHINESE, "命令")):
        assert {name.split()[1] for row in table(readme, head) for name in names(row[0])} == COMMANDS


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_option_of_a_command_stands_in_its_section(name):
    command = importlib.import_module(f"{commands.__name__}.{name}").Command()
    scrapys = importlib.import_module("scrapy.commands.crawl").Command() if name == "crawl" else Plain()
    own = options(command) - options(scrapys)
    assert set(re.findall(r"(?<![-|])--[a-z][a-z-]*", section(REFERENCE, f"scrapy {name}"))) == own


class Plain(ScrapyCommand):
    def run(self, args, opts):
        """Do nothing."""

    def short_desc(self):
        return ""


def test_every_argument_of_crawl_stands_in_its_section():
    assert set(re.findall(r"^\| `-a (\w+)=` \|", REFERENCE, re.MULTILINE)) == ARGUMENTS


def test_every_exit_status_stands_in_the_reference_and_both_readmes():
    for text, head in ((REFERENCE, "status"), (ENGLISH, "status"), (CHINESE, "退出码")):
        assert [int(row[0]) for row in table(text, head)] == sorted(EXIT_STATUS)


def test_every_outcome_stands_in_the_reference():
    assert set(first_column(REFERENCE, "outcome")) == set(health.ADVICE)


def test_every_kind_of_finding_of_an_audit_stands_in_its_section():
    assert set(first_column(REFERENCE, "kind")) == set(AuditKind)


def test_every_kind_of_finding_of_health_stands_in_its_section():
    assert first_column(REFERENCE, "finding") == list(FindingKind)


def test_every_flag_and_every_rule_of_a_check_stands_in_the_reference_and_the_schema():
    flags = set(SCHEMA["properties"]["flags"]["items"]["enum"])
    assert set(first_column(REFERENCE, "flag")) == flags
    assert flags == set(QualityFlag) - {QualityFlag.YEAR_UNKNOWN}  # its page tells the year, or there is no report
    rules = SCHEMA["properties"]["checks"]["items"]["properties"]["rule"]["enum"]
    assert first_column(REFERENCE, "rule of `checks`") == rules


def test_every_reason_of_a_rejection_stands_in_the_reference():
    assert first_column(REFERENCE, "reason") == list(REASONS)


def test_every_field_of_the_export_stands_in_the_reference():
    assert sorted(first_column(REFERENCE, "field")) == sorted(fields(SCHEMA))


def fields(node, path=""):
    """Yield the path of every property below a node of the schema."""
    if "$ref" in node:
        node = SCHEMA["$defs"][node["$ref"].rpartition("/")[2]]
    if "items" in node:
        yield from fields(node["items"], f"{path}[]")
    for name, value in node.get("properties", {}).items():
        inner = f"{path}.{name}" if path else name
        yield inner
        yield from fields(value, inner)


def test_every_key_of_the_registry_stands_in_its_reference():
    assert set(first_column(REGISTRY, "key")) - {'["code"]'} == set(CHECKS)


def test_both_readmes_have_one_structure():
    assert shape(ENGLISH) == shape(CHINESE)


def shape(text):
    """Return what a translation leaves as it is: the order of headings, tables, lists and links, and the commands."""
    text = re.sub(r"README(\.zh)?\.md", "README", text)
    shown, code = [], False
    for line in text.splitlines():
        if line.startswith("```"):
            code = not code
        elif code:
            shown.append(re.sub(r"\s*#.*", "", line))
        elif line.startswith(("#", "- ")):
            shown.append(line.split()[0])
        elif line.startswith("|"):
            shown.append(line.count("|"))
        shown += [] if code else re.findall(r"\]\(([^)]+)\)", line)
    return shown


def test_terms_stand_in_the_glossary_once_in_both_languages():
    rows = [
        row for head in re.findall(r"^\| (term of [^|]+) \|", GLOSSARY, re.MULTILINE) for row in table(GLOSSARY, head)
    ]
    terms = [row[0] for row in rows]
    assert len(set(terms)) == len(terms) > 100
    assert not [row for row in rows if len(row) != 4 or not all(row[:3])]
    assert not [row[0] for row in rows if not re.search("[\u4e00-\u9fff]", row[1])]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_and_targets_of_make_exist(path):
    text = path.read_text("utf-8")
    links = [link.partition("#")[0] for link in re.findall(r"\]\((?!https?:)([^)\s]+)\)", text)]
    assert not [link for link in links if link and not (path.parent / link).exists()]
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"`(?:sudo )?make ([a-z-]+)`", text)) <= targets


@pytest.mark.parametrize(
    "name",
    ["CONTRIBUTING.md", "docs/architecture.md", "docs/glossary.md", "docs/howto.md", "docs/reference.md", "README.md"],
)
def test_paths_of_the_tree_exist(name):
    paths = chain.from_iterable(paths_in(line) for line in (ROOT / name).read_text("utf-8").splitlines())
    assert not [path for path in paths if not path.exists()]


def paths_in(line):
    """Yield the paths of the tree that a line names; ``x.py`` alone stands beside, or in, the one before it."""
    folder = None
    for path in re.findall(r"`([\w./-]+)`", line):
        if re.match(r"(crawler|spiders|storage|tests|docs|\.github|\.ci)/", path):
            yield ROOT / path
            folder = ROOT / path.rpartition("/")[0]
        elif folder is not None and re.fullmatch(r"\w+\.py", path):
            yield folder / path
