"""Messages and forms as Teams shows them, and what comes back, read. No call to Microsoft."""
