"""Pages outside the chat: signing in, and what somebody does who came by a link. Each works without a script."""
