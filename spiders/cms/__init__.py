"""The CMS families: one small pure class per platform. The folder is the registry: each module has its ``FAMILY``."""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spiders.cms.base import Cms


@lru_cache(maxsize=1)
def families() -> tuple[Cms, ...]:
    """Return one object of each family, by name; generic, which is never certain, among them."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name != "base")
    return tuple(importlib.import_module(f"{__name__}.{name}").FAMILY for name in names)
