"""What the Group and the Board read of a whole scheme: success factors, how it is doing, the report of a year (R10)."""
