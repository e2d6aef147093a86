"""What can be wrong with a registration, an argument, or the reading of a page. The world's failures are data."""


class RegistryError(ValueError):
    """A registry file or entry is wrong. The message names file, key and remedy."""


class SelectionError(ValueError):
    """An argument such as ``-a portals=…`` names nothing we know. The message says what is possible."""


class PageTimeoutError(Exception):
    """A page took longer to read than any page may. The message says how long."""
