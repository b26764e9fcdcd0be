"""The records of a dataset, as frozen values; their annotations are also the rules that the reader checks.

A record refers to others by slug. What the fields mean is written once, below, and shown to editors through the
JSON Schema that is generated from it.
"""

from __future__ import annotations

import datetime as dt  # the module: a field called date would hide the class
from dataclasses import dataclass, field
from typing import Annotated, Final, Literal

from annotated_types import Ge, Le, MaxLen, MinLen

from bot.core.dates import PartialDate

SLUG_PATTERN: Final = r"[a-z0-9]+(?:-[a-z0-9]+)*"
SLUG_LENGTH: Final = 60
SUBJECT_SLUG_LENGTH: Final = 40  # a button's custom_id (100 characters in Discord) holds two of them

Slug = Annotated[str, MinLen(1), MaxLen(SLUG_LENGTH)]
Slugs = tuple[Slug, ...]
Url = Annotated[str, MinLen(1), MaxLen(300)]
Name = Annotated[str, MinLen(1), MaxLen(80)]
Sentence = Annotated[str, MinLen(1), MaxLen(280)]
Evidence = tuple[Annotated[str, MinLen(1)], ...]

Kind = Literal["person", "organization", "topic", "event", "quote", "source"]
SourceKind = Literal["primary", "court", "government", "paper", "news", "analysis", "forum", "reference"]
OrganizationKind = Literal[
    "company", "nonprofit", "university", "government", "team", "board", "publisher", "fund", "platform",
    "movement", "product", "law-firm", "court", "alliance",
]  # fmt: skip
Status = Literal["confirmed", "reported", "alleged", "disputed"]
QuoteStatus = Literal["verified", "disputed", "misattributed"]

# What pydantic's TypeAdapter reads from a plain dataclass: unknown keys are errors, field texts are descriptions.
_STRICT: Final = {"extra": "forbid", "use_attribute_docstrings": True}


@dataclass(frozen=True, kw_only=True)
class Source:
    """A page, paper or document that a statement rests on."""

    __pydantic_config__ = _STRICT

    slug: Slug
    title: Annotated[str, MinLen(1), MaxLen(200)]
    """The headline or title as published."""
    publisher: Name
    """Who published it; for a post on X: "X (@handle)"."""
    authors: tuple[Name, ...] = ()
    """The bylines, in order; empty when it has none."""
    published: PartialDate | None = None
    """The day it was published; left out when the page carries none."""
    updated: PartialDate | None = None
    """The day of its last notable change."""
    url: Url
    """An absolute address, not a bare site root."""
    archive: Url | None = None
    """A lasting copy."""
    kind: SourceKind
    """primary is the person's or body's own statement; news is an outlet's own reporting."""
    language: Annotated[str, MinLen(2), MaxLen(12)] = "en"
    """A language tag such as "en"."""
    seen: dt.date
    """The day an editor last read the text that supports the records."""

    def __hash__(self) -> int:
        """By slug, which is unique; every answer numbers its sources."""
        return hash(self.slug)


@dataclass(frozen=True, kw_only=True)
class Role:
    """What someone was, where, and when."""

    __pydantic_config__ = _STRICT

    title: Annotated[str, MinLen(1), MaxLen(100)]
    """The role in a few words, such as "Co-lead"."""
    organization: Slug
    """Where: an organization's slug."""
    start: PartialDate | None = None
    """When it began; left out when unknown."""
    end: PartialDate | None = None
    """When it ended; left out while it lasts, which is shown "as of" the card's `checked`."""
    ended: bool = False
    """True when it is known to be over and nobody knows since when."""
    sources: Annotated[Slugs, MinLen(1)]
    """The sources that say so."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who acts in public in this field; only public acts and work."""

    __pydantic_config__ = _STRICT

    slug: Slug
    name: Name
    """The name as the person writes it in public."""
    aliases: tuple[Name, ...] = ()
    """Other spellings and public handles ("@handle")."""
    summary: Sentence
    """One or two sentences: what they are known for in this field."""
    roles: tuple[Role, ...] = ()
    """In order of time."""
    sources: Annotated[Slugs, MinLen(1)]
    """What the summary rests on."""
    checked: dt.date
    """The day this card was last compared with its sources."""
    links: tuple[Url, ...] = ()
    """The person's own public pages."""


@dataclass(frozen=True, kw_only=True)
class Organization:
    """A body, a team of one, or a product."""

    __pydantic_config__ = _STRICT

    slug: Slug
    name: Name
    """The name in common use."""
    aliases: tuple[Name, ...] = ()
    """Other names and spellings."""
    kind: OrganizationKind
    """What it is."""
    part_of: Slug | None = None
    """The organization it belongs to; its events are on that one's timeline as well."""
    founded: PartialDate | None = None
    """When it began."""
    dissolved: PartialDate | None = None
    """When it ended."""
    summary: Sentence
    """One or two sentences: what it is."""
    sources: Annotated[Slugs, MinLen(1)]
    """What the summary rests on."""
    checked: dt.date
    """The day this card was last compared with its sources."""


