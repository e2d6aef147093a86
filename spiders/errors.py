"""What can be wrong with a portal's registration or an argument. The world's failures are data, not these."""


class RegistryError(ValueError):
    """A registry file or entry is wrong. The message names file, key and remedy."""


class SelectionError(ValueError):
    """An argument such as ``-a portals=…`` names nothing we know. The message says what is possible."""
