"""Surveys: when, whom, and what they came to (R7)."""
