"""How a mentee and a mentor come together: proposals, the register of mentors, what is known between people."""
