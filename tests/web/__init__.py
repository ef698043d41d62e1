"""The web channel as the tests have it: its pages read back, and people at a browser."""
