"""Where every action is performed: let in, its matter found, its rights asked, its step run, what came of it kept."""
