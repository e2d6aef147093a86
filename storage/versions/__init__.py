"""Documents, their versions, files and places; what moved, what is gone, what changed."""
