"""What is this source, and which records rest on it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import paging
from bot.core.answers import wording
from bot.core.answers.answer import Action, Answer, Line, Section
from bot.core.questions import OneEvent, OneQuote, Who

if TYPE_CHECKING:
    from bot.core.found import Found, Named
    from bot.core.model import Edition, Source
    from bot.core.questions import OneSource, Question


def source(question: OneSource, shown: Source, resting: Found[Named], edition: Edition) -> Answer:
    """Answer with who published it and when, and the records that rest on it."""
    facts = wording.joined(
        shown.kind,
        shown.publisher,
        wording.listed(list(shown.authors)),
        shown.published and f"published {shown.published}",
        shown.updated and f"updated {shown.updated}",
        f"last read {wording.day(shown.seen)}",
    )
    lines = tuple(Line(wording.joined(record.name, record.hint), (), lead=record.kind) for record in resting.records)
    return Answer(
        shown.title,
        (Line(facts, (shown,)), Line(f"{wording.count(resting.total, 'record')} rest on it.")),
        (Section("Records", lines),) if lines else (),
        wording.footer(edition, paging.note(question, resting.total)),
        paging.turns(question, resting.total),
        tuple(Action(record.name, _question(record), detail=record.kind) for record in resting.records),
        found=paging.exists(question, resting.total),
    )


def _question(record: Named) -> Question:
    if record.kind == "event":
        return OneEvent(record.slug)
    return OneQuote(record.slug) if record.kind == "quote" else Who(record.slug)
