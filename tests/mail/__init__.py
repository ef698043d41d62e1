"""A real mail server, and the mailboxes in which its mails are read."""
