"""Read-only questions to the dataset's tables; one method is one statement and one return type.

They are asked on the event loop: a statement takes less time than it takes to hand it to a thread and back, which is
what aiosqlite does (`make bench`). The state file, which is written to a disk, is aiosqlite's.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from bot.core.dates import MonthDay
from bot.core.found import Count, Found, Hit, Named, References
from bot.core.model import Correction, Edition, Event, Organization, Person, Quote, Source
from bot.core.names import fold
from bot.core.paging import Window
from bot.core.quotecheck import Words
from bot.store import rows
from bot.store.names import Names

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from bot.core.model import Kind

T = TypeVar("T")

_CLASSES: Final[dict[Kind, type[Any]]] = {
    "person": Person,
    "organization": Organization,
    "event": Event,
    "quote": Quote,
    "source": Source,
}
_LOOKED_AT: Final = 300  # quotes that have one of the rarest words; a word beyond that is not among them


@dataclass
class Catalogue:
    """An open dataset file; one connection, used for reading only."""

    _connection: sqlite3.Connection
    edition: Edition
    names: Names

    # Cards

    def person(self, slug: str) -> Found[Person]:
        """Return one person."""
        return self.records_of("person", [slug])

    def organization(self, slug: str) -> Found[Organization]:
        """Return one organization."""
        return self.records_of("organization", [slug])

    def people_of(self, organization: str, limit: int) -> Found[Person]:
        """Return people with a role at an organization: those still there first, then by weight."""
        return self._found(
            Person,
            """
            WITH shown AS (SELECT * FROM member WHERE organization = :organization ORDER BY gone, place LIMIT :limit)
            SELECT content, (SELECT count(*) FROM member WHERE organization = :organization)
            FROM shown JOIN record ON id = place ORDER BY gone, place
            """,
            {"organization": organization, "limit": limit},
        )

    def sources_about(self, subject: str, window: Window) -> Found[Source]:
        """Return the sources behind a card, its events and its quotes, the latest published first."""
        return self._found(
            Source,
            """
            WITH resting AS (
                SELECT :subject AS record UNION SELECT event FROM event_subject WHERE subject = :subject
                UNION SELECT slug FROM quote WHERE speaker = :subject),
            cited AS (SELECT DISTINCT source AS slug FROM citation WHERE record IN (SELECT record FROM resting)),
            shown AS (SELECT slug, last_day FROM cited JOIN source USING (slug)
                      ORDER BY last_day DESC, slug LIMIT :limit OFFSET :offset)
            SELECT content, (SELECT count(*) FROM cited)
            FROM shown JOIN record USING (slug) ORDER BY last_day DESC, slug
            """,
            {"subject": subject, "limit": window.limit, "offset": window.offset},
        )

    # Events

    def event(self, slug: str) -> Found[Event]:
        """Return one event."""
        return self.records_of("event", [slug])

    def related(self, event: str, limit: int) -> Found[Event]:
        """Return the events that an editor tied to `event`, in either direction, in order of time."""
        return self._found(
            Event,
            """
            SELECT content, count(*) OVER ()
            FROM event_related JOIN event ON event.slug = related JOIN record ON record.slug = related
            WHERE event_related.event = :event ORDER BY first_day, last_day, sequence LIMIT :limit
            """,
            {"event": event, "limit": limit},
        )

    def highlights_of(self, subject: str, limit: int) -> Found[Event]:
        """Return the most important events of a subject, and of equal ones the latest; latest first."""
        return self._found(
            Event,
            """
            WITH shown AS (
                SELECT event AS slug, first_day, last_day, sequence FROM event_subject WHERE subject = :subject
                ORDER BY importance DESC, first_day DESC, sequence DESC LIMIT :limit)
            SELECT content, (SELECT count(*) FROM event_subject WHERE subject = :subject)
            FROM shown JOIN record USING (slug) ORDER BY first_day DESC, last_day DESC, sequence DESC
            """,
            {"subject": subject, "limit": limit},
        )

    def events_about(self, subject: str, first: dt.date, last: dt.date, window: Window) -> Found[Event]:
        """Return the events about a subject that touch the days from `first` to `last`, in order of time."""
        return self._events("event_subject", "subject = :subject AND", first, last, window, subject=subject)

    def events_between(self, first: dt.date, last: dt.date, window: Window) -> Found[Event]:
        """Return every event that touches the days from `first` to `last`, in order of time."""
        return self._events("event", "", first, last, window)

    def _events(
        self, table: str, also: str, first: dt.date, last: dt.date, window: Window, **values: str
    ) -> Found[Event]:
        """Return what touches a period. It began in it, or else not before the first that lasted into it did."""
        slug = "event" if table == "event_subject" else "slug"
        condition = f"""FROM {table} WHERE {also} first_day <= :last AND last_day >= :first AND first_day >= (
            SELECT min(:first, coalesce(min(first_day), :first))
            FROM event INDEXED BY event_of_many_days WHERE first_day < last_day AND last_day >= :first)"""  # noqa: S608  as below
        sql = f"""
            WITH shown AS (SELECT {slug} AS slug, first_day, last_day, sequence {condition}
                           ORDER BY first_day, last_day, sequence LIMIT :limit OFFSET :offset)
            SELECT content, (SELECT count(*) {condition})
            FROM shown JOIN record USING (slug) ORDER BY first_day, last_day, sequence
            """  # noqa: S608  the parts are constants of this class
        period = {"first": first.isoformat(), "last": last.isoformat()}
        return self._found(Event, sql, {**period, "limit": window.limit, "offset": window.offset, **values})

    def most_important(self, window: Window) -> Found[Event]:
        """Return the events of the highest importance that the dataset gives, in order of time."""
        top = "FROM event WHERE importance = (SELECT max(importance) FROM event)"
        return self._found(
            Event,
            f"""
            WITH shown AS (SELECT * {top} ORDER BY first_day, last_day, sequence LIMIT :limit OFFSET :offset)
            SELECT content, (SELECT count(*) {top})
            FROM shown JOIN record USING (slug) ORDER BY first_day, last_day, sequence
            """,  # noqa: S608  the condition is a constant
            {"limit": window.limit, "offset": window.offset},
        )

    def on_this_day(self, day: MonthDay, window: Window) -> Found[Event]:
        """Return the events of a month and day in all years, in order of time."""
        return self._found(
            Event,
            """
            WITH shown AS (SELECT * FROM event WHERE anniversary = :day
                           ORDER BY first_day, sequence LIMIT :limit OFFSET :offset)
            SELECT content, (SELECT count(*) FROM event WHERE anniversary = :day)
            FROM shown JOIN record USING (slug) ORDER BY first_day, sequence
            """,
            {"day": f"{day.month:02}-{day.day:02}", "limit": window.limit, "offset": window.offset},
        )

    def for_daily(self, days: Iterable[MonthDay], topic: str, minimum: int) -> Found[Event]:
        """Return the events of some days of the year that may be posted; `topic` is a slug, or empty for all."""
        about = "AND slug IN (SELECT event FROM event_subject WHERE subject = :topic)" if topic else ""
        return self._found(
            Event,
            f"""
            SELECT content, count(*) OVER () FROM event JOIN record USING (slug)
            WHERE anniversary IN (SELECT value FROM json_each(:days)) AND daily AND importance >= :minimum {about}
            ORDER BY first_day, sequence
            """,  # noqa: S608  the condition is a constant
            {"days": json.dumps([f"{day.month:02}-{day.day:02}" for day in days]), "topic": topic, "minimum": minimum},
        )

    def quotes_of_events(self, events: Iterable[str]) -> Found[Quote]:
        """Return the verified quotes that belong to some events, the latest first."""
        where = "status = 'verified' AND event IN (SELECT value FROM json_each(:events))"
        return self._quotes(where, Window(-1), events=json.dumps(list(events)))

    def days_with_events(self) -> tuple[MonthDay, ...]:
        """Return the days of the year on which something is on record."""
        sql = "SELECT DISTINCT anniversary FROM event WHERE anniversary IS NOT NULL"
        found = self._connection.execute(sql)
        return tuple(MonthDay(int(day[:2]), int(day[3:])) for (day,) in found)

    def corrections(self, record: str) -> tuple[Correction, ...]:
        """Return the corrections to a record, the oldest first."""
        sql = "SELECT * FROM correction WHERE record = ? ORDER BY date, slug"
        found = self._connection.execute(sql, (record,))
        return tuple(rows.record(Correction, dict(row)) for row in found)

    # Quotes

    def quotes(self, window: Window, *, by: str = "", about: str = "", text: str = "") -> Found[Quote]:
        """Return quotes by a speaker, about a subject, with all the words of `text`; latest first."""
        match = " AND ".join(f'"{word}"' for word in fold(text).split())
        if text and not match:
            return Found((), References(), 0)
        where = ["1"]
        where += ["speaker = :by"] if by else []
        where += ["event IN (SELECT event FROM event_subject WHERE subject = :about)"] if about else []
        if text:
            where.append("place IN (SELECT rowid FROM text_index WHERE text_index MATCH :match)")
        return self._quotes(" AND ".join(where), window, by=by, about=about, match=match)

    def quote(self, slug: str) -> Found[Quote]:
        """Return one quote."""
        return self.records_of("quote", [slug])

    def quotes_of(self, event: str, window: Window) -> Found[Quote]:
        """Return the quotes that belong to an event, latest first."""
        return self._quotes("event = :event", window, event=event)

    def _quotes(self, where: str, window: Window, **values: str) -> Found[Quote]:
        sql = f"""
            WITH meant AS (SELECT slug, first_day FROM quote WHERE {where}),
            shown AS (SELECT * FROM meant ORDER BY first_day DESC, slug LIMIT :limit OFFSET :offset)
            SELECT content, (SELECT count(*) FROM meant)
            FROM shown JOIN record USING (slug) ORDER BY first_day DESC, slug
            """  # noqa: S608  the conditions are constants of this class
        return self._found(Quote, sql, {**values, "limit": window.limit, "offset": window.offset})

    def quotes_with(self, some: Iterable[str], limit: int) -> tuple[Words, ...]:
        """Return the words of the quotes, anybody's, that have most of some words; the best first.

        Only the rarest words are looked up, those that a few hundred quotes have: the others would find nearly all.
        """
        asked = json.dumps(list(some))
        if asked == "[]":
            return ()
        found = self._connection.execute(
            """
            WITH asked AS (SELECT DISTINCT value AS word, coalesce(quotes, 0) AS quotes
                           FROM json_each(:some) LEFT JOIN quote_word ON word = value),
            rarest AS (SELECT word, sum(quotes) OVER (ORDER BY quotes, word) - quotes AS before FROM asked)
            SELECT quote.slug, speaker, text, status
            FROM quote_index JOIN quote ON place = quote_index.rowid
            WHERE quote_index MATCH (
                SELECT group_concat('"' || word || '"', ' OR ') FROM rarest WHERE before < :looked_at)
            ORDER BY rank LIMIT :limit
            """,
            {"some": asked, "looked_at": _LOOKED_AT, "limit": limit},
        )
        return tuple(Words(*row) for row in found)

    def quote_of(self, speaker: str) -> Found[Quote]:
        """Return the one quote that goes on a speaker's card: verified, of the weightiest event, the latest."""
        return self._found(
            Quote,
            """
            WITH shown AS (SELECT slug FROM quote WHERE speaker = :speaker
                           ORDER BY draw IS NULL, weight DESC, first_day DESC, slug LIMIT 1)
            SELECT content, (SELECT count(*) FROM quote WHERE speaker = :speaker)
            FROM shown JOIN record USING (slug)
            """,
            {"speaker": speaker},
        )

    def quote_at(self, pick: int) -> Found[Quote]:
        """Return the verified quote number `pick`, counted around and around."""
        sql = """
            SELECT content, 1 FROM quote JOIN record USING (slug)
            WHERE draw = :pick % (SELECT max(draw) + 1 FROM quote)
            """
        return self._found(Quote, sql, {"pick": pick})

    # Sources, search, the whole

    def source(self, slug: str) -> Found[Source]:
        """Return one source."""
        return self.records_of("source", [slug])

    def resting_on(self, source: str, window: Window) -> tuple[int, tuple[Named, ...]]:
        """Return how many records rest on a source, and some of them, the weightiest first."""
        found = self._connection.execute(
            """
            WITH resting AS (SELECT DISTINCT record FROM citation WHERE source = :source)
            SELECT (SELECT count(*) FROM resting) AS total, slug, kind, name, hint
            FROM record WHERE slug IN (SELECT record FROM resting) ORDER BY id LIMIT :limit OFFSET :offset
            """,
            {"source": source, "limit": window.limit, "offset": window.offset},
        )
        total, records = 0, []
        for row in found:
            total, *named = row
            records.append(Named(*named))
        return total, tuple(records)

    def search(self, text: str, window: Window) -> tuple[int, tuple[Hit, ...]]:
        """Return how many people, organizations, events and quotes have a word of `text`, and the best of them."""
        match = " OR ".join(f'"{word}"' for word in fold(text).split())
        if not match:
            return 0, ()
        found = self._connection.execute(
            """
            WITH shown AS (
                SELECT rowid AS id, bm25(text_index, 4.0, 1.0) AS distance
                FROM text_index WHERE text_index MATCH :match ORDER BY distance, rowid LIMIT :limit OFFSET :offset)
            SELECT (SELECT count(*) FROM text_index WHERE text_index MATCH :match) AS total, kind, slug
            FROM shown JOIN record USING (id) ORDER BY distance, id
            """,
            {"match": match, "limit": window.limit, "offset": window.offset},
        )
        total = 0
        hits = []
        for total, kind, slug in found:  # noqa: B007  every row carries the same total
            hits.append(Hit(kind, slug))
        return total, tuple(hits)

    def records_of(self, kind: Kind, slugs: Iterable[str]) -> Found[Any]:
        """Return the records with these slugs, all of one kind."""
        sql = """
            SELECT content, count(*) OVER () FROM record
            WHERE slug IN (SELECT value FROM json_each(:slugs)) AND kind = :kind
            """
        return self._found(_CLASSES[kind], sql, {"slugs": json.dumps(list(slugs)), "kind": kind})

    def count(self) -> Count:
        """Return how many records of each kind there are, and the day a card was last checked."""
        (row,) = self._connection.execute("SELECT * FROM size")
        return rows.record(Count, dict(row))

    def _found(self, cls: type[T], sql: str, values: dict[str, object]) -> Found[T]:
        return rows.found(cls, self._connection.execute(sql, values))


@contextmanager
def open_catalogue(file: Path) -> Iterator[Catalogue]:
    """Open a built dataset; the file is never written, and may be renamed over while it is open.

    Raises:
        sqlite3.Error: there is no such file, or it is not a dataset.

    """
    address = f"{file.absolute().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        (row,) = connection.execute("SELECT * FROM edition")
        yield Catalogue(
            connection,
            rows.record(Edition, {name: row[name] for name in Edition.__dataclass_fields__}),
            Names(connection),
        )
