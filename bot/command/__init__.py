"""What whoever looks after the bot does on the command line."""
