"""The daily post: which of a day's events, and how they read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.core.answers import wording
from bot.core.answers.answer import Answer, Line, Section
from bot.core.dates import MonthDay

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from bot.core.found import Found, References
    from bot.core.model import Event, Quote

SHOWN: Final = 5
LEAP_DAY: Final = MonthDay(2, 29)

# How much an anniversary adds to an event's importance (1 to 3): the first that divides the years counts.
ROUND: Final = ((50, 3), (25, 3), (10, 2), (5, 1))
# How much is added for an event that a server was never shown, or not for some years.
NEVER_SHOWN, LONG_AGO, LONG_AGO_DAYS = 2, 1, 600


@dataclass(frozen=True)
class DailyPost:
    """`headline` stands alone in a notification; `events` are the slugs of what is shown."""

    headline: str
    answer: Answer
    events: tuple[str, ...]


def days_of(date: dt.date) -> tuple[MonthDay, ...]:
    """Return the days of the year that are remembered on `date`: on 28 February, without a leap day, the 29th too."""
    day = MonthDay(date.month, date.day)
    is_leap = date.year % 4 == 0 and (date.year % 100 != 0 or date.year % 400 == 0)
    return (day, LEAP_DAY) if day == (2, 28) and not is_leap else (day,)


def choose(events: Sequence[Event], date: dt.date, shown: Mapping[str, dt.date]) -> tuple[Event, ...]:
    """Return up to five events, the one for the headline first.

    Round anniversaries, importance and how long ago an event was last `shown` decide; each further event of a year
    that is already among them counts a little less, so that years mix. The same input gives the same choice.
    """
    past = [event for event in events if event.date.start.year < date.year]
    chosen: list[Event] = []
    while past and len(chosen) < SHOWN:
        years = [event.date.start.year for event in chosen]
        best = max(
            past, key=lambda event: (_weight(event, date, shown) - years.count(event.date.start.year), *_tie(event))
        )
        chosen.append(best)
        past.remove(best)
    return tuple(chosen)


def post(
    date: dt.date, chosen: Sequence[Event], references: References, quotes: Found[Quote], *, footer: str
) -> DailyPost:
    """Return the post of `date`; `chosen` holds at least one event, and its first gives the headline."""
    day = MonthDay(date.month, date.day)
    first = chosen[0]
    more = f", and {wording.count(len(chosen) - 1, 'more event')}" if len(chosen) > 1 else ""
    headline = f"On this date, {day}: {first.title} ({first.date.start.year}){more}"
    by_year = sorted(chosen, key=lambda event: (event.date.earliest, chosen.index(event)))
    sections = [Section("", _lines(event, date, references)) for event in by_year]
    said = next((quote for event in chosen for quote in quotes.records if quote.event == event.slug), None)
    if said:
        sections.append(Section("On record", wording.quote_lines(said, quotes.references)))
    return DailyPost(
        headline, Answer(f"On this date: {day}", (), tuple(sections), footer), tuple(event.slug for event in chosen)
    )


def _lines(event: Event, date: dt.date, references: References) -> tuple[Line, ...]:
    years = date.year - event.date.start.year
    leap = "a leap day" if event.date.anniversary == LEAP_DAY and days_of(date) != (LEAP_DAY,) else ""
    ago = "1 year ago" if years == 1 else f"{years} years ago"
    told = Line(
        wording.joined(leap, ago, event.status, event.title), references.cite(event.sources), lead=str(event.date)
    )
    return (told, *wording.event_summary(event, references, in_full=False))


def _weight(event: Event, date: dt.date, shown: Mapping[str, dt.date]) -> int:
    years = date.year - event.date.start.year
    anniversary = next((extra for step, extra in ROUND if years % step == 0), 0)
    last = shown.get(event.slug)
    rested = NEVER_SHOWN if last is None else LONG_AGO if (date - last).days > LONG_AGO_DAYS else 0
    return event.importance + anniversary + rested


def _tie(event: Event) -> tuple[int, int, str]:
    return event.importance, event.date.start.year, event.slug
