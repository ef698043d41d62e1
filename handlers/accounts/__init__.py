"""Accounts and channels on platforms: whose each is, and what a platform takes away or gives back (R11.5)."""
