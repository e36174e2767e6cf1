"""The tables, as migrations that are applied in order and never changed again.

Tables and columns are those of the SQLite engine; a test compares them. Times are whole
seconds since 1970 (UTC); columns ending in `_sealed` hold envelopes. Text that is
searched or sorted is compared byte by byte, whatever language the database speaks.
`rowid` is what SQLite has unasked: it tells the later of two rows that carry the same
second.
"""

from collections.abc import Callable, Sequence

import psycopg

from backend.domain.errors import StoreUnavailable
from backend.store.postgres.connection import Connection
from backend.store.postgres.locks import MIGRATING

Migration = Callable[[Connection], None]


def migrate(connection: Connection, migrations: Sequence[Migration]) -> None:
    """Bring a database to the newest schema, all steps or none.

    Of several replicas that start at once one does it, the others wait. Raises
    StoreUnavailable when the role may not.
    """
    with connection.transaction():
        connection.execute(f"SELECT pg_advisory_xact_lock({MIGRATING})")
        # Asked first: a role that may not create tables can serve what is up to date.
        if not exists(connection, "_migration"):
            execute(connection, "CREATE TABLE _migration (name text PRIMARY KEY)")
        rows = connection.execute("SELECT name FROM _migration").fetchall()
        applied = {row[0] for row in rows}
        for migration in migrations:
            name = migration.__name__
            if name not in applied:
                migration(connection)
                connection.execute("INSERT INTO _migration VALUES (%s)", (name,))


def exists(connection: Connection, table: str) -> bool:
    """Whether there is such a table where unqualified names lead."""
    row = connection.execute("SELECT to_regclass(%s)", (table,)).fetchone()
    return bool(row and row[0])


def anywhere(connection: Connection, table: str) -> bool:
    """Whether there is such a table in any schema of the database."""
    row = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM pg_class"
        " WHERE relname = %s AND relkind IN ('r', 'p'))",
        (table,),
    ).fetchone()
    return bool(row and row[0])


def execute(connection: Connection, *statements: str) -> None:
    """Make tables; raises StoreUnavailable when the role may not."""
    try:
        for statement in statements:
            connection.execute(statement)
    except psycopg.errors.InsufficientPrivilege as error:
        raise StoreUnavailable(
            "the database role may not create tables: start once, or run 'candor init',"
            " with a role that owns the schema"
        ) from error


def m001_organisations(connection: Connection) -> None:
    """Create organisations, their settings, and the people who send."""
    execute(
        connection,
        """CREATE TABLE organisation (
            org_id bytea PRIMARY KEY CHECK (length(org_id) = 16),
            name text NOT NULL,
            created_at bigint NOT NULL
        )""",
        """CREATE TABLE directory (
            provider text COLLATE "C" NOT NULL,
            directory_id text COLLATE "C" NOT NULL,
            org_id bytea NOT NULL REFERENCES organisation ON DELETE CASCADE,
            PRIMARY KEY (provider, directory_id)
        )""",
        "CREATE INDEX directory_of_organisation ON directory (org_id)",
        """CREATE TABLE setting (
            org_id bytea NOT NULL REFERENCES organisation ON DELETE CASCADE,
            name text COLLATE "C" NOT NULL,
            value text NOT NULL,
            PRIMARY KEY (org_id, name)
        )""",
        """CREATE TABLE unit (
            org_id bytea NOT NULL REFERENCES organisation ON DELETE CASCADE,
            id bytea NOT NULL,
            name text NOT NULL,
            home_region text NOT NULL,
            PRIMARY KEY (org_id, id)
        )""",
        """CREATE TABLE own_domain (
            org_id bytea NOT NULL REFERENCES organisation ON DELETE CASCADE,
            domain text COLLATE "C" NOT NULL,
            PRIMARY KEY (org_id, domain)
        )""",
        """CREATE TABLE domain_region (
            org_id bytea NOT NULL REFERENCES organisation ON DELETE CASCADE,
            domain text COLLATE "C" NOT NULL,
            region text NOT NULL,
            PRIMARY KEY (org_id, domain)
        )""",
        """CREATE TABLE principal (
            org_id bytea NOT NULL REFERENCES organisation ON DELETE CASCADE,
            id bytea NOT NULL,
            provider text COLLATE "C" NOT NULL,
            directory_id text COLLATE "C" NOT NULL,
            subject text COLLATE "C" NOT NULL,
            role text NOT NULL,
            created_at bigint NOT NULL,
            change bigint NOT NULL DEFAULT 0,
            PRIMARY KEY (org_id, id)
        )""",
        """CREATE UNIQUE INDEX principal_by_subject
            ON principal (provider, directory_id, subject)""",
        """CREATE TABLE preference (
            org_id bytea NOT NULL,
            principal_id bytea NOT NULL,
            name text COLLATE "C" NOT NULL,
            value text NOT NULL,
            PRIMARY KEY (org_id, principal_id, name),
            FOREIGN KEY (org_id, principal_id) REFERENCES principal (org_id, id)
                ON DELETE CASCADE
        )""",
        """CREATE TABLE audit (
            org_id bytea NOT NULL REFERENCES organisation ON DELETE CASCADE,
            number bigint NOT NULL,
            at bigint NOT NULL,
            actor text NOT NULL,
            action text NOT NULL,
            object text NOT NULL,
            PRIMARY KEY (org_id, number)
        )""",
    )


