"""How records read in a line: shared by the answers, so that one thing is said in one way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.answers.answer import Action, Line, Style
from bot.core.dates import PartialDate, Point
from bot.core.questions import OneEvent

if TYPE_CHECKING:
    import datetime as dt

    from bot.core.found import References
    from bot.core.model import Edition, Event, Quote, Role, Source

BETWEEN = " · "
LISTED = 1  # source of an event or a member in a list; their own answers give all of them


def joined(*parts: object) -> str:
    """Put the parts that are not empty on one line."""
    return BETWEEN.join(str(part) for part in parts if part)


def day(value: dt.date) -> str:
    """Return a calendar day as a reader says it: ``23 November 2026``."""
    return str(Point(value.year, value.month, value.day))


def count(number: int, singular: str, plural: str = "") -> str:
    """Return ``1 event`` or ``3 events``."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def listed(names: list[str], last: str = "and") -> str:
    """Return ``A``, ``A and B`` or ``A, B and C``."""
    return f" {last} ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""


def footer(edition: Edition, *parts: str) -> str:
    """Return the small print that closes every answer."""
    return joined(f"{edition.name} {edition.version}", *parts)


def span(start: PartialDate | None, end: PartialDate | None, checked: dt.date, *, ended: bool) -> str:
    """Say from when to when something lasted; without a known end "as of" the day it was checked."""
    if end:
        return f"{start} to {end}" if start else f"until {end}"
    if ended:
        return f"from {start}, since ended" if start else "formerly"
    return joined(f"since {start}" if start else "", f"as of {day(checked)}").replace(BETWEEN, ", ")


def role_line(role: Role, checked: dt.date, references: References) -> Line:
    """Return ``Co-lead · OpenAI Superalignment team · 5 July 2023 to 14 May 2024``."""
    where = references.names[role.organization]
    when = span(role.start, role.end, checked, ended=role.ended)
    return Line(joined(where, when), references.cite(role.sources), lead=role.title)


def event_line(event: Event, references: References) -> Line:
    """Return ``17 May 2024 · confirmed · Jan Leike explains why he left OpenAI``, with its first source."""
    return Line(joined(event.status, event.title), references.cite(event.sources[:LISTED]), lead=str(event.date))


def event_summary(event: Event, references: References, *, in_full: bool) -> tuple[Line, ...]:
    """Return the event's sentence, and the other side right behind it: of an alleged or disputed matter always."""
    lines = [Line(event.summary, references.cite(event.sources))]
    if event.response and (in_full or event.status in {"alleged", "disputed"}):
        cited = references.cite(event.response_sources or event.sources)
        lines.append(Line(event.response, cited, lead="The other side"))
    return tuple(lines)


def quote_lines(quote: Quote, references: References) -> tuple[Line, ...]:
    """Return the words, then who said them, where, when, about what, and their status."""
    source = references.sources[quote.source]
    speaker = references.names[quote.speaker] if quote.speaker else quote.described
    where = joined(source.publisher if source.publisher != speaker else "", quote.locator)
    lines = [
        Line(quote.text, style=Style.QUOTE),
        Line(joined(where, quote.said, quote.context, quote.status), (source,), lead=speaker or ""),
    ]
    if quote.status != "verified" and quote.note:
        lines.append(Line(f"{quote.status.capitalize()}: {quote.note}", (source,), style=Style.DETAIL))
    return tuple(lines)


def source_text(source: Source) -> str:
    """Return publisher, title and date of a source; its number and address are the front end's to draw."""
    parts = (source.publisher, source.title, source.published)
    return ", ".join(str(part) for part in parts if part)


def open_event(event: Event) -> Action:
    """Return the way to everything on record about one event."""
    return Action(event.title, OneEvent(event.slug), detail=joined(event.date, event.status))
