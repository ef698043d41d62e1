"""Learning together: events that people attend, and when they are."""
