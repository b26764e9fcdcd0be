-- The dataset as tables. Derived from data/: built whole, never changed afterwards, deletable at will.
-- `record` holds what there is to say; the other tables hold what it is looked up by, in the order in which it is listed.

CREATE TABLE edition (
    fingerprint TEXT NOT NULL,  -- of data/
    builder     TEXT NOT NULL,  -- of this schema and of what fills it; both say whether the file is current
    name        TEXT NOT NULL,
    version     TEXT NOT NULL,
    topic       TEXT NOT NULL,
    licence     TEXT NOT NULL,
    maintainer  TEXT NOT NULL,
    report      TEXT NOT NULL
) STRICT;

-- How many records of each kind there are, and the day a card was last checked.
CREATE TABLE size (
    people        INTEGER NOT NULL,
    organizations INTEGER NOT NULL,
    events        INTEGER NOT NULL,
    quotes        INTEGER NOT NULL,
    sources       INTEGER NOT NULL,
    last_checked  TEXT
) STRICT;

-- Every record once: what it is called in a line, how much weight it has among others of that name, and all that it says
-- as JSON (bot.store.rows): its fields, the sources that it cites and the names of whom it refers to.
CREATE TABLE record (
    id      INTEGER PRIMARY KEY,  -- in order of weight; the rowid of text_index and quote_index
    slug    TEXT NOT NULL UNIQUE,
    kind    TEXT NOT NULL CHECK (kind IN ('person', 'organization', 'topic', 'event', 'quote', 'source')),
    name    TEXT NOT NULL,
    hint    TEXT NOT NULL,
    weight  INTEGER NOT NULL CHECK (weight >= 0),
    content TEXT NOT NULL CHECK (json_valid(content))
) STRICT;

CREATE TABLE redirect (
    slug        TEXT PRIMARY KEY,
    replaced_by TEXT NOT NULL REFERENCES record (slug)
) STRICT, WITHOUT ROWID;

CREATE TABLE source (
    slug     TEXT PRIMARY KEY REFERENCES record (slug),
    last_day TEXT NOT NULL  -- that its date of publication can mean
) STRICT, WITHOUT ROWID;

-- What a record rests on.
CREATE TABLE citation (
    record TEXT NOT NULL REFERENCES record (slug),
    source TEXT NOT NULL REFERENCES source (slug),
    PRIMARY KEY (record, source)
) STRICT, WITHOUT ROWID;
CREATE INDEX citation_by_source ON citation (source, record);

-- Who has a role at an organization, in the order in which its card lists them.
CREATE TABLE member (
    organization TEXT    NOT NULL REFERENCES record (slug),
    gone         INTEGER NOT NULL CHECK (gone IN (0, 1)),  -- no role there lasts
    place        INTEGER NOT NULL REFERENCES record (id),  -- of the person
    PRIMARY KEY (organization, gone, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
    slug        TEXT PRIMARY KEY REFERENCES record (slug),
    first_day   TEXT    NOT NULL,
    last_day    TEXT    NOT NULL,
    sequence    INTEGER NOT NULL,  -- the order of the files, which settles what came first on one day
    anniversary TEXT CHECK (anniversary GLOB '[01][0-9]-[0-3][0-9]'),  -- only when known to the day
    importance  INTEGER NOT NULL CHECK (importance BETWEEN 1 AND 3),
    daily       INTEGER NOT NULL CHECK (daily IN (0, 1)),
    CHECK (first_day <= last_day)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_by_day ON event (first_day, last_day, sequence);
CREATE INDEX event_by_importance ON event (importance, first_day, last_day, sequence);
CREATE INDEX event_by_anniversary ON event (anniversary, first_day, sequence) WHERE anniversary IS NOT NULL;
CREATE INDEX event_of_many_days ON event (last_day, first_day) WHERE first_day < last_day;

-- Whom and what an event is about; the organizations that one of its organizations is part of are among them.
CREATE TABLE event_subject (
    subject    TEXT    NOT NULL REFERENCES record (slug),
    first_day  TEXT    NOT NULL,
    last_day   TEXT    NOT NULL,
    sequence   INTEGER NOT NULL,
    event      TEXT    NOT NULL REFERENCES event (slug),
    importance INTEGER NOT NULL,
    PRIMARY KEY (subject, first_day, last_day, sequence)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_subject_by_importance ON event_subject (subject, importance, first_day, sequence);

-- Events to read together, in both directions.
CREATE TABLE event_related (
    event   TEXT NOT NULL REFERENCES event (slug),
    related TEXT NOT NULL REFERENCES event (slug),
    PRIMARY KEY (event, related)
) STRICT, WITHOUT ROWID;

CREATE TABLE quote (
    slug      TEXT PRIMARY KEY REFERENCES record (slug),
    place     INTEGER NOT NULL UNIQUE REFERENCES record (id),
    speaker   TEXT REFERENCES record (slug),
    text      TEXT NOT NULL,
    status    TEXT NOT NULL CHECK (status IN ('verified', 'disputed', 'misattributed')),
    first_day TEXT NOT NULL,
    event     TEXT REFERENCES event (slug),
    draw      INTEGER UNIQUE,  -- the verified ones are numbered from 0
    weight    INTEGER NOT NULL,  -- the importance of its event
    CHECK ((draw IS NULL) = (status <> 'verified'))
) STRICT, WITHOUT ROWID;
CREATE INDEX quote_by_speaker ON quote (speaker, first_day DESC, slug);
CREATE INDEX quote_by_event ON quote (event, first_day DESC, slug);
CREATE INDEX quote_by_weight ON quote (speaker, draw IS NULL, weight DESC, first_day DESC, slug);

CREATE TABLE correction (
    slug   TEXT PRIMARY KEY,
    record TEXT NOT NULL,
    date   TEXT NOT NULL,
    was    TEXT NOT NULL,
    now    TEXT NOT NULL,
    why    TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX correction_by_record ON correction (record, date);

-- Every name a record answers to, folded as bot.core.names does it, in order of weight.
CREATE TABLE name (
    id     INTEGER PRIMARY KEY,
    record INTEGER NOT NULL REFERENCES record (id),
    area   TEXT    NOT NULL CHECK (area IN ('subject', 'event', 'source')),
    key    TEXT    NOT NULL
) STRICT;
CREATE INDEX name_by_key ON name (key, record);

-- Inserted in order of weight, so that rowid order is the order of choices and nothing needs sorting.
CREATE VIRTUAL TABLE subject_index USING fts5 (key, content = '', prefix = '1 2 3', tokenize = 'unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE event_index   USING fts5 (key, content = '', prefix = '1 2 3', tokenize = 'unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE source_index  USING fts5 (key, content = '', prefix = '1 2 3', tokenize = 'unicode61 remove_diacritics 2');

CREATE VIRTUAL TABLE text_index USING fts5 (name, body, content = '', tokenize = 'porter unicode61 remove_diacritics 2');

CREATE VIRTUAL TABLE quote_index USING fts5 (words, content = '', tokenize = 'porter unicode61 remove_diacritics 2');
CREATE TABLE quote_word (
    word   TEXT PRIMARY KEY,
    quotes INTEGER NOT NULL  -- that have it
) STRICT, WITHOUT ROWID;
