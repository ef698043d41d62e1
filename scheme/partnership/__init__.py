"""A partnership: its months, agreement and goals (R5)."""
