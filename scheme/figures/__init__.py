"""Figures of a scheme: pure functions over counts, without a name and without an answer of anybody (R10.1, R10.2)."""
