"""Learning together, as people meet it."""
