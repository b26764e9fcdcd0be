"""What is on record about one event?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.answers import wording
from bot.core.answers.answer import Action, Answer, Line, Section, Style
from bot.core.questions import EventQuotes, Timeline, Who

if TYPE_CHECKING:
    from bot.core.found import Found, References
    from bot.core.model import Correction, Edition, Event, Quote

SHOWN_QUOTES = 2
SHOWN_RELATED = 3


def event(
    found: Found[Event],
    quotes: Found[Quote],
    related: Found[Event],
    corrections: tuple[Correction, ...],
    edition: Edition,
) -> Answer:
    """Answer with everything on record about one event."""
    told = found.records[0]
    known = f"publicly known {told.known}" if told.known else ""
    words = tuple(line for quote in quotes.records for line in wording.quote_lines(quote, quotes.references))
    links = tuple(wording.event_line(other, related.references) for other in related.records)
    mended = tuple(line for correction in corrections for line in _correction(correction))
    sections = (
        Section("On record", words, more=quotes.more),
        Section("Who it concerns", _involved(told, found.references)),
        Section("Related", links, more=related.more),
        Section("Corrections", mended),
    )
    more_quotes = (Action("All quotes", EventQuotes(told.slug)),) if quotes.more else ()
    return Answer(
        told.title,
        (
            Line(wording.joined(told.status, known), found.references.cite(told.sources), lead=str(told.date)),
            *wording.event_summary(told, found.references, in_full=True),
        ),
        tuple(section for section in sections if section.lines),
        wording.footer(edition),
        (*more_quotes, *_topics(told, found.references)),
        (*_cards(told, found.references), *(wording.open_event(other) for other in related.records)),
    )


def _involved(told: Event, references: References) -> tuple[Line, ...]:
    names = [references.names[slug] for slug in (*told.people, *told.organizations)]
    return (Line(wording.listed(names), references.cite(told.sources), style=Style.DETAIL),) if names else ()


def _correction(correction: Correction) -> tuple[Line, ...]:
    return (
        Line(f"said: {correction.was} Now: {correction.now}", lead=wording.day(correction.date), style=Style.DETAIL),
        Line(correction.why, style=Style.DETAIL),
    )


def _cards(told: Event, references: References) -> tuple[Action, ...]:
    return tuple(Action(references.names[slug], Who(slug)) for slug in (*told.people, *told.organizations))


def _topics(told: Event, references: References) -> tuple[Action, ...]:
    return tuple(Action(references.names[slug], Timeline(slug), detail="Timeline") for slug in told.topics[:3])
