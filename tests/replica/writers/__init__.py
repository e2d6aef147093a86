"""True blocks as real files, one module per format, each with ``write(blocks, *, title, rng, variant)``.

All are deterministic: the same blocks, rng state and variant give the same bytes. They write what the field writes,
with its oddities, and never anything that a perfect reader could not turn back into the same blocks.
"""
