"""The life of a run: its archive, the visits of its portals, the frontier as a scheduler, progress."""
