"""What the scripts of a page say without being run."""
