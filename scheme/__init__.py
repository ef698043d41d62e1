"""The rules of a mentoring scheme: what it is, who may, what is due, which pairs. No I/O, no framework."""
