"""Meetings of a pair: planned, prepared, noted, thought about (R6)."""
