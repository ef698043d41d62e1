"""What a person says of themselves: a move, consent, reminders wanted or not (R5.7, R11.1, R12.4)."""
