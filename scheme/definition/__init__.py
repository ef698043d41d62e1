"""The scheme file: its tables, how it is read, and what is wrong with it, in words (R1.1)."""
