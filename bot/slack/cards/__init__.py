"""Messages and forms as Slack shows them, and what comes back, read. No call to Slack."""
