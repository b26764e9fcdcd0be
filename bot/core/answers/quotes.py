"""What was said, by whom?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import paging
from bot.core.answers import wording
from bot.core.answers.answer import Action, Answer, Line, Section
from bot.core.questions import OneEvent, Quotes, Timeline, Who

if TYPE_CHECKING:
    from bot.core.found import Found, Named
    from bot.core.model import Edition, Event, Quote
    from bot.core.questions import EventQuotes


def quotes(question: Quotes, by: Named | None, about: Named | str, found: Found[Quote], edition: Edition) -> Answer:
    """Answer with the words on record, latest first, a page at a time."""
    subject = about if isinstance(about, str) else about.name
    whose = wording.joined(by and f"by {by.name}", subject and f"about {subject}").replace(wording.BETWEEN, " ")
    siblings = []
    if by:
        siblings = [Action(by.name, Who(by.slug)), Action("Timeline", Timeline(by.slug), detail=by.name)]
    return Answer(
        f"Quotes {whose}",
        (Line(_how_many(found.total, whose)),),
        sections(found),
        wording.footer(edition, paging.note(question, found.total)),
        (*paging.turns(question, found.total), *siblings),
        found=bool(found.total),
    )


def of_event(question: EventQuotes, event: Event, found: Found[Quote], edition: Edition) -> Answer:
    """Answer with what was said in connection with one event."""
    return Answer(
        f"Quotes: {event.title}",
        (Line(_how_many(found.total, "")),),
        sections(found),
        wording.footer(edition, paging.note(question, found.total)),
        (*paging.turns(question, found.total), Action("Event", OneEvent(event.slug), detail=event.title)),
        found=bool(found.total),
    )


def at_random(found: Found[Quote], edition: Edition) -> Answer:
    """Answer with the one quote that was drawn, and offer another."""
    another = Action("Another", Quotes())
    speakers = tuple(
        Action(found.references.names[quote.speaker], Who(quote.speaker)) for quote in found.records if quote.speaker
    )
    return Answer(
        "On record",
        () if found.records else (Line("No quote is on record."),),
        sections(found),
        wording.footer(edition),
        (another, *speakers),
        found=bool(found.total),
    )


def one(found: Found[Quote], edition: Edition) -> Answer:
    """Answer with one quote."""
    told = found.records[0]
    actions = []
    if told.speaker:
        actions.append(Action(found.references.names[told.speaker], Who(told.speaker)))
    if told.event:
        actions.append(Action("Event", OneEvent(told.event)))
    return Answer("On record", (), sections(found), wording.footer(edition), tuple(actions))


def sections(found: Found[Quote]) -> tuple[Section, ...]:
    """Return one section a quote, without headings."""
    return tuple(Section("", wording.quote_lines(quote, found.references)) for quote in found.records)


def _how_many(total: int, whose: str) -> str:
    if not total:
        return f"No quote {whose} is on record.".replace("  ", " ")
    return f"{wording.count(total, 'quote')} on record."
