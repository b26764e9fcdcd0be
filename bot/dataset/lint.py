"""What the files cannot say one record at a time: references, and the editorial rules of the dataset."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Final

from bot.core.address import split_address
from bot.core.dates import PartialDate
from bot.core.model import Event, Organization, Person, Quote, Redirect, Role, Source
from bot.dataset.shape import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.core.model import Dataset, Record

Fault = tuple[str, str]
"""A field and what is wrong with it."""

CARD_LASTS = dt.timedelta(days=366)
HEDGES: Final = ("according to", "account", "alleg", "claim", "disput", "report", "said", "says", "tells", "told")
HARM: Final = re.compile(
    r"\b(accus\w+|charged|disput\w+|dismiss\w+|fired|fires|indict\w+|lawsuit|misconduct|oust\w+|sacked|sue[sd]|suing)\b",
    re.IGNORECASE,
)
STRONG: Final = {"primary", "court", "government"}

# Which kind of record each field of slugs refers to.
_REFERENCES: Final = {
    "sources": ("sources",),
    "response_sources": ("sources",),
    "source": ("sources",),
    "people": ("people",),
    "organizations": ("organizations",),
    "organization": ("organizations",),
    "part_of": ("organizations",),
    "topics": ("topics",),
    "related": ("events",),
    "event": ("events",),
    "speaker": ("people", "organizations"),
    "record": ("sources", "people", "organizations", "topics", "events", "quotes", "redirects"),
    "replaced_by": ("sources", "people", "organizations", "topics", "events", "quotes"),
}


def faults(record: Record, dataset: Dataset, today: dt.date) -> Iterator[Fault]:
    """Yield everything that keeps `record` from being published."""
    yield from _references(record, dataset)
    yield from _future(record, today)
    match record:
        case Source():
            yield from _source(record, dataset)
        case Person():
            yield from _person(record)
        case Organization():
            yield from _organization(record)
        case Event():
            yield from _event(record, dataset)
        case Quote():
            yield from _quote(record, dataset)
        case Redirect() if record.replaced_by == record.slug:
            yield "replaced_by", "is the record itself"


def warnings(record: Record, used: set[str], today: dt.date) -> Iterator[Fault]:
    """Yield what an editor should look at; the dataset can be used all the same."""
    if isinstance(record, Person | Organization) and today - record.checked > CARD_LASTS:
        yield "checked", f"is {record.checked}, more than twelve months ago; compare the card with its sources"
    if isinstance(record, Source) and record.slug not in used:
        yield "", "no record rests on this source"


def used_slugs(records: Iterable[Record]) -> set[str]:
    """Return every slug that some record refers to."""
    return {slug for record in records for _, slug, _ in _slugs(record)}


def same_address(dataset: Dataset) -> Iterator[tuple[str, Fault]]:
    """Yield (slug, fault) for every source whose address another one has already."""
    seen: dict[str, str] = {}
    for source in dataset.sources.values():
        address = re.sub(r"^https?://(www\.)?", "", source.url.split("#")[0]).rstrip("/").lower()
        first = seen.setdefault(address, source.slug)
        if first != source.slug:
            yield source.slug, ("url", f"is the address of {first} as well; use that source")


def _slugs(record: Record | Role, prefix: str = "") -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield (field, slug, sections it may stand in) for every reference of a record."""
    for name in record.__dataclass_fields__:
        value = getattr(record, name)
        if name == "roles":
            for number, role in enumerate(value, 1):
                yield from _slugs(role, f"roles[{number}].")
        elif name in _REFERENCES and value:
            for slug in (value,) if isinstance(value, str) else value:
                yield prefix + name, slug, _REFERENCES[name]


def _references(record: Record, dataset: Dataset) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    for field, slug, sections in _slugs(record):
        known = [getattr(dataset, section) for section in sections]
        if not any(slug in records for records in known):
            near = nearest(slug, [other for records in known for other in records])
            yield field, f"{slug!r} is not in {' or '.join(sections)}{near}"
        if (field, slug) in seen:
            yield field, f"names {slug!r} twice"
        seen.add((field, slug))


