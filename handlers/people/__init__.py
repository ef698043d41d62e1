"""What people say of themselves and may ask of the bot: moves, reminders, their data, a telephone call (R5.7, R11.1)."""
