"""Which mentor for whom: what is compared, what excludes, what was proposed (R3.2, R4)."""
