"""What the suite needs of the machine: with NIANBAO_REQUIRE_ALL (CI) a missing optional part is a failure, not a skip."""

import importlib.util
import os
import shutil

import pytest
from hypothesis import settings

from crawler.downloader.browser import find

# Laws are tried on few examples at every run; HYPOTHESIS_PROFILE=long tries them on many.
settings.register_profile("suite", max_examples=40, deadline=None)
settings.register_profile("long", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))

PARTS = {
    "browser": (lambda: find() is not None, "no Chromium: `make browser` installs one"),
    "openssl": (lambda: shutil.which("openssl") is not None, "no openssl command"),
    "ocr": (lambda: importlib.util.find_spec("rapidocr") is not None, "no OCR: `make ocr` installs it"),
}


def pytest_runtest_setup(item):
    for name, (present, remedy) in PARTS.items():
        if item.get_closest_marker(name) and not present():
            if os.environ.get("NIANBAO_REQUIRE_ALL"):
                pytest.fail(remedy)
            pytest.skip(remedy)
