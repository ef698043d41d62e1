"""What is kept of learning together."""
