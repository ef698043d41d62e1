"""What a platform is told about the app, made from what the bot really does there."""