@dataclass(frozen=True, kw_only=True)
class Topic:
    """A thread that runs through several events."""

    __pydantic_config__ = _STRICT

    slug: Slug
    name: Name
    """The thread's name in common use."""
    summary: Sentence
    """What belongs to it."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened, on the day it happened, where it happened."""

    __pydantic_config__ = _STRICT

    slug: Slug
    date: PartialDate
    """As exactly as it is known: 2024, 2024-05, 2024-05-14, 2024-05~, or START/END."""
    title: Annotated[str, MinLen(1), MaxLen(80)]
    """A plain statement of what happened."""
    summary: Sentence
    """One or two sentences in the past tense, in our own words."""
    status: Status
    """confirmed, reported, alleged or disputed; all but confirmed carry their hedge in title and summary."""
    people: Slugs = ()
    """Who took part."""
    organizations: Slugs = ()
    """Which organizations took part."""
    topics: Slugs = ()
    """The threads it belongs to."""
    importance: Annotated[int, Ge(1), Le(3)]
    """3: a general reader of the field knows it; 2: notable; 1: detail."""
    sources: Annotated[Slugs, MinLen(1)]
    """What the title and summary rest on."""
    known: PartialDate | None = None
    """When the public learnt of it, if later."""
    response: Sentence | None = None
    """The other side; required for alleged and disputed, if only to say that none was found."""
    response_sources: Slugs = ()
    """What the response rests on."""
    related: Slugs = ()
    """Other events to read with this one."""
    daily: bool = True
    """False keeps it out of the daily post."""
    evidence: Annotated[Evidence, MinLen(1)]
    """For audits: the pages on which an editor saw the day. Never shown, never a source."""
    note: str | None = None
    """For editors: why this day, what was settled and how."""


@dataclass(frozen=True, kw_only=True)
class Quote:
    """Words that somebody said or wrote, character for character."""

    __pydantic_config__ = _STRICT

    slug: Slug
    speaker: Slug | None = None
    """The person or organization that said it."""
    described: Name | None = None
    """Instead of `speaker`: an unnamed speaker, exactly as the source describes them."""
    text: Annotated[str, MinLen(1), MaxLen(300)]
    """Verbatim; omissions are […], insertions stand in brackets."""
    said: PartialDate
    """When it was said, not when it was printed."""
    context: Annotated[str, MinLen(1), MaxLen(140)]
    """What it was said about, such as "on why he left"."""
    event: Slug | None = None
    """The event it belongs to."""
    source: Slug
    """Where the words stand."""
    locator: Annotated[str, MinLen(1), MaxLen(80)] | None = None
    """Page, minute or paragraph."""
    status: QuoteStatus
    """verified: an editor has seen these exact words in the source or a stored copy of it."""
    evidence: Annotated[Evidence, MinLen(1)]
    """For audits: the pages on which an editor saw these words. Never shown, never a source."""
    note: str | None = None
    """For editors; of a misattributed or disputed quote, the reason, which is shown."""


@dataclass(frozen=True, kw_only=True)
class Correction:
    """A change to what a record said, kept for good."""

    __pydantic_config__ = _STRICT

    slug: Slug
    record: Slug
    """The record that was wrong."""
    date: dt.date
    """The day it was corrected."""
    was: Sentence
    """What it said."""
    now: Sentence
    """What it says now."""
    why: Sentence
    """What showed the mistake."""


@dataclass(frozen=True, kw_only=True)
class Edition:
    """The dataset as a whole: its name, version and keeper."""

    __pydantic_config__ = _STRICT

    name: Name
    """The dataset's name."""
    version: Annotated[str, MinLen(1), MaxLen(20)]
    """A calendar version such as 2026.11.1; raise it with every published change."""
    topic: Sentence
    """What it is about, in a sentence."""
    licence: Name
    """The licence of the data."""
    maintainer: Name
    """Who keeps it."""
    report: Sentence
    """Where to report a mistake: an address, or a sentence that says whom to tell."""


@dataclass(frozen=True, kw_only=True)
class Redirect:
    """The slug of a record that was merged into another; it goes on working."""

    __pydantic_config__ = _STRICT

    slug: Slug
    replaced_by: Slug
    """The record that took its place."""


Record = Source | Person | Organization | Topic | Event | Quote | Correction | Redirect


@dataclass(frozen=True)
class Dataset:
    """Every record of `data/`, by slug, in the order of the files."""

    edition: Edition
    sources: dict[str, Source] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    organizations: dict[str, Organization] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    quotes: dict[str, Quote] = field(default_factory=dict)
    corrections: dict[str, Correction] = field(default_factory=dict)
    redirects: dict[str, Redirect] = field(default_factory=dict)
