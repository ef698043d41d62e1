"""A register that was kept elsewhere, taken over: its rows read, checked, and made what they are here."""
