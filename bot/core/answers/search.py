"""What is on record with these words?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import paging
from bot.core.answers import wording
from bot.core.answers.answer import Action, Answer, Line, Section, Style
from bot.core.model import Event, Quote
from bot.core.questions import OneQuote, Who

if TYPE_CHECKING:
    from bot.core.found import Found, References
    from bot.core.model import Edition, Organization, Person
    from bot.core.questions import Search

    Searchable = Person | Organization | Event | Quote


def search(question: Search, found: Found[Searchable], edition: Edition) -> Answer:
    """Answer with the best hits, each with its command to go on."""
    if not found.total:
        said = "Nothing on record has these words."
    elif found.total == 1:
        said = "1 record has some of these words."
    else:
        said = f"{wording.count(found.total, 'record')} have some of these words, best first."
    menu = dict.fromkeys(_further(record, found.references) for record in found.records)
    return Answer(
        f"Search: {question.text}",
        (Line(said),),
        tuple(Section("", _result(record, found.references)) for record in found.records),
        wording.footer(edition, paging.note(question, found.total)),
        paging.turns(question, found.total),
        tuple(menu),
        found=bool(found.total),
    )


def _result(record: Searchable, references: References) -> tuple[Line, ...]:
    if isinstance(record, Event):
        shown: tuple[Line, ...] = (wording.event_line(record, references),)
        command = f"/event name:{record.slug}"
    elif isinstance(record, Quote):
        shown = wording.quote_lines(record, references)
        command = f"/quote by:{record.speaker}" if record.speaker else f"/source name:{record.source}"
    else:
        shown = (Line(record.summary, references.cite(record.sources), lead=record.name),)
        command = f"/who name:{record.slug}"
    return (*shown, Line(command, style=Style.DETAIL))


def _further(record: Searchable, references: References) -> Action:
    if isinstance(record, Event):
        return wording.open_event(record)
    if isinstance(record, Quote):
        speaker = references.names[record.speaker] if record.speaker else record.described or ""
        return Action(record.text, OneQuote(record.slug), detail=speaker)
    return Action(record.name, Who(record.slug), detail="Card")
