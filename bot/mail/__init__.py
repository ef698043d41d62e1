"""E-mail: what reaches people who are in no chat."""
