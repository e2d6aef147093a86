"""What the house promises of its names: one class name, one meaning."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_no_class_name_stands_in_two_modules():
    modules = defaultdict(set)
    for package in ("crawler", "spiders", "storage"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.ClassDef):
                    modules[node.name.lstrip("_")].add(path.relative_to(ROOT))
    twice = {name: paths for name, paths in modules.items() if len(paths) > 1}
    assert set(twice) == {"Command"}, twice  # Scrapy asks each of its commands to be called that
