"""Applying, and an application on its way to an answer (R2, R3.6)."""
