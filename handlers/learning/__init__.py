"""Learning together: events are announced, people sign up, and afterwards have what was shown."""
