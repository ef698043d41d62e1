"""The database itself: connections and their turns, kinds of column, sealing, migrating, keeping its file."""
