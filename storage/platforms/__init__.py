"""What is remembered of platforms: accounts, installations, channels, chats, what a button could not carry."""
