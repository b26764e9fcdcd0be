"""What happened, in order?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core import paging
from bot.core.answers import wording
from bot.core.answers.answer import Action, Answer, Line, Section
from bot.core.questions import Quotes, Who

if TYPE_CHECKING:
    import datetime as dt

    from bot.core.dates import PartialDate
    from bot.core.found import Found, Named
    from bot.core.model import Edition, Event
    from bot.core.questions import Timeline


@dataclass(frozen=True)
class Period:
    """From the first day of `start` to the last day of `end`; open where one is missing."""

    start: PartialDate | None = None
    end: PartialDate | None = None

    @property
    def first(self) -> dt.date | None:
        """The first day that belongs to it."""
        return self.start.earliest if self.start else None

    @property
    def last(self) -> dt.date | None:
        """The last day that belongs to it."""
        return self.end.latest if self.end else None

    @property
    def reversed(self) -> bool:
        """Whether it ends before it starts."""
        return bool(self.first and self.last and self.last < self.first)

    @property
    def when(self) -> str:
        """The period with its preposition: ``for May 2024 to June 2024``, ``from 2023``, or nothing."""
        return f"for {self}" if self.start and self.end else str(self)

    def __str__(self) -> str:
        """As a reader says it: ``May 2024 to June 2024``, ``from 2023``, ``until May 2024``, or nothing."""
        if self.start and self.end:
            return str(self.start) if self.start == self.end else f"{self.start} to {self.end}"
        return f"from {self.start}" if self.start else f"until {self.end}" if self.end else ""


def timeline(question: Timeline, about: Named | None, period: Period, found: Found[Event], edition: Edition) -> Answer:
    """Answer with dated events in order, a page at a time."""
    title = f"Timeline: {about.name}" if about else "Timeline"
    what = _what(about, period, found.total)
    lines = tuple(wording.event_line(event, found.references) for event in found.records)
    return Answer(
        wording.joined(title, str(period)),
        (Line(what),),
        (Section("", lines),) if lines else (),
        wording.footer(edition, paging.note(question, found.total)),
        (*paging.turns(question, found.total), *_further(about)),
        tuple(wording.open_event(event) for event in found.records),
        found=bool(found.total),
    )


def reversed_period(period: Period, edition: Edition) -> Answer:
    """Say that `from` lies after `to`; to swap them silently would answer another question."""
    said = f"{period.start} (from) is later than {period.end} (to). Swap them and ask again."
    return Answer("From after to", (Line(said),), footer=wording.footer(edition), found=False)


def _further(about: Named | None) -> tuple[Action, ...]:
    if not about:
        return ()
    quotes = Action("Quotes", Quotes(about=about.slug))
    return (quotes,) if about.kind == "topic" else (Action(about.name, Who(about.slug)), quotes)


def _what(about: Named | None, period: Period, total: int) -> str:
    events = wording.count(total, "event")
    if not total:
        return " ".join(filter(None, ["Nothing on record", f"about {about.name}" if about else "", period.when])) + "."
    if about or str(period):
        return f"{events} on record, in order of time."
    return f"The {events} of most importance in the dataset, in order of time."
