"""Remembers a scheme: tables, queries by subject, the unit of work, outbox, audit log, encryption, migrations."""
