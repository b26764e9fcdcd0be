"""What was typed means several things, or nothing on record: offer the ones that may be meant."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core import dates
from bot.core.answers import wording
from bot.core.answers.answer import Action, Answer, Line
from bot.core.questions import Quotes, Search, Timeline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.found import Named
    from bot.core.model import Edition
    from bot.core.questions import EventQuotes, OneEvent, OneQuote, OneSource, Roles, Sources, Who

    AboutOne = Who | Roles | Sources | Timeline | Quotes | EventQuotes | OneQuote | OneEvent | OneSource

SHOWN = 5


def several(typed: str, meant: Sequence[Named], question: AboutOne, edition: Edition) -> Answer:
    """Say that the text names several records, and offer each."""
    names = tuple(Line(named.hint, lead=named.name) for named in meant[:SHOWN])
    more = len(meant) - SHOWN
    rest = (Line(f"and {wording.count(more, 'other')}: type more of the name."),) if more > 0 else ()
    return Answer(
        f"Which {typed}?",
        (Line("Several on record fit:"), *names, *rest),
        (),
        wording.footer(edition),
        _offers(meant, question),
        found=False,
    )


def nobody(typed: str, nearest: Sequence[Named], question: AboutOne, edition: Edition) -> Answer:
    """Say that nothing on record goes by that name, and offer the nearest names."""
    names = wording.listed([named.name for named in nearest[:SHOWN]], "or")
    hint = f" Did you mean {names}?" if nearest else ""
    search = () if nearest else (Action("Search for it", Search(typed[:80])),)
    return Answer(
        "Not on record",
        (Line(f"Nothing called “{typed}” is on record.{hint}"),),
        (),
        wording.footer(edition),
        (*_offers(nearest, question), *search),
        found=False,
    )


def not_a_date(typed: str, edition: Edition, *, day_only: bool = False) -> Answer:
    """Say what a date may look like."""
    examples = dates.DAY_EXAMPLES if day_only else dates.EXAMPLES
    said = Line(f"“{typed}” is not a date I can read. Write it like {examples}.")
    return Answer("Not a date", (said,), (), wording.footer(edition), found=False)


def _offers(named: Sequence[Named], question: AboutOne) -> tuple[Action, ...]:
    """Offer the records by name, and by what tells them apart where two have the same name."""
    names = Counter(one.name for one in named)
    labels = [f"{one.name}, {one.hint}" if names[one.name] > 1 else one.name for one in named]
    offered = zip(labels, named[:SHOWN], strict=False)
    return tuple(Action(label, _instead(question, one.slug), detail=one.hint) for label, one in offered)


def _instead(question: AboutOne, slug: str) -> AboutOne:
    """Ask the same question about `slug`."""
    if isinstance(question, Timeline):
        return replace(question, about=slug)
    return replace(question, by=slug) if isinstance(question, Quotes) else replace(question, name=slug)
