"""What people learn together: events, who comes, who waits for a place."""
