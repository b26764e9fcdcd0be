"""Which events a daily post shows, and how it reads."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from bot.ask import daily_post
from bot.core.answers import daily
from bot.core.answers.answer import number_sources
from bot.core.dates import MonthDay, PartialDate
from bot.core.model import Event

if TYPE_CHECKING:
    from bot.core.answers.daily import DailyPost
    from bot.store.catalogue import Catalogue

DAY = dt.date(2026, 5, 14)


def event(year: int, importance: int = 1, slug: str = "") -> Event:
    return Event(
        slug=slug or f"event-{year}",
        date=PartialDate.parse(f"{year}-05-14"),
        title="T",
        summary="S",
        status="confirmed",
        importance=importance,
        sources=("s",),
        evidence=("e",),
    )


def made(catalogue: Catalogue, date: dt.date, topic: str = "", minimum: int = 1) -> DailyPost | None:
    return daily_post(catalogue, date, topic=topic, minimum=minimum, shown={}, small_print="mark")


def test_the_more_important_event_is_chosen_first() -> None:
    assert daily.choose([event(2023, 1), event(2022, 3)], DAY, {})[0].slug == "event-2022"


def test_a_round_anniversary_counts_as_much_as_importance() -> None:
    assert daily.choose([event(2023, 2), event(2001, 1)], DAY, {})[0].slug == "event-2001"
    assert daily.choose([event(2023, 2), event(2016, 1)], DAY, {})[0].slug == "event-2016"


def test_what_was_shown_last_year_makes_room_for_what_was_not() -> None:
    shown = {"event-2022": dt.date(2025, 5, 14)}
    assert daily.choose([event(2022, 3), event(2023, 2)], DAY, shown)[0].slug == "event-2023"
    long_ago = {"event-2022": dt.date(2023, 5, 14)}
    assert daily.choose([event(2022, 3), event(2023, 1)], DAY, long_ago)[0].slug == "event-2022"


def test_years_mix_and_five_are_the_most() -> None:
    crowded = [event(2023, 2, f"same-{n}") for n in range(6)] + [event(2022, 1), event(2019, 1)]
    chosen = daily.choose(crowded, DAY, {})
    assert len(chosen) == 5
    assert {one.date.start.year for one in chosen} == {2019, 2022, 2023}


def test_the_same_input_gives_the_same_choice_in_any_order() -> None:
    events = [event(year, year % 3 + 1) for year in range(2000, 2020)]
    assert daily.choose(events, DAY, {}) == daily.choose(events[::-1], DAY, {})


def test_this_years_event_is_no_anniversary() -> None:
    assert daily.choose([event(2026, 3)], DAY, {}) == ()


@pytest.mark.parametrize(
    ("date", "days"),
    [
        ("2026-02-28", [(2, 28), (2, 29)]), ("2028-02-28", [(2, 28)]), ("2028-02-29", [(2, 29)]),
        ("2100-02-28", [(2, 28), (2, 29)]), ("2000-02-28", [(2, 28)]), ("2026-03-01", [(3, 1)]),
    ],
)  # fmt: skip
def test_the_leap_day_is_remembered_on_the_28th_of_other_years(date: str, days: list[tuple[int, int]]) -> None:
    assert daily.days_of(dt.date.fromisoformat(date)) == tuple(MonthDay(*day) for day in days)


def test_a_leap_days_event_is_marked_on_the_28th(catalogue: Catalogue) -> None:
    for date, marked in (("2026-02-28", True), ("2028-02-29", False)):
        post = made(catalogue, dt.date.fromisoformat(date))
        assert post
        first = post.answer.sections[0].lines[0]
        assert first.lead == "29 February 2004"
        assert first.text.startswith("a leap day") == marked


def test_no_post_on_the_28th_of_a_leap_year(catalogue: Catalogue) -> None:
    assert made(catalogue, dt.date(2028, 2, 28)) is None


def test_the_headline_stands_alone_and_the_statements_have_their_sources(catalogue: Catalogue) -> None:
    post = made(catalogue, dt.date(2026, 3, 1))
    assert post
    assert post.headline == "On this date, 1 March: The Tidal Observatory is founded (1999)"
    assert post.events == ("observatory-founded",)
    told, summary = post.answer.sections[0].lines
    assert (told.lead, told.text) == ("1 March 1999", "27 years ago · confirmed · The Tidal Observatory is founded")
    assert summary.text == "Zoë Müller signed the charter of the observatory."
    assert [source.slug for source in number_sources(post.answer.lines)] == ["founding-charter"]
    assert post.answer.footer == "Tide Record 2026.1.1 · mark"


def test_a_post_has_one_quote_that_belongs_to_it(catalogue: Catalogue) -> None:
    post = made(catalogue, dt.date(2026, 3, 1))
    assert post
    assert post.answer.sections[-1].heading == "On record"
    assert post.answer.sections[-1].lines[0].text == "The sea is a clock that nobody winds."


def test_an_alleged_event_keeps_its_hedge_and_its_other_side(catalogue: Catalogue) -> None:
    post = made(catalogue, dt.date(2026, 6, 1))
    assert post
    assert "allegedly" in post.headline
    texts = [line.text for line in post.answer.sections[0].lines]
    assert "alleged" in texts[0]
    assert texts[2] == "Una O'Keefe wrote that the inspection had taken place."


def test_topic_and_minimum_narrow_it_down(catalogue: Catalogue) -> None:
    assert made(catalogue, dt.date(2026, 6, 1), topic="gauges")
    assert made(catalogue, dt.date(2026, 6, 1), topic="una-okeefe")
    assert made(catalogue, dt.date(2026, 6, 1), topic="tidal-observatory"), "the gauge team is part of it"
    assert made(catalogue, dt.date(2026, 6, 1), topic="maps") is None
    assert made(catalogue, dt.date(2026, 6, 1), minimum=2)
    assert made(catalogue, dt.date(2026, 6, 1), minimum=3) is None


def test_an_empty_day_has_no_post(catalogue: Catalogue) -> None:
    assert made(catalogue, dt.date(2026, 8, 9)) is None
