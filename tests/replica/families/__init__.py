"""The portals of the replica, one family per file: URL grammar, tree of columns, markup."""
