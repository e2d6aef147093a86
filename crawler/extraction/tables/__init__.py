"""What all formats need of tables: edges become a grid, ghost columns go, torn tables are merged."""
