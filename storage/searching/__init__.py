"""What the Group does for a mentee whom nobody suits: asks for one place more, invites, calls, waits."""
