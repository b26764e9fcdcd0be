"""Writes a Dataset to a fresh SQLite file and renames it into place, so that a reader sees the old one or the new."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import tempfile
from collections import Counter
from contextlib import closing
from dataclasses import asdict
from importlib.resources import files
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bot.core.names import called, fold, spellings
from bot.core.quoted import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.core.model import Dataset, Event, Organization, Person, Record, Role

SCHEMA: Final = files(__package__).joinpath("schema.sql").read_text(encoding="utf-8")
# Another schema or another way to fill it needs another file, even of the same dataset.
BUILDER: Final = hashlib.sha256((SCHEMA + Path(__file__).read_text(encoding="utf-8")).encode()).hexdigest()
_AREAS: Final = {
    "person": "subject",
    "organization": "subject",
    "topic": "subject",
    "event": "event",
    "source": "source",
}

_CARDS: Final = {"person", "organization"}

# What can be said of the tables above once they are filled.
_MEMBERS: Final = """
    INSERT INTO member
    SELECT role.organization, min("end" IS NOT NULL OR ended), record.id, person
    FROM role JOIN record ON record.slug = person GROUP BY role.organization, person
    """
_SIZE: Final = """
    INSERT INTO size
    SELECT (SELECT count(*) FROM person), (SELECT count(*) FROM organization), (SELECT count(*) FROM event),
           (SELECT count(*) FROM quote), (SELECT count(*) FROM source),
           (SELECT max(checked) FROM (SELECT checked FROM person UNION ALL SELECT checked FROM organization))
    """


def is_current(file: Path, fingerprint: str) -> bool:
    """Whether `file` was built from the dataset with this fingerprint, by this version of the builder."""
    return _marks(file) == (fingerprint, BUILDER)


def is_usable(file: Path) -> bool:
    """Whether `file` was built by this version of the builder, from whatever dataset."""
    return _marks(file)[1] == BUILDER


def _marks(file: Path) -> tuple[str, str]:
    """Return of which dataset and by which builder `file` was made; empty texts when it cannot be read."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            fingerprint, builder = connection.execute("SELECT fingerprint, builder FROM edition").fetchone()
    except (sqlite3.Error, TypeError):
        return "", ""
    return str(fingerprint), str(builder)


def build(dataset: Dataset, fingerprint: str, file: Path) -> None:
    """Write `dataset` to `file`, which is replaced whole or not at all.

    Raises:
        OSError: the folder cannot be written.
        sqlite3.Error: the dataset breaks a rule of the schema, or the disk is full.

    """
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    os.close(handle)
    try:
        with closing(sqlite3.connect(name, isolation_level=None)) as connection:
            connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = ON;")
            connection.executescript(SCHEMA)
            connection.execute("BEGIN")
            connection.execute("PRAGMA defer_foreign_keys = ON")
            _write(connection, dataset, fingerprint)
            connection.execute("COMMIT")
            connection.execute("PRAGMA optimize")
        with Path(name).open("rb") as written:
            os.fsync(written.fileno())
        Path(name).replace(file)
    finally:
        Path(name).unlink(missing_ok=True)


def _write(connection: sqlite3.Connection, dataset: Dataset, fingerprint: str) -> None:
    _insert(connection, "edition", [{"fingerprint": fingerprint, "builder": BUILDER, **asdict(dataset.edition)}])
    _write_names(connection, dataset)
    sources = dataset.sources.values()
    _insert(connection, "source", [_row(s, last_day=(s.published.latest if s.published else s.seen)) for s in sources])
    _insert(connection, "organization", [_row(body, omit={"sources"}) for body in dataset.organizations.values()])
    _insert(connection, "person", [_row(person, omit={"roles", "sources"}) for person in dataset.people.values()])
    _insert(connection, "role", list(_roles(dataset)))
    _insert(connection, "topic", [_row(topic) for topic in dataset.topics.values()])
    _insert(connection, "event", [_event(event, number) for number, event in enumerate(dataset.events.values())])
    _insert(connection, "event_subject", list(_subjects(dataset)))
    related = [
        {"event": event.slug, "position": position, "related": other}
        for event in dataset.events.values()
        for position, other in enumerate(event.related)
    ]
    _insert(connection, "event_related", related)
    _insert(connection, "quote", list(_quotes(dataset)))
    _insert(connection, "citation", list(_citations(dataset)))
    _insert(connection, "correction", [_row(correction) for correction in dataset.corrections.values()])
    _insert(connection, "redirect", [_row(redirect) for redirect in dataset.redirects.values()])
    connection.execute(_MEMBERS)
    connection.execute(_SIZE)


def _insert(connection: sqlite3.Connection, table: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        columns = ", ".join(f'"{column}"' for column in rows[0])
        values = ", ".join(f":{column}" for column in rows[0])
        connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({values})", rows)  # noqa: S608  our own names


def _row(record: Record | Role, omit: Iterable[str] = (), **more: object) -> dict[str, Any]:
    """Return a record's fields as SQLite stores them: dates as text, lists as JSON."""
    fields = {name: getattr(record, name) for name in record.__dataclass_fields__ if name not in omit}
    return {name: _stored(value) for name, value in (fields | more).items()}


def _stored(value: object) -> object:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, tuple):
        return json.dumps(value, ensure_ascii=False)
    return getattr(value, "edtf", None) or str(value)


def _event(event: Event, sequence: int) -> dict[str, Any]:
    lists = {"people", "organizations", "topics", "sources", "response_sources", "related"}
    day = event.date.anniversary
    anniversary = f"{day.month:02}-{day.day:02}" if day else None
    days = {"first_day": event.date.earliest, "last_day": event.date.latest, "anniversary": anniversary}
    return _row(event, lists, **days, sequence=sequence)


