"""Home, and what people type (R12.1)."""
