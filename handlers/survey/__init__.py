"""Questionnaires: due, answered, and what they came to (R7)."""
