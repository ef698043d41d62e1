"""What was raised, and what was said in confidence."""