def _dates(record: Record | Role, prefix: str = "") -> Iterator[tuple[str, dt.date]]:
    """Yield (field, first day it can mean) for every date of a record."""
    for name in record.__dataclass_fields__:
        value = getattr(record, name)
        if name == "roles":
            for number, role in enumerate(value, 1):
                yield from _dates(role, f"roles[{number}].")
        elif isinstance(value, PartialDate):
            yield prefix + name, value.earliest
        elif isinstance(value, dt.date):
            yield prefix + name, value


def _future(record: Record, today: dt.date) -> Iterator[Fault]:
    for field, day in _dates(record):
        if day > today:
            yield field, f"{day} is in the future"


def _source(source: Source, dataset: Dataset) -> Iterator[Fault]:
    for field, url in (("url", source.url), ("archive", source.archive)):
        if url is None:
            continue
        parts = split_address(url)
        if parts is None or "." not in parts.netloc:
            yield field, f"{url!r} is not an absolute http(s) address"
        elif parts.path in {"", "/"} and not parts.query and not _is_home_page(source, dataset):
            yield field, "is the address of a whole site; give the page that says so"
    if source.updated and source.published and source.updated.latest < source.published.earliest:
        yield "updated", f"{source.updated} is before it was published ({source.published})"


def _is_home_page(source: Source, dataset: Dataset) -> bool:
    """Whether only organizations' cards rest on it: their own site may stand for itself."""
    cards = any(source.slug in card.sources for card in dataset.organizations.values())
    others: tuple[Record, ...] = (*dataset.people.values(), *dataset.events.values(), *dataset.quotes.values())
    return cards and not any(slug == source.slug for record in others for _, slug, _ in _slugs(record))


def _person(person: Person) -> Iterator[Fault]:
    for number, role in enumerate(person.roles, 1):
        if role.start and role.end and role.end.latest < role.start.earliest:
            yield f"roles[{number}].end", f"{role.end} is before it began ({role.start})"
        if role.end and role.ended:
            yield f"roles[{number}].ended", "is for an end that nobody knows; `end` says when it was"


def _organization(organization: Organization) -> Iterator[Fault]:
    begun, ended = organization.founded, organization.dissolved
    if begun and ended and ended.latest < begun.earliest:
        yield "dissolved", f"{ended} is before it was founded ({begun})"
    if organization.part_of == organization.slug:
        yield "part_of", "is the organization itself"


def _event(event: Event, dataset: Dataset) -> Iterator[Fault]:
    if event.known and event.date.earliest > event.known.latest:
        yield "known", f"{event.known} is before it happened ({event.date})"
    if event.slug in event.related:
        yield "related", "names the event itself"
    if event.status != "confirmed":
        for field in ("title", "summary"):
            if not _hedged(getattr(event, field)):
                yield field, f"is {event.status} but has no hedge; say reportedly, allegedly, according to, said ..."
    if event.status in {"alleged", "disputed"} and not event.response:
        yield "response", "is missing: give the other side, or say that none was found"
    if _can_harm(event) and not _well_founded(event, dataset):
        yield "sources", "a claim that can harm a living person has two sources, or one primary or court source"


def _hedged(text: str) -> bool:
    return any(hedge in text.lower() for hedge in HEDGES)


def _can_harm(event: Event) -> bool:
    doubtful = event.status in {"alleged", "disputed"}
    return doubtful or bool(event.people and HARM.search(f"{event.title} {event.summary}"))


def _well_founded(event: Event, dataset: Dataset) -> bool:
    kinds = [dataset.sources[slug].kind for slug in event.sources if slug in dataset.sources]
    return len(event.sources) > 1 or any(kind in STRONG for kind in kinds)


def _quote(quote: Quote, dataset: Dataset) -> Iterator[Fault]:
    if bool(quote.speaker) == bool(quote.described):
        yield "speaker", "give either speaker or described, and only one"
    if quote.status != "verified" and not quote.note:
        yield "note", f"is missing: say why the quote is {quote.status}"
    source = dataset.sources.get(quote.source)
    if source and source.published and quote.said.earliest > source.published.latest:
        yield "said", f"{quote.said} is after its source was published ({source.published})"
