"""Words that speak of danger, in any spelling (R13.5)."""
