"""The Group together: its channel, its cards, its seats, its quorum, and days it missed (R3.3, R12.8)."""
