"""Whether the archive still is what it was: fixity, manifests, references, time-stamps."""
