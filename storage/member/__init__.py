"""What is one person's own: consents, moves, their data, and what is forgotten (R11.1)."""
