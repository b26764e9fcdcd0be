-- The dataset as tables. Derived from data/: built whole, never changed afterwards, deletable at will.
-- Columns equal the fields of bot.core.model; the *_record views give a record back with everything it refers to.

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

-- Every record once: what it is called in a line, and how much weight it has among others of that name.
CREATE TABLE record (
    id     INTEGER PRIMARY KEY,  -- in order of weight; the rowid of text_index
    slug   TEXT NOT NULL UNIQUE,
    kind   TEXT NOT NULL CHECK (kind IN ('person', 'organization', 'topic', 'event', 'quote', 'source')),
    name   TEXT NOT NULL,
    hint   TEXT NOT NULL,
    weight INTEGER NOT NULL CHECK (weight >= 0)
) STRICT;

CREATE TABLE redirect (
    slug        TEXT PRIMARY KEY,
    replaced_by TEXT NOT NULL REFERENCES record (slug)
) STRICT, WITHOUT ROWID;

CREATE TABLE source (
    slug      TEXT PRIMARY KEY REFERENCES record (slug),
    title     TEXT NOT NULL,
    publisher TEXT NOT NULL,
    authors   TEXT NOT NULL CHECK (json_valid(authors)),
    published TEXT,
    updated   TEXT,
    url       TEXT NOT NULL UNIQUE,
    archive   TEXT,
    kind      TEXT NOT NULL,
    language  TEXT NOT NULL,
    seen      TEXT NOT NULL,
    last_day  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE person (
    slug    TEXT PRIMARY KEY REFERENCES record (slug),
    name    TEXT NOT NULL,
    aliases TEXT NOT NULL CHECK (json_valid(aliases)),
    summary TEXT NOT NULL,
    checked TEXT NOT NULL,
    links   TEXT NOT NULL CHECK (json_valid(links))
) STRICT, WITHOUT ROWID;

CREATE TABLE organization (
    slug      TEXT PRIMARY KEY REFERENCES record (slug),
    name      TEXT NOT NULL,
    aliases   TEXT NOT NULL CHECK (json_valid(aliases)),
    kind      TEXT NOT NULL,
    part_of   TEXT REFERENCES organization (slug),
    founded   TEXT,
    dissolved TEXT,
    summary   TEXT NOT NULL,
    checked   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE role (
    person       TEXT    NOT NULL REFERENCES person (slug),
    position     INTEGER NOT NULL,
    title        TEXT    NOT NULL,
    organization TEXT    NOT NULL REFERENCES organization (slug),
    start        TEXT,
    "end"        TEXT,
    ended        INTEGER NOT NULL CHECK (ended IN (0, 1)),
    PRIMARY KEY (person, position)
) STRICT, WITHOUT ROWID;

-- Who has a role at an organization, in the order in which its card lists them.
CREATE TABLE member (
    organization TEXT    NOT NULL REFERENCES organization (slug),
    gone         INTEGER NOT NULL CHECK (gone IN (0, 1)),  -- no role there lasts
    place        INTEGER NOT NULL,  -- the person's record.id
    person       TEXT    NOT NULL REFERENCES person (slug),
    PRIMARY KEY (organization, gone, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE topic (
    slug    TEXT PRIMARY KEY REFERENCES record (slug),
    name    TEXT NOT NULL,
    summary TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
    slug        TEXT PRIMARY KEY REFERENCES record (slug),
    date        TEXT    NOT NULL,
    first_day   TEXT    NOT NULL,
    last_day    TEXT    NOT NULL,
    sequence    INTEGER NOT NULL,  -- the order of the files, which settles what came first on one day
    anniversary TEXT CHECK (anniversary GLOB '[01][0-9]-[0-3][0-9]'),  -- only when known to the day
    title       TEXT    NOT NULL,
    summary     TEXT    NOT NULL,
    status      TEXT    NOT NULL CHECK (status IN ('confirmed', 'reported', 'alleged', 'disputed')),
    importance  INTEGER NOT NULL CHECK (importance BETWEEN 1 AND 3),
    known       TEXT,
    response    TEXT,
    daily       INTEGER NOT NULL CHECK (daily IN (0, 1)),
    evidence    TEXT    NOT NULL CHECK (json_valid(evidence)),
    note        TEXT,
    CHECK (first_day <= last_day),
    CHECK (status IN ('confirmed', 'reported') OR response IS NOT NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_by_day ON event (first_day, last_day, sequence);
CREATE INDEX event_by_importance ON event (importance, first_day, last_day, sequence);
CREATE INDEX event_by_anniversary ON event (anniversary, first_day, sequence) WHERE anniversary IS NOT NULL;
CREATE INDEX event_of_many_days ON event (last_day, first_day) WHERE first_day < last_day;

-- Whom and what an event is about. 'within' are the organizations that one of its organizations is part of.
CREATE TABLE event_subject (
    subject    TEXT    NOT NULL REFERENCES record (slug),
    first_day  TEXT    NOT NULL,
    last_day   TEXT    NOT NULL,
    sequence   INTEGER NOT NULL,
    event      TEXT    NOT NULL REFERENCES event (slug),
    field      TEXT    NOT NULL CHECK (field IN ('people', 'organizations', 'topics', 'within')),
    position   INTEGER NOT NULL,
    importance INTEGER NOT NULL,
    PRIMARY KEY (subject, first_day, last_day, sequence)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_subject_by_event ON event_subject (event, field, position);
CREATE INDEX event_subject_by_importance ON event_subject (subject, importance, first_day, sequence);

CREATE TABLE event_related (
    event    TEXT    NOT NULL REFERENCES event (slug),
    position INTEGER NOT NULL,
    related  TEXT    NOT NULL REFERENCES event (slug),
    PRIMARY KEY (event, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE quote (
    slug      TEXT PRIMARY KEY REFERENCES record (slug),
    speaker   TEXT REFERENCES record (slug),
    described TEXT,
    text      TEXT NOT NULL,
    said      TEXT NOT NULL,
    first_day TEXT NOT NULL,
    context   TEXT NOT NULL,
    event     TEXT REFERENCES event (slug),
    source    TEXT NOT NULL REFERENCES source (slug),
    locator   TEXT,
    status    TEXT NOT NULL CHECK (status IN ('verified', 'disputed', 'misattributed')),
    evidence  TEXT NOT NULL CHECK (json_valid(evidence)),
    note      TEXT,
    draw      INTEGER UNIQUE,  -- the verified ones are numbered from 0
    weight    INTEGER NOT NULL,  -- the importance of its event
    CHECK ((speaker IS NULL) <> (described IS NULL)),
    CHECK ((draw IS NULL) = (status <> 'verified'))
) STRICT, WITHOUT ROWID;
CREATE INDEX quote_by_speaker ON quote (speaker, first_day DESC, slug);
CREATE INDEX quote_by_event ON quote (event, first_day DESC, slug);
CREATE INDEX quote_by_weight ON quote (speaker, draw IS NULL, weight DESC, first_day DESC, slug);

-- What a statement rests on: of a record's `sources`, `response_sources`, `source`, or of its role number `part`.
CREATE TABLE citation (
    record   TEXT    NOT NULL REFERENCES record (slug),
    field    TEXT    NOT NULL CHECK (field IN ('sources', 'response_sources', 'source', 'roles')),
    part     INTEGER NOT NULL,
    position INTEGER NOT NULL,
    source   TEXT    NOT NULL REFERENCES source (slug),
    PRIMARY KEY (record, field, part, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX citation_by_source ON citation (source, record);

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
    record TEXT NOT NULL REFERENCES record (slug),
    area   TEXT NOT NULL CHECK (area IN ('subject', 'event', 'source')),
    key    TEXT NOT NULL
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

CREATE VIEW source_record AS
SELECT source.*,
       json_object(
           'slug', slug, 'title', title, 'publisher', publisher, 'authors', json(authors), 'published', published,
           'updated', updated, 'url', url, 'archive', archive, 'kind', kind, 'language', language, 'seen', seen
       ) AS object
FROM source;

-- In the views below, `cited` holds all sources that a record cites, as one JSON array. It is written out in each: SQLite
-- would read the whole table for a view of its own that is grouped by record.

CREATE VIEW person_record AS
SELECT person.*,
       (SELECT json_group_array(source) FROM (
            SELECT source FROM citation WHERE record = person.slug AND field = 'sources' ORDER BY position)) AS sources,
       (SELECT json_group_array(json(object)) FROM (
            SELECT json_object(
                       'title', title, 'organization', organization, 'start', start, 'end', "end", 'ended', ended,
                       'sources', (SELECT json_group_array(source) FROM citation
                                   WHERE record = person AND field = 'roles' AND part = role.position)) AS object
            FROM role WHERE person = person.slug ORDER BY position)) AS roles,
       (SELECT json_group_array(json(object)) FROM citation JOIN source_record ON source_record.slug = citation.source
        WHERE citation.record = person.slug) AS cited,
       (SELECT json_group_object(record.slug, record.name)
        FROM role JOIN record ON record.slug = role.organization WHERE role.person = person.slug) AS names
FROM person;

CREATE VIEW organization_record AS
SELECT organization.*,
       (SELECT json_group_array(source) FROM (
            SELECT source FROM citation
            WHERE record = organization.slug AND field = 'sources' ORDER BY position)) AS sources,
       (SELECT json_group_array(json(object)) FROM citation JOIN source_record ON source_record.slug = citation.source
        WHERE citation.record = organization.slug) AS cited,
       (SELECT json_group_object(slug, name) FROM record WHERE record.slug = organization.part_of) AS names
FROM organization;

CREATE VIEW event_record AS
SELECT event.*,
       (SELECT json_group_array(subject) FROM (
            SELECT subject FROM event_subject WHERE event = event.slug AND field = 'people' ORDER BY position)) AS people,
       (SELECT json_group_array(subject) FROM (
            SELECT subject FROM event_subject
            WHERE event = event.slug AND field = 'organizations' ORDER BY position)) AS organizations,
       (SELECT json_group_array(subject) FROM (
            SELECT subject FROM event_subject WHERE event = event.slug AND field = 'topics' ORDER BY position)) AS topics,
       (SELECT json_group_array(related) FROM (
            SELECT related FROM event_related WHERE event = event.slug ORDER BY position)) AS related,
       (SELECT json_group_array(source) FROM (
            SELECT source FROM citation WHERE record = event.slug AND field = 'sources' ORDER BY position)) AS sources,
       (SELECT json_group_array(source) FROM (
            SELECT source FROM citation
            WHERE record = event.slug AND field = 'response_sources' ORDER BY position)) AS response_sources,
       (SELECT json_group_array(json(object)) FROM citation JOIN source_record ON source_record.slug = citation.source
        WHERE citation.record = event.slug) AS cited,
       (SELECT json_group_object(record.slug, record.name)
        FROM event_subject JOIN record ON record.slug = event_subject.subject
        WHERE event_subject.event = event.slug) AS names
FROM event;

CREATE VIEW quote_record AS
SELECT quote.*,
       (SELECT json_group_array(json(object)) FROM citation JOIN source_record ON source_record.slug = citation.source
        WHERE citation.record = quote.slug) AS cited,
       (SELECT json_group_object(slug, name) FROM record WHERE record.slug = quote.speaker) AS names
FROM quote;