def m002_answers_of_recipients(connection: Connection) -> None:
    """Create what people said and what IT knows about them."""
    execute(
        connection,
        """CREATE TABLE address_region (
            org_id bytea NOT NULL REFERENCES organisation ON DELETE CASCADE,
            exact bytea NOT NULL,
            region text NOT NULL,
            PRIMARY KEY (org_id, exact)
        )""",
        """CREATE TABLE consent (
            org_id bytea NOT NULL REFERENCES organisation ON DELETE CASCADE,
            exact bytea NOT NULL,
            number bigint NOT NULL,
            state text NOT NULL,
            at bigint NOT NULL,
            method text,
            wording text,
            recorded_by text,
            PRIMARY KEY (org_id, exact, number)
        )""",
        """CREATE TABLE refusal (
            org_id bytea NOT NULL REFERENCES organisation ON DELETE CASCADE,
            exact bytea NOT NULL,
            family bytea NOT NULL,
            at bigint NOT NULL,
            source text NOT NULL,
            PRIMARY KEY (org_id, exact, family)
        )""",
        "CREATE INDEX refusal_by_family ON refusal (org_id, family)",
    )


def m003_messages(connection: Connection) -> None:
    """Create messages and what hangs on them."""
    execute(
        connection,
        """CREATE TABLE message (
            org_id bytea NOT NULL,
            id bytea NOT NULL CHECK (length(id) = 16),
            sender_id bytea NOT NULL,
            channel text COLLATE "C" NOT NULL,
            state text COLLATE "C" NOT NULL,
            confirmed boolean NOT NULL,
            mode text NOT NULL,
            basis text NOT NULL,
            issued_at bigint NOT NULL,
            sent_at bigint,
            recipient_count integer NOT NULL,
            draft_key bytea NOT NULL,
            recipients_key bytea NOT NULL,
            thread_key bytea,
            colleagues boolean NOT NULL,
            pixel_base text NOT NULL,
            retention_until bigint NOT NULL,
            viewing_at bigint,
            subject_sealed bytea,
            open_rows integer NOT NULL,
            fetches bigint NOT NULL,
            change bigint NOT NULL,
            rowid bigint GENERATED BY DEFAULT AS IDENTITY,
            PRIMARY KEY (org_id, id),
            FOREIGN KEY (org_id, sender_id) REFERENCES principal (org_id, id)
                ON DELETE CASCADE,
            CHECK (state <> 'erased' OR subject_sealed IS NULL)
        )""",
        """CREATE INDEX message_feed ON message (org_id, sender_id, change)
            WHERE state <> 'prepared'""",
        """CREATE INDEX message_by_draft
            ON message (org_id, sender_id, draft_key, issued_at, rowid)""",
        "CREATE INDEX message_issued ON message (org_id, sender_id, issued_at, id)",
        """CREATE INDEX message_by_thread
            ON message (org_id, sender_id, thread_key, issued_at, rowid)
            WHERE thread_key IS NOT NULL""",
        """CREATE INDEX message_prepared ON message (channel, issued_at)
            WHERE state = 'prepared'""",
        "CREATE INDEX message_retention ON message (retention_until)",
        """CREATE TABLE recipient (
            org_id bytea NOT NULL,
            message_id bytea NOT NULL,
            exact bytea NOT NULL,
            family bytea NOT NULL,
            label_sealed bytea,
            PRIMARY KEY (org_id, message_id, exact),
            FOREIGN KEY (org_id, message_id) REFERENCES message (org_id, id)
                ON DELETE CASCADE
        )""",
        "CREATE INDEX recipient_by_exact ON recipient (org_id, exact)",
        "CREATE INDEX recipient_by_family ON recipient (org_id, family)",
        f"""CREATE TABLE open (
            {_FETCH},
            PRIMARY KEY (org_id, id),
            FOREIGN KEY (org_id, message_id) REFERENCES message (org_id, id)
                ON DELETE CASCADE
        )""",
        "CREATE INDEX open_of_message ON open (org_id, message_id, at, rowid)",
        """CREATE TABLE link (
            org_id bytea NOT NULL,
            id bytea NOT NULL CHECK (length(id) = 16),
            message_id bytea NOT NULL,
            target_sealed bytea NOT NULL,
            text_sealed bytea,
            click_rows integer NOT NULL,
            clicks bigint NOT NULL,
            rowid bigint GENERATED BY DEFAULT AS IDENTITY,
            PRIMARY KEY (org_id, id),
            FOREIGN KEY (org_id, message_id) REFERENCES message (org_id, id)
                ON DELETE CASCADE
        )""",
        "CREATE INDEX link_of_message ON link (org_id, message_id, rowid)",
        f"""CREATE TABLE click (
            {_FETCH},
            link_id bytea NOT NULL,
            PRIMARY KEY (org_id, id),
            FOREIGN KEY (org_id, message_id) REFERENCES message (org_id, id)
                ON DELETE CASCADE,
            FOREIGN KEY (org_id, link_id) REFERENCES link (org_id, id)
                ON DELETE CASCADE
        )""",
        "CREATE INDEX click_of_message ON click (org_id, message_id, at, rowid)",
        "CREATE INDEX click_of_link ON click (org_id, link_id)",
        """CREATE TABLE token (
            lookup bytea PRIMARY KEY CHECK (length(lookup) = 16),
            purpose text COLLATE "C" NOT NULL,
            org_id bytea NOT NULL,
            message_id bytea NOT NULL,
            link_id bytea,
            FOREIGN KEY (org_id, message_id) REFERENCES message (org_id, id)
                ON DELETE CASCADE,
            FOREIGN KEY (org_id, link_id) REFERENCES link (org_id, id)
                ON DELETE CASCADE,
            CHECK ((purpose = 'click') = (link_id IS NOT NULL))
        )""",
        "CREATE INDEX token_of_message ON token (org_id, message_id)",
        """CREATE INDEX token_of_link ON token (org_id, link_id)
            WHERE link_id IS NOT NULL""",
    )


