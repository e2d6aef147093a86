"""A release: the corpus as others cite it, in a folder that the same archive gives byte for byte again."""
