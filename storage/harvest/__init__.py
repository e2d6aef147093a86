"""The working state of a run: its batch, its visits, what is known of resources, what a kill left."""