def m004_spools(connection: Connection) -> None:
    """Note up to where each spool was drained into here."""
    execute(
        connection,
        """CREATE TABLE spool (
            id bytea PRIMARY KEY CHECK (length(id) = 16),
            drained bigint NOT NULL
        )""",
    )


def m005_opens_by_message(connection: Connection) -> None:
    """Let fetches lie with their messages and say themselves where the feed has moved.

    To keep one adds a row and touches no other. What a message's row said of them
    follows from them; only those that left none are counted there.
    """
    execute(
        connection,
        "ALTER TABLE open ADD COLUMN sender_id bytea",
        "ALTER TABLE open ADD COLUMN change bigint NOT NULL DEFAULT 0",
        """UPDATE open SET sender_id = message.sender_id FROM message
            WHERE message.org_id = open.org_id AND message.id = open.message_id""",
        "ALTER TABLE open ALTER COLUMN sender_id SET NOT NULL",
        "ALTER TABLE open ALTER COLUMN change DROP DEFAULT",
        "ALTER TABLE open DROP CONSTRAINT open_pkey",
        "ALTER TABLE open ADD PRIMARY KEY (org_id, message_id, id)",
        "DROP INDEX open_of_message",
        """CREATE INDEX open_feed ON open (org_id, sender_id, change)
            WHERE change > 0""",
        "ALTER TABLE message ADD COLUMN surplus bigint NOT NULL DEFAULT 0",
        "UPDATE message SET surplus = fetches - open_rows WHERE fetches > open_rows",
        "ALTER TABLE message DROP COLUMN open_rows",
        "ALTER TABLE message DROP COLUMN fetches",
    )


def m006_mailboxes(connection: Connection) -> None:
    """Note at whom the recipients of a message have their mailboxes."""
    execute(
        connection,
        "ALTER TABLE message ADD COLUMN mailboxes text NOT NULL DEFAULT 'unknown'",
    )


def m007_links_in_their_order(connection: Connection) -> None:
    """Let replicas read on from the last link they know."""
    execute(connection, "CREATE INDEX link_by_number ON link (rowid)")


_FETCH = """
            org_id bytea NOT NULL,
            id bytea NOT NULL CHECK (length(id) = 16),
            message_id bytea NOT NULL,
            at bigint NOT NULL,
            class text NOT NULL,
            confidence double precision NOT NULL,
            reasons text NOT NULL,
            rules integer NOT NULL,
            client text NOT NULL,
            network text NOT NULL,
            prefetch boolean NOT NULL,
            os text,
            device text,
            age_seconds bigint,
            marked boolean NOT NULL,
            rowid bigint GENERATED BY DEFAULT AS IDENTITY""".strip()

MIGRATIONS: tuple[Migration, ...] = (
    m001_organisations,
    m002_answers_of_recipients,
    m003_messages,
    m004_spools,
    m005_opens_by_message,
    m006_mailboxes,
    m007_links_in_their_order,
)
