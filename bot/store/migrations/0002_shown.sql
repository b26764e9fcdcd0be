-- Which events a server has been shown, and when last: the next choice prefers others.

CREATE TABLE shown (
    guild_id   INTEGER NOT NULL,
    event      TEXT    NOT NULL,
    local_date TEXT    NOT NULL,
    PRIMARY KEY (guild_id, event)
) STRICT, WITHOUT ROWID;
