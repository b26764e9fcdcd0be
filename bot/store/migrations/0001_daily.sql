-- What servers chose for their daily post, and the ledger of the posts.

CREATE TABLE daily (
    guild_id   INTEGER PRIMARY KEY,
    channel_id INTEGER NOT NULL,
    minute     INTEGER NOT NULL CHECK (minute BETWEEN 0 AND 1439),  -- from local midnight
    zone       TEXT    NOT NULL,
    role_id    INTEGER,
    quiet      INTEGER NOT NULL CHECK (quiet IN (0, 1)),
    publish    INTEGER NOT NULL CHECK (publish IN (0, 1)),
    topic      TEXT    NOT NULL,
    minimum    INTEGER NOT NULL CHECK (minimum BETWEEN 1 AND 3),
    first_date TEXT    NOT NULL,  -- the first local date that gets a post
    paused     TEXT    NOT NULL,  -- why nothing is posted; empty while it is
    due_at     REAL    NOT NULL   -- when to look again, in seconds since 1970 (UTC)
) STRICT;
CREATE INDEX daily_by_due ON daily (due_at);

-- One row a server and local date, made before anything is sent.
CREATE TABLE post (
    guild_id   INTEGER NOT NULL,
    slot       TEXT    NOT NULL CHECK (slot = 'daily'),
    local_date TEXT    NOT NULL,
    outcome    TEXT    NOT NULL CHECK (outcome IN ('claimed', 'sent', 'skipped', 'failed', 'unknown')),
    reason     TEXT    NOT NULL,
    due_at     REAL    NOT NULL,  -- seconds since 1970 (UTC)
    claimed_at REAL,              -- when it was last tried to send it
    channel_id INTEGER,
    message_id INTEGER,
    PRIMARY KEY (guild_id, slot, local_date),
    CHECK ((outcome = 'sent') = (message_id IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX post_by_outcome ON post (outcome) WHERE outcome = 'claimed';
