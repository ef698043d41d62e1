"""What is counted of a scheme for its figures, and counts that are kept."""