def _roles(dataset: Dataset) -> Iterator[dict[str, Any]]:
    for person in dataset.people.values():
        for position, role in enumerate(person.roles):
            yield _row(role, {"sources"}, person=person.slug, position=position)


def _quotes(dataset: Dataset) -> Iterator[dict[str, Any]]:
    """Yield quotes; the verified ones are numbered, so that one of them can be drawn."""
    numbers, weights = count(), _weights(dataset)
    for quote in dataset.quotes.values():
        yield _row(
            quote,
            first_day=quote.said.earliest,
            draw=next(numbers) if quote.status == "verified" else None,
            weight=weights[quote.event or ""],
        )


def _subjects(dataset: Dataset) -> Iterator[dict[str, Any]]:
    for sequence, event in enumerate(dataset.events.values()):
        listed = {field: getattr(event, field) for field in ("people", "organizations", "topics")}
        stated = [slug for slugs in listed.values() for slug in slugs]
        within = [outer for slug in event.organizations for outer in _within(slug, dataset) if outer not in stated]
        for field, slugs in (listed | {"within": tuple(dict.fromkeys(within))}).items():
            for position, subject in enumerate(slugs):
                yield {
                    "subject": subject,
                    "first_day": str(event.date.earliest),
                    "event": event.slug,
                    "field": field,
                    "position": position,
                    "last_day": str(event.date.latest),
                    "sequence": sequence,
                    "importance": event.importance,
                }


def _within(slug: str, dataset: Dataset) -> Iterator[str]:
    """Yield the organizations that `slug` is part of, from the inside out; a circle ends where it began."""
    seen = {slug}
    while (outer := dataset.organizations[slug].part_of) and outer not in seen:
        yield outer
        seen.add(outer)
        slug = outer


def _citations(dataset: Dataset) -> Iterator[dict[str, Any]]:
    cards: tuple[Person | Organization, ...] = (*dataset.people.values(), *dataset.organizations.values())
    cited = [(card.slug, "sources", 0, card.sources) for card in cards]
    cited += [(event.slug, "sources", 0, event.sources) for event in dataset.events.values()]
    cited += [(event.slug, "response_sources", 0, event.response_sources) for event in dataset.events.values()]
    cited += [(quote.slug, "source", 0, (quote.source,)) for quote in dataset.quotes.values()]
    for person in dataset.people.values():
        cited += [(person.slug, "roles", part, role.sources) for part, role in enumerate(person.roles)]
    for record_slug, field, part, slugs in cited:
        for position, source in enumerate(slugs):
            yield {"record": record_slug, "field": field, "part": part, "position": position, "source": source}


def _write_names(connection: sqlite3.Connection, dataset: Dataset) -> None:
    """Write every record by descending weight, with its names and its words."""
    weights = _weights(dataset)
    by_weight = sorted(called(dataset), key=lambda pair: (-weights[pair[0].slug], pair[0].name, pair[0].slug))
    bodies = _bodies(dataset)
    records: list[dict[str, Any]] = []
    names: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    for number, (named, answers_to) in enumerate(by_weight, 1):
        records.append({"id": number, **asdict(named), "weight": weights[named.slug]})
        if named.slug in bodies:
            name = " ".join(spellings(named.name)) if named.kind in _CARDS else fold(named.name)
            texts.append({"rowid": number, "name": name, "body": fold(bodies[named.slug])})
        for key in dict.fromkeys(key for name in answers_to for key in spellings(name) if key):
            names.append({"id": len(names) + 1, "record": named.slug, "area": _AREAS[named.kind], "key": key})
    _insert(connection, "record", records)
    _insert(connection, "name", names)
    _insert(connection, "text_index", texts)
    numbers = {record["slug"]: record["id"] for record in records}
    quoted = {quote.slug: words(quote.text) for quote in dataset.quotes.values()}
    _insert(connection, "quote_index", [{"rowid": numbers[slug], "words": " ".join(w)} for slug, w in quoted.items()])
    frequency = Counter(word for said in quoted.values() for word in set(said))
    _insert(connection, "quote_word", [{"word": word, "quotes": number} for word, number in frequency.items()])
    for area in dict.fromkeys(_AREAS.values()):
        rows = [{"rowid": name["id"], "key": name["key"]} for name in names if name["area"] == area]
        _insert(connection, f"{area}_index", rows)


def _weights(dataset: Dataset) -> Counter[str]:
    """How much each record weighs: an event its importance, a subject the sum of its events."""
    weights: Counter[str] = Counter()
    for event in dataset.events.values():
        for slug in (event.slug, *event.people, *event.organizations, *event.topics, *event.sources):
            weights[slug] += event.importance
    return weights


def _bodies(dataset: Dataset) -> dict[str, str]:
    """Return the words of each record that a text search finds, besides its name."""
    bodies = {person.slug: " ".join((*person.aliases, person.summary)) for person in dataset.people.values()}
    bodies |= {body.slug: " ".join((*body.aliases, body.summary)) for body in dataset.organizations.values()}
    bodies |= {event.slug: f"{event.summary} {event.response or ''}" for event in dataset.events.values()}
    for quote in dataset.quotes.values():
        speaker = dataset.people.get(quote.speaker or "") or dataset.organizations.get(quote.speaker or "")
        bodies[quote.slug] = f"{speaker.name if speaker else quote.described} {quote.context}"
    return bodies
