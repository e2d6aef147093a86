"""The CMS families: one small pure class per platform. ``FAMILIES`` is the folder itself, in order of certainty."""
