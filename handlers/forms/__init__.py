"""Forms asked in the chat, and files that were handed in with one (R2.1, R2.9)."""
