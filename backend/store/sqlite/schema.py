"""The tables, as migrations that are applied in order and never changed again.

Times are whole seconds since 1970 (UTC); columns ending in `_sealed` hold envelopes.
"""

import sqlite3

from sqlite_utils import Database, Migrations

migrations = Migrations("candor")


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a database to the newest schema, all steps or none."""
    # Plugins are other people's code: none of it near the data.
    db = Database(connection, execute_plugins=False)
    if db.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        db.execute("PRAGMA journal_mode = WAL")
    # sqlite-utils begins without taking the write lock, so that of two starting
    # processes one would fail; inside this transaction it only sets savepoints.
    db.execute("BEGIN IMMEDIATE")
    try:
        migrations.apply(db)
        db.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            db.execute("ROLLBACK")
        raise


@migrations()
def m001_organisations(db: Database) -> None:
    """Create organisations, their settings, and the people who send."""
    for statement in (
        """CREATE TABLE organisation (
            org_id BLOB PRIMARY KEY CHECK (length(org_id) = 16),
            name TEXT NOT NULL,
            created_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE directory (
            provider TEXT NOT NULL,
            directory_id TEXT NOT NULL,
            org_id BLOB NOT NULL REFERENCES organisation ON DELETE CASCADE,
            PRIMARY KEY (provider, directory_id)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX directory_of_organisation ON directory (org_id)",
        """CREATE TABLE setting (
            org_id BLOB NOT NULL REFERENCES organisation ON DELETE CASCADE,
            name TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (org_id, name)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE unit (
            org_id BLOB NOT NULL REFERENCES organisation ON DELETE CASCADE,
            id BLOB NOT NULL,
            name TEXT NOT NULL,
            home_region TEXT NOT NULL,
            PRIMARY KEY (org_id, id)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE own_domain (
            org_id BLOB NOT NULL REFERENCES organisation ON DELETE CASCADE,
            domain TEXT NOT NULL,
            PRIMARY KEY (org_id, domain)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE domain_region (
            org_id BLOB NOT NULL REFERENCES organisation ON DELETE CASCADE,
            domain TEXT NOT NULL,
            region TEXT NOT NULL,
            PRIMARY KEY (org_id, domain)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE principal (
            org_id BLOB NOT NULL REFERENCES organisation ON DELETE CASCADE,
            id BLOB NOT NULL,
            provider TEXT NOT NULL,
            directory_id TEXT NOT NULL,
            subject TEXT NOT NULL,
            role TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            change INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (org_id, id)
        ) STRICT, WITHOUT ROWID""",
        """CREATE UNIQUE INDEX principal_by_subject
            ON principal (provider, directory_id, subject)""",
        """CREATE TABLE preference (
            org_id BLOB NOT NULL,
            principal_id BLOB NOT NULL,
            name TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (org_id, principal_id, name),
            FOREIGN KEY (org_id, principal_id) REFERENCES principal (org_id, id)
                ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE audit (
            org_id BLOB NOT NULL REFERENCES organisation ON DELETE CASCADE,
            number INTEGER NOT NULL,
            at INTEGER NOT NULL,
            actor TEXT NOT NULL,
            action TEXT NOT NULL,
            object TEXT NOT NULL,
            PRIMARY KEY (org_id, number)
        ) STRICT, WITHOUT ROWID""",
    ):
        db.execute(statement)


@migrations()
def m002_answers_of_recipients(db: Database) -> None:
    """Create what people said and what IT knows about them."""
    for statement in (
        """CREATE TABLE address_region (
            org_id BLOB NOT NULL REFERENCES organisation ON DELETE CASCADE,
            exact BLOB NOT NULL,
            region TEXT NOT NULL,
            PRIMARY KEY (org_id, exact)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE consent (
            org_id BLOB NOT NULL REFERENCES organisation ON DELETE CASCADE,
            exact BLOB NOT NULL,
            number INTEGER NOT NULL,
            state TEXT NOT NULL,
            at INTEGER NOT NULL,
            method TEXT,
            wording TEXT,
            recorded_by TEXT,
            PRIMARY KEY (org_id, exact, number)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE refusal (
            org_id BLOB NOT NULL REFERENCES organisation ON DELETE CASCADE,
            exact BLOB NOT NULL,
            family BLOB NOT NULL,
            at INTEGER NOT NULL,
            source TEXT NOT NULL,
            PRIMARY KEY (org_id, exact, family)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX refusal_by_family ON refusal (org_id, family)",
    ):
        db.execute(statement)


@migrations()
def m003_messages(db: Database) -> None:
    """Create messages and what hangs on them.

    Message and open keep SQLite's row number: it tells the later of two rows that
    carry the same second.
    """
    for statement in (
        """CREATE TABLE message (
            org_id BLOB NOT NULL,
            id BLOB NOT NULL CHECK (length(id) = 16),
            sender_id BLOB NOT NULL,
            channel TEXT NOT NULL,
            state TEXT NOT NULL,
            confirmed INTEGER NOT NULL,
            mode TEXT NOT NULL,
            basis TEXT NOT NULL,
            issued_at INTEGER NOT NULL,
            sent_at INTEGER,
            recipient_count INTEGER NOT NULL,
            draft_key BLOB NOT NULL,
            recipients_key BLOB NOT NULL,
            thread_key BLOB,
            colleagues INTEGER NOT NULL,
            pixel_base TEXT NOT NULL,
            retention_until INTEGER NOT NULL,
            viewing_at INTEGER,
            subject_sealed BLOB,
            open_rows INTEGER NOT NULL,
            fetches INTEGER NOT NULL,
            change INTEGER NOT NULL,
            PRIMARY KEY (org_id, id),
            FOREIGN KEY (org_id, sender_id) REFERENCES principal (org_id, id)
                ON DELETE CASCADE,
            CHECK (state <> 'erased' OR subject_sealed IS NULL)
        ) STRICT""",
        """CREATE INDEX message_feed ON message (org_id, sender_id, change)
            WHERE state <> 'prepared'""",
        """CREATE INDEX message_by_draft
            ON message (org_id, sender_id, draft_key, issued_at)""",
        "CREATE INDEX message_issued ON message (org_id, sender_id, issued_at, id)",
        """CREATE INDEX message_by_thread
            ON message (org_id, sender_id, thread_key, issued_at)
            WHERE thread_key IS NOT NULL""",
        """CREATE INDEX message_prepared ON message (channel, issued_at)
            WHERE state = 'prepared'""",
        "CREATE INDEX message_retention ON message (retention_until)",
        """CREATE TABLE recipient (
            org_id BLOB NOT NULL,
            message_id BLOB NOT NULL,
            exact BLOB NOT NULL,
            family BLOB NOT NULL,
            label_sealed BLOB,
            PRIMARY KEY (org_id, message_id, exact),
            FOREIGN KEY (org_id, message_id) REFERENCES message (org_id, id)
                ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX recipient_by_exact ON recipient (org_id, exact)",
        "CREATE INDEX recipient_by_family ON recipient (org_id, family)",
        """CREATE TABLE token (
            lookup BLOB PRIMARY KEY CHECK (length(lookup) = 16),
            purpose TEXT NOT NULL,
            org_id BLOB NOT NULL,
            message_id BLOB NOT NULL,
            FOREIGN KEY (org_id, message_id) REFERENCES message (org_id, id)
                ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX token_of_message ON token (org_id, message_id)",
        """CREATE TABLE open (
            org_id BLOB NOT NULL,
            id BLOB NOT NULL CHECK (length(id) = 16),
            message_id BLOB NOT NULL,
            at INTEGER NOT NULL,
            class TEXT NOT NULL,
            confidence REAL NOT NULL,
            reasons TEXT NOT NULL,
            rules INTEGER NOT NULL,
            client TEXT NOT NULL,
            network TEXT NOT NULL,
            prefetch INTEGER NOT NULL,
            os TEXT,
            device TEXT,
            age_seconds INTEGER,
            marked INTEGER NOT NULL,
            PRIMARY KEY (org_id, id),
            FOREIGN KEY (org_id, message_id) REFERENCES message (org_id, id)
                ON DELETE CASCADE
        ) STRICT""",
        "CREATE INDEX open_of_message ON open (org_id, message_id, at)",
    ):
        db.execute(statement)


@migrations()
def m004_links(db: Database) -> None:
    """Create the links a sender asks to be told about, and their clicks."""
    for statement in (
        """CREATE TABLE link (
            org_id BLOB NOT NULL,
            id BLOB NOT NULL CHECK (length(id) = 16),
            message_id BLOB NOT NULL,
            lookup BLOB NOT NULL CHECK (length(lookup) = 16),
            target_sealed BLOB NOT NULL,
            label_sealed BLOB,
            state TEXT NOT NULL,
            PRIMARY KEY (org_id, id),
            FOREIGN KEY (org_id, message_id) REFERENCES message (org_id, id)
                ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID""",
        "CREATE UNIQUE INDEX link_by_lookup ON link (lookup)",
        "CREATE INDEX link_of_message ON link (org_id, message_id)",
        """CREATE TABLE click (
            org_id BLOB NOT NULL,
            id BLOB NOT NULL CHECK (length(id) = 16),
            message_id BLOB NOT NULL,
            link_id BLOB NOT NULL,
            at INTEGER NOT NULL,
            class TEXT NOT NULL,
            confidence REAL NOT NULL,
            reasons TEXT NOT NULL,
            rules INTEGER NOT NULL,
            client TEXT NOT NULL,
            network TEXT NOT NULL,
            prefetch INTEGER NOT NULL,
            os TEXT,
            device TEXT,
            age_seconds INTEGER,
            marked INTEGER NOT NULL,
            PRIMARY KEY (org_id, id),
            FOREIGN KEY (org_id, message_id) REFERENCES message (org_id, id)
                ON DELETE CASCADE,
            FOREIGN KEY (org_id, link_id) REFERENCES link (org_id, id)
                ON DELETE CASCADE
        ) STRICT""",
        "CREATE INDEX click_of_message ON click (org_id, message_id, at)",
        "CREATE INDEX click_of_link ON click (org_id, link_id)",
    ):
        db.execute(statement)


@migrations()
def m005_tokens_of_links(db: Database) -> None:
    """Let tokens lead to links, as to messages: by the one table of look-ups.

    Links and clicks are made anew, for nothing has written any so far. Both keep
    SQLite's row number, as message and open do.
    """
    for statement in (
        "DROP TABLE click",
        "DROP TABLE link",
        """CREATE TABLE link (
            org_id BLOB NOT NULL,
            id BLOB NOT NULL CHECK (length(id) = 16),
            message_id BLOB NOT NULL,
            target_sealed BLOB NOT NULL,
            text_sealed BLOB,
            click_rows INTEGER NOT NULL,
            clicks INTEGER NOT NULL,
            PRIMARY KEY (org_id, id),
            FOREIGN KEY (org_id, message_id) REFERENCES message (org_id, id)
                ON DELETE CASCADE
        ) STRICT""",
        "CREATE INDEX link_of_message ON link (org_id, message_id)",
        """CREATE TABLE click (
            org_id BLOB NOT NULL,
            id BLOB NOT NULL CHECK (length(id) = 16),
            message_id BLOB NOT NULL,
            link_id BLOB NOT NULL,
            at INTEGER NOT NULL,
            class TEXT NOT NULL,
            confidence REAL NOT NULL,
            reasons TEXT NOT NULL,
            rules INTEGER NOT NULL,
            client TEXT NOT NULL,
            network TEXT NOT NULL,
            prefetch INTEGER NOT NULL,
            os TEXT,
            device TEXT,
            age_seconds INTEGER,
            marked INTEGER NOT NULL,
            PRIMARY KEY (org_id, id),
            FOREIGN KEY (org_id, message_id) REFERENCES message (org_id, id)
                ON DELETE CASCADE,
            FOREIGN KEY (org_id, link_id) REFERENCES link (org_id, id)
                ON DELETE CASCADE
        ) STRICT""",
        "CREATE INDEX click_of_message ON click (org_id, message_id, at)",
        "CREATE INDEX click_of_link ON click (org_id, link_id)",
        """CREATE TABLE token_with_link (
            lookup BLOB PRIMARY KEY CHECK (length(lookup) = 16),
            purpose TEXT NOT NULL,
            org_id BLOB NOT NULL,
            message_id BLOB NOT NULL,
            link_id BLOB,
            FOREIGN KEY (org_id, message_id) REFERENCES message (org_id, id)
                ON DELETE CASCADE,
            FOREIGN KEY (org_id, link_id) REFERENCES link (org_id, id)
                ON DELETE CASCADE,
            CHECK ((purpose = 'click') = (link_id IS NOT NULL))
        ) STRICT, WITHOUT ROWID""",
        """INSERT INTO token_with_link (lookup, purpose, org_id, message_id)
            SELECT lookup, purpose, org_id, message_id FROM token""",
        "DROP TABLE token",
        "ALTER TABLE token_with_link RENAME TO token",
        "CREATE INDEX token_of_message ON token (org_id, message_id)",
        """CREATE INDEX token_of_link ON token (org_id, link_id)
            WHERE link_id IS NOT NULL""",
    ):
        db.execute(statement)


@migrations()
def m006_spools(db: Database) -> None:
    """Note up to where each spool was drained into here."""
    db.execute(
        """CREATE TABLE spool (
            id BLOB PRIMARY KEY CHECK (length(id) = 16),
            drained INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID"""
    )


@migrations()
def m007_opens_by_message(db: Database) -> None:
    """Let fetches lie with their messages and say themselves where the feed has moved.

    To keep one adds a row and touches no other. What a message's row said of them
    follows from them; only those that left none are counted there.
    """
    for statement in (
        """CREATE TABLE open_by_message (
            org_id BLOB NOT NULL,
            id BLOB NOT NULL CHECK (length(id) = 16),
            message_id BLOB NOT NULL,
            sender_id BLOB NOT NULL,
            change INTEGER NOT NULL,
            at INTEGER NOT NULL,
            class TEXT NOT NULL,
            confidence REAL NOT NULL,
            reasons TEXT NOT NULL,
            rules INTEGER NOT NULL,
            client TEXT NOT NULL,
            network TEXT NOT NULL,
            prefetch INTEGER NOT NULL,
            os TEXT,
            device TEXT,
            age_seconds INTEGER,
            marked INTEGER NOT NULL,
            PRIMARY KEY (org_id, message_id, id),
            FOREIGN KEY (org_id, message_id) REFERENCES message (org_id, id)
                ON DELETE CASCADE
        ) STRICT""",
        """INSERT INTO open_by_message (rowid, org_id, id, message_id, sender_id,
                change, at, class, confidence, reasons, rules, client, network,
                prefetch, os, device, age_seconds, marked)
            SELECT open.rowid, open.org_id, open.id, message_id, sender_id, 0, at,
                class, confidence, reasons, rules, client, network, prefetch, os,
                device, age_seconds, marked
            FROM open JOIN message ON message.org_id = open.org_id
                AND message.id = open.message_id
            ORDER BY open.rowid""",
        "DROP TABLE open",
        "ALTER TABLE open_by_message RENAME TO open",
        """CREATE INDEX open_feed ON open (org_id, sender_id, change)
            WHERE change > 0""",
        "ALTER TABLE message ADD COLUMN surplus INTEGER NOT NULL DEFAULT 0",
        "UPDATE message SET surplus = fetches - open_rows WHERE fetches > open_rows",
        "ALTER TABLE message DROP COLUMN open_rows",
        "ALTER TABLE message DROP COLUMN fetches",
    ):
        db.execute(statement)


@migrations()
def m008_mailboxes(db: Database) -> None:
    """Note at whom the recipients of a message have their mailboxes."""
    db.execute(
        "ALTER TABLE message ADD COLUMN mailboxes TEXT NOT NULL DEFAULT 'unknown'"
    )
