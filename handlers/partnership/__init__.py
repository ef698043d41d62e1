"""A partnership from its introduction to its end (R4.5, R5)."""
