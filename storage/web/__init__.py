"""What signing in on the web is kept by: links and codes that work once, sessions, and how often something was tried."""
