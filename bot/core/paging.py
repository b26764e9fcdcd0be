"""Which slice of a long answer is shown, and how to reach its neighbours."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

from bot.core import questions
from bot.core.answers.answer import Action
from bot.core.questions import EventQuotes, OneSource, OnThisDay, Quotes, Roles, Search, Sources, Timeline

Paged = Timeline | Quotes | EventQuotes | OnThisDay | Search | OneSource | Sources | Roles

# How many records one page holds: a phone screen and a half at most.
PAGE_SIZES = {
    Timeline: 8,
    Quotes: 3,
    EventQuotes: 3,
    OnThisDay: 3,
    Search: 5,
    OneSource: 10,
    Sources: 10,
    Roles: 8,
}

RecordT = TypeVar("RecordT")


@dataclass(frozen=True)
class Window:
    """A slice of a list: at most `limit` records after the first `offset`; no limit when `limit` is -1."""

    limit: int
    offset: int = 0

    def of(self, records: tuple[RecordT, ...]) -> tuple[RecordT, ...]:
        """Return the slice of `records` that this window shows."""
        return records[self.offset :] if self.limit < 0 else records[self.offset : self.offset + self.limit]


def window(question: Paged) -> Window:
    """Return the slice that `question` asks for."""
    if question.page == questions.ALL:
        return Window(-1)
    size = PAGE_SIZES[type(question)]
    return Window(size, (question.page - 1) * size)


def pages(question: Paged, total: int) -> int:
    """How many pages `total` records fill; at least one."""
    return 1 if question.page == questions.ALL else max(1, -(-total // PAGE_SIZES[type(question)]))


def exists(question: Paged, total: int) -> bool:
    """Whether the page asked for is one of those that `total` records fill."""
    return question.page <= pages(question, total)


def note(question: Paged, total: int) -> str:
    """Return "page 2 of 5", or nothing when everything fits on one page."""
    last = pages(question, total)
    return f"page {question.page} of {last}" if last > 1 else ""


def turns(question: Paged, total: int) -> tuple[Action, ...]:
    """Return the actions that lead to the neighbouring pages."""
    found: list[Action] = []
    if question.page == questions.ALL:
        return ()
    if question.page > 1:
        found.append(Action("Previous", replace(question, page=question.page - 1)))
    if question.page < pages(question, total):
        found.append(Action("Next", replace(question, page=question.page + 1)))
    return tuple(found)
