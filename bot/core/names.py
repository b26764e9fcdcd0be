"""How names are compared, and how a record is called where only a line is left for it."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from typing import TYPE_CHECKING

from bot.core.found import Named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.model import Dataset, Organization, Person

APOSTROPHES = "'’‘ʼ`´"  # noqa: RUF001  these are the look-alikes that people type
_HINT = 60
_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
# Letters that Unicode does not take apart into a plain letter and an accent.
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})  # noqa: RUF001
_OTHER = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Return `text` as names are compared: no case, accents, apostrophes, punctuation or repeated spaces."""
    return _words(_APOSTROPHE.sub("", text))


def spellings(name: str) -> tuple[str, ...]:
    """Return the folded forms of a name: ``okeefe`` and, since many type a space instead, ``o keefe``."""
    return tuple(dict.fromkeys((fold(name), _words(_APOSTROPHE.sub(" ", name)))))


def _words(text: str) -> str:
    if text.isascii():  # nearly every text is
        return _OTHER.sub(" ", text.lower()).strip()
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _OTHER.sub(" ", plain.casefold().translate(_LETTERS)).strip()


def called(dataset: Dataset) -> Iterator[tuple[Named, tuple[str, ...]]]:
    """Yield every record as it is called in a line, with all the names it answers to."""
    for person in dataset.people.values():
        yield Named(person.slug, "person", person.name, _role(person, dataset)), (person.name, *person.aliases)
    for body in dataset.organizations.values():
        yield Named(body.slug, "organization", body.name, _body(body, dataset)), (body.name, *body.aliases)
    for topic in dataset.topics.values():
        yield Named(topic.slug, "topic", topic.name, "topic"), (topic.name,)
    for event in dataset.events.values():
        yield Named(event.slug, "event", event.title, f"{event.date} · {event.status}"), (event.title,)
    for source in dataset.sources.values():
        dated = f", {source.published}" if source.published else ""
        yield Named(source.slug, "source", source.title, source.publisher + dated), (source.title, source.publisher)
    for quote in dataset.quotes.values():
        speaker = dataset.people.get(quote.speaker or "") or dataset.organizations.get(quote.speaker or "")
        yield Named(quote.slug, "quote", quote.text, speaker.name if speaker else quote.described or ""), ()


def _role(person: Person, dataset: Dataset) -> str:
    """What tells a person from a namesake: the latest role that lasts, or else the latest, or else the summary."""
    if not person.roles:
        return textwrap.shorten(person.summary, _HINT, placeholder="…")
    lasting = [role for role in person.roles if not role.end and not role.ended]
    role = (lasting or person.roles)[-1]
    return f"{role.title}, {dataset.organizations[role.organization].name}"


def _body(body: Organization, dataset: Dataset) -> str:
    kind = body.kind.replace("-", " ")
    return f"{kind}, part of {dataset.organizations[body.part_of].name}" if body.part_of else kind
