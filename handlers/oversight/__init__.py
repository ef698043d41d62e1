"""The Group's desk: applications, what waits, the register, the roster (R3, R13.1)."""
