"""The rules of a search for mentors."""
