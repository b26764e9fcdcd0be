"""What happened on this day, in any year?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import paging
from bot.core.answers import wording
from bot.core.answers.answer import Action, Answer, Line, Section
from bot.core.questions import OnThisDay

if TYPE_CHECKING:
    from bot.core.dates import MonthDay
    from bot.core.found import Found
    from bot.core.model import Edition, Event


def on_this_day(
    question: OnThisDay, day: MonthDay, found: Found[Event], nearest: tuple[MonthDay, ...], edition: Edition
) -> Answer:
    """Answer with the events of a month and day in all years; an empty day names the nearest that have one."""
    neighbours = tuple(Action(str(other), OnThisDay(f"{other.month:02}-{other.day:02}")) for other in nearest)
    if not found.total:
        days = wording.listed([str(other) for other in nearest])
        hint = f" The nearest days that have something: {days}." if nearest else ""
        said = Line(f"Nothing on record for {day}.{hint}")
        return Answer(f"On this day: {day}", (said,), (), wording.footer(edition), neighbours, found=False)
    references = found.references
    sections = tuple(
        Section("", (wording.event_line(event, references), *wording.event_summary(event, references, in_full=False)))
        for event in found.records
    )
    return Answer(
        f"On this day: {day}",
        (Line(f"{wording.count(found.total, 'event')} on record for {day}."),),
        sections,
        wording.footer(edition, paging.note(question, found.total)),
        (*paging.turns(question, found.total), *neighbours),
        tuple(wording.open_event(event) for event in found.records),
    )
