"""What goes to Microsoft and comes from there: tokens, signatures, requests, their limits and errors."""
