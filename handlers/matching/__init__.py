"""How a mentee comes to a mentor: proposed, chosen, asked, answered (R3, R4)."""
