"""What goes over the wire: who signed it, of what shape it is, the bot in each workspace, and what hinders a call."""
