"""The rules of learning together."""
