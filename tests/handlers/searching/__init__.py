"""The conversations of a search for mentors."""
