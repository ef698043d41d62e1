"""Somebody in danger: recognised before anything else, and told who can help now (R13.5)."""
