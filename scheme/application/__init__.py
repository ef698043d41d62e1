"""An application: what it says, whether it is eligible, questions about it, decisions taken back (R2, R3)."""
