"""Meetings, their appointments, prompts and reflections (R6)."""
