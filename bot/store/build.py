"""Writes a Dataset to a fresh SQLite file and renames it into place, so that a reader sees the old one or the new."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
from collections import Counter
from contextlib import closing
from dataclasses import asdict
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from bot.core import model, names, quoted
from bot.core.model import Event, Organization, Person, Quote
from bot.core.names import called, fold, spellings
from bot.core.progress import QUIETLY
from bot.core.quoted import words
from bot.store import rows
from bot.store.names import AREAS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.core.model import Dataset, Record, Topic
    from bot.core.progress import Tell

RowT = TypeVar("RowT")

SCHEMA: Final = Path(__file__).with_name("schema.sql").read_text(encoding="utf-8")
# Another schema or another way to fill it needs another file, even of the same dataset.
_FILLED_BY: Final = (__file__, *(str(module.__file__) for module in (rows, model, names, quoted)))
BUILDER: Final = hashlib.sha256(
    "".join((SCHEMA, *(Path(file).read_text(encoding="utf-8") for file in _FILLED_BY))).encode()
).hexdigest()


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


def build(dataset: Dataset, fingerprint: str, file: Path, tell: Tell = QUIETLY) -> None:
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
            _write(connection, dataset, fingerprint, tell)
            connection.execute("COMMIT")
            connection.execute("PRAGMA optimize")
        with Path(name).open("rb") as written:
            os.fsync(written.fileno())
        Path(name).replace(file)
    finally:
        Path(name).unlink(missing_ok=True)


def _write(connection: sqlite3.Connection, dataset: Dataset, fingerprint: str, tell: Tell) -> None:
    edition = asdict(dataset.edition)
    columns = ("name", "version", "topic", "licence", "maintainer", "report")
    _insert(connection, "edition", [(fingerprint, BUILDER, *(edition[column] for column in columns))])
    _insert(connection, "size", [_size(dataset)])
    numbers = _write_records(connection, dataset, tell)
    _insert(connection, "redirect", ((one.slug, one.replaced_by) for one in dataset.redirects.values()))
    sources = dataset.sources.values()
    _insert(connection, "source", ((s.slug, str(s.published.latest if s.published else s.seen)) for s in sources))
    _insert(connection, "citation", _citations(dataset))
    _insert(connection, "member", _members(dataset, numbers))
    _insert(connection, "event", (_event(event, number) for number, event in enumerate(dataset.events.values())))
    _insert(connection, "event_subject", _subjects(dataset))
    related = {(event.slug, other) for event in dataset.events.values() for other in event.related}
    _insert(connection, "event_related", sorted(related | {(other, event) for event, other in related}))
    _insert(connection, "quote", _quotes(dataset, numbers))
    _write_words(connection, dataset, numbers, tell)
    corrections = ((c.slug, c.record, str(c.date), c.was, c.now, c.why) for c in dataset.corrections.values())
    _insert(connection, "correction", corrections)


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[tuple[object, ...]]) -> None:
    """Insert rows; `table` may name its columns, otherwise they are all of them, in order."""
    rows = iter(rows)
    first = next(rows, None)
    if first:
        values = ", ".join("?" * len(first))
        connection.executemany(f"INSERT INTO {table} VALUES ({values})", chain([first], rows))  # noqa: S608  our own names


def _counted(rows: Sequence[RowT], doing: str, tell: Tell) -> Iterator[RowT]:
    """Yield the rows, and tell how many are done."""
    for number, row in enumerate(rows):
        tell(doing, number / len(rows))
        yield row


def _size(dataset: Dataset) -> tuple[object, ...]:
    checked = (str(card.checked) for cards in (dataset.people, dataset.organizations) for card in cards.values())
    return (
        *(len(dataset.people), len(dataset.organizations), len(dataset.events), len(dataset.quotes)),
        *(len(dataset.sources), max(checked, default=None)),
    )


def _event(event: Event, sequence: int) -> tuple[object, ...]:
    first, last, day = event.date.earliest, event.date.latest, event.date.anniversary
    anniversary = f"{day.month:02}-{day.day:02}" if day else None
    return event.slug, str(first), str(last), sequence, anniversary, event.importance, event.daily


def _members(dataset: Dataset, numbers: Mapping[str, int]) -> Iterator[tuple[object, ...]]:
    for person in dataset.people.values():
        for body in dict.fromkeys(role.organization for role in person.roles):
            over = all(role.end or role.ended for role in person.roles if role.organization == body)
            yield body, over, numbers[person.slug]


def _quotes(dataset: Dataset, numbers: Mapping[str, int]) -> Iterator[tuple[object, ...]]:
    """Yield quotes; the verified ones are numbered, so that one of them can be drawn."""
    draws, weights = count(), _weights(dataset)
    for quote in dataset.quotes.values():
        draw = next(draws) if quote.status == "verified" else None
        place, day, weight = numbers[quote.slug], str(quote.said.earliest), weights[quote.event or ""]
        yield quote.slug, place, quote.speaker, quote.text, quote.status, day, quote.event, draw, weight


def _subjects(dataset: Dataset) -> Iterator[tuple[object, ...]]:
    for sequence, event in enumerate(dataset.events.values()):
        within = (outer for slug in event.organizations for outer in _within(slug, dataset))
        first, last = str(event.date.earliest), str(event.date.latest)
        for subject in dict.fromkeys((*event.people, *event.organizations, *event.topics, *within)):
            yield subject, first, last, sequence, event.slug, event.importance


def _within(slug: str, dataset: Dataset) -> Iterator[str]:
    """Yield the organizations that `slug` is part of, from the inside out; a circle ends where it began."""
    seen = {slug}
    while (outer := dataset.organizations[slug].part_of) and outer not in seen:
        yield outer
        seen.add(outer)
        slug = outer


def _citations(dataset: Dataset) -> Iterator[tuple[object, ...]]:
    for records in (dataset.people, dataset.organizations, dataset.events, dataset.quotes):
        for record in records.values():
            for source in dict.fromkeys(_cited(record)):
                yield record.slug, source


def _cited(record: Record) -> tuple[str, ...]:
    """Return the sources that a record names anywhere."""
    match record:
        case Person():
            return (*record.sources, *(source for role in record.roles for source in role.sources))
        case Organization():
            return record.sources
        case Event():
            return (*record.sources, *record.response_sources)
        case Quote():
            return (record.source,)
    return ()


def _named(record: Record) -> tuple[str | None, ...]:
    """Return the subjects that a record names anywhere."""
    match record:
        case Person():
            return tuple(role.organization for role in record.roles)
        case Organization():
            return (record.part_of,)
        case Event():
            return (*record.people, *record.organizations, *record.topics)
        case Quote():
            return (record.speaker,)
    return ()


def _write_records(connection: sqlite3.Connection, dataset: Dataset, tell: Tell) -> dict[str, int]:
    """Write every record by descending weight, with the names that it answers to; return their numbers."""
    weights = _weights(dataset)
    by_weight = sorted(called(dataset), key=lambda pair: (-weights[pair[0].slug], pair[0].name, pair[0].slug))
    numbers = {named.slug: number for number, (named, _) in enumerate(by_weight, 1)}
    contents = _contents(dataset, [named.slug for named, _ in by_weight])
    records = (
        (numbers[n.slug], n.slug, n.kind, n.name, n.hint, weights[n.slug], next(contents))
        for n, _ in _counted(by_weight, "writing records", tell)
    )
    _insert(connection, "record", records)
    keys = [
        (numbers[named.slug], AREAS[named.kind], key)
        for named, answers_to in _counted(by_weight, "reading names", tell)
        for key in dict.fromkeys(key for name in answers_to for key in spellings(name) if key)
    ]
    numbered = [(number, *key) for number, key in enumerate(keys, 1)]
    _insert(connection, "name", _counted(numbered, "writing names", tell))
    for area in dict.fromkeys(AREAS.values()):
        keyed = [(number, key) for number, _, of, key in numbered if of == area]
        _insert(connection, f"{area}_index (rowid, key)", _counted(keyed, f"writing {area} names", tell))
    return numbers


def _contents(dataset: Dataset, slugs: Iterable[str]) -> Iterator[str]:
    """Yield what these records say."""
    subjects: dict[str, Person | Organization | Topic] = {**dataset.people, **dataset.organizations, **dataset.topics}
    sources = {slug: rows.written(source) for slug, source in dataset.sources.items()}
    every: dict[str, Record] = {**subjects, **dataset.events, **dataset.quotes, **dataset.sources}
    for slug in slugs:
        record = every[slug]
        cited = (sources[source] for source in dict.fromkeys(_cited(record)) if source in sources)
        called_so = {one: subjects[one].name for one in _named(record) if one in subjects}
        yield rows.content(record, cited, called_so)


def _write_words(connection: sqlite3.Connection, dataset: Dataset, numbers: Mapping[str, int], tell: Tell) -> None:
    """Write what a text search finds, and what quotes are recognised by."""
    cards: tuple[Person | Organization, ...] = (*dataset.people.values(), *dataset.organizations.values())
    texts = [
        (numbers[card.slug], " ".join(spellings(card.name)), fold(" ".join((*card.aliases, card.summary))))
        for card in cards
    ]
    texts += [
        (numbers[event.slug], fold(event.title), fold(f"{event.summary} {event.response or ''}"))
        for event in dataset.events.values()
    ]
    for quote in dataset.quotes.values():
        speaker = dataset.people.get(quote.speaker or "") or dataset.organizations.get(quote.speaker or "")
        body = f"{speaker.name if speaker else quote.described} {quote.context}"
        texts.append((numbers[quote.slug], fold(quote.text), fold(body)))
    _insert(connection, "text_index (rowid, name, body)", _counted(sorted(texts), "writing words", tell))
    spoken = {numbers[quote.slug]: words(quote.text) for quote in dataset.quotes.values()}
    _insert(connection, "quote_index (rowid, words)", ((number, " ".join(said)) for number, said in spoken.items()))
    frequency = Counter(word for said in spoken.values() for word in set(said))
    _insert(connection, "quote_word", sorted(frequency.items()))


def _weights(dataset: Dataset) -> Counter[str]:
    """How much each record weighs: an event its importance, a subject the sum of its events."""
    weights: Counter[str] = Counter()
    for event in dataset.events.values():
        for slug in (event.slug, *event.people, *event.organizations, *event.topics, *event.sources):
            weights[slug] += event.importance
    return weights
