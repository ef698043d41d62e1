"""A pair, for all who speak of one: both of them, which partnership is meant, what the Group may know (R5)."""
