"""Forms as data: fields, what was typed, drafts, files (R2.1, R2.9)."""
