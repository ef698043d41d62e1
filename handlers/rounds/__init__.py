"""Rounds: their places and waiting lists, how each stands, and how it is closed."""
