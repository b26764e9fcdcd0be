"""When a daily post is due: time zones, changed clocks, catch-up, and never twice on one local date."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import schedule
from bot.core.daily_choice import ChoiceError, Wanted, changed
from bot.core.schedule import Daily, Post, Skip, ZoneGoneError

ZONES = (
    "Europe/Berlin", "Europe/London", "America/New_York", "America/Havana", "America/Santiago", "Africa/Cairo",
    "Asia/Jerusalem", "Australia/Sydney", "Australia/Lord_Howe", "Pacific/Auckland",
)  # fmt: skip
START = dt.date(2026, 1, 1)
MINUTE = dt.timedelta(minutes=1)


def daily(zone: str = "UTC", minute: int = 540, guild_id: int = 1, first: dt.date = START) -> Daily:
    return Daily(guild_id=guild_id, channel_id=2, minute=minute, zone=zone, first_date=first)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def changes(zone: str) -> list[dt.date]:
    """Return the local dates of 2026 and 2027 on which the clocks of a zone change."""
    days = [START + dt.timedelta(days=n) for n in range(730)]
    midnight = [dt.datetime.combine(day, dt.time(), ZoneInfo(zone)).utcoffset() for day in days]
    return [day for day, now, then in zip(days, midnight, midnight[1:], strict=False) if now != then]


@pytest.mark.parametrize("zone", ZONES)
def test_each_zone_changes_its_clocks_four_times_in_two_years(zone: str) -> None:
    assert len(changes(zone)) == 4


@pytest.mark.parametrize("zone", ZONES)
def test_every_quarter_of_an_hour_of_a_day_of_change_is_due_once_at_the_right_minute(zone: str) -> None:
    for day in changes(zone):
        for minute in range(0, 1440, 15):
            one = daily(zone, minute)
            due = schedule.instant(day, one) - schedule.jitter(one.guild_id)
            shown = due.astimezone(ZoneInfo(zone))
            wanted = dt.datetime.combine(day, dt.time(*divmod(minute, 60)))
            if shown.replace(tzinfo=None) == wanted:
                before = (due - dt.timedelta(hours=2)).astimezone(dt.UTC)
                steps = (before + n * 15 * MINUTE for n in range(8))
                assert wanted not in [step.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for step in steps]
            else:  # the minute does not exist: the first that does comes right after the one that is skipped
                assert shown.replace(tzinfo=None) > wanted
                last_before = (due - MINUTE).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
                assert last_before < wanted


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("minute", [0, 30, 120, 150, 180, 1439])
def test_a_clock_that_walks_over_every_change_makes_one_post_a_local_date(zone: str, minute: int) -> None:
    for change in changes(zone):
        first = change - dt.timedelta(days=1)
        one, last, made = daily(zone, minute, first=first), None, []
        now = dt.datetime.combine(first, dt.time(), dt.UTC) - dt.timedelta(hours=14)
        for _ in range(5 * 24 * 12):
            for action in schedule.due(one, last, now):
                made.append(action)
                last = action.date
            now += 5 * MINUTE
        dates = [action.date for action in made]
        assert all(isinstance(action, Post) for action in made)
        assert dates == [first + dt.timedelta(days=n) for n in range(len(dates))]
        assert len(dates) >= 4


def test_a_time_that_does_not_exist_is_due_at_the_next_minute_that_does() -> None:
    one = daily("Europe/Berlin", 150)
    assert schedule.instant(dt.date(2026, 3, 29), one) - schedule.jitter(1) == at("2026-03-29T01:00")


def test_a_time_that_exists_twice_is_due_the_first_time() -> None:
    one = daily("Europe/Berlin", 150)
    assert schedule.instant(dt.date(2026, 10, 25), one) - schedule.jitter(1) == at("2026-10-25T00:30")


def test_up_to_six_hours_late_on_the_same_day_the_post_is_made_and_marked() -> None:
    one, last = daily(), dt.date(2026, 4, 30)
    due = schedule.instant(dt.date(2026, 5, 1), one)
    assert list(schedule.due(one, last, due - MINUTE)) == []
    assert list(schedule.due(one, last, due)) == [Post(dt.date(2026, 5, 1), due, late=False)]
    assert list(schedule.due(one, last, due + dt.timedelta(hours=6))) == [Post(dt.date(2026, 5, 1), due, late=True)]
    (skipped,) = schedule.due(one, last, due + dt.timedelta(hours=6, seconds=1))
    assert isinstance(skipped, Skip)
    assert "not running" in skipped.reason


def test_after_midnight_yesterdays_post_is_not_made_up() -> None:
    one, last = daily(minute=23 * 60), dt.date(2026, 4, 30)
    assert [type(action) for action in schedule.due(one, last, at("2026-05-01T23:50"))] == [Post]
    assert [type(action) for action in schedule.due(one, last, at("2026-05-02T00:10"))] == [Skip]


def test_a_post_due_a_minute_before_midnight_may_be_made_just_after_it() -> None:
    one, last = daily(minute=1439), dt.date(2026, 4, 30)
    (made,) = schedule.due(one, last, at("2026-05-02T00:01"))
    assert made == Post(dt.date(2026, 5, 1), schedule.instant(dt.date(2026, 5, 1), one), late=False)


def test_every_day_that_was_missed_is_explained_and_today_is_posted() -> None:
    actions = list(schedule.due(daily(), dt.date(2026, 4, 27), at("2026-05-01T09:02")))
    assert [action.date.day for action in actions] == [28, 29, 30, 1]
    assert [type(action) for action in actions] == [Skip, Skip, Skip, Post]


def test_a_bot_that_was_away_for_years_explains_one_year() -> None:
    actions = list(schedule.due(daily(first=dt.date(2020, 1, 1)), None, at("2026-05-01T23:59")))
    assert len(actions) == schedule.REMEMBERED + 1


def test_a_clock_set_back_makes_no_second_post() -> None:
    assert list(schedule.due(daily(), dt.date(2026, 5, 1), at("2026-05-01T12:00"))) == []
    assert list(schedule.due(daily(), dt.date(2026, 5, 1), at("2026-04-29T12:00"))) == []


def test_a_paused_server_gets_a_reason_for_each_day() -> None:
    paused = replace(daily(), paused="by an admin")
    assert list(schedule.due(paused, dt.date(2026, 4, 30), at("2026-05-01T10:00"))) == [
        Skip(dt.date(2026, 5, 1), "paused: by an admin")
    ]


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "Europe", "a" * 300])
def test_a_zone_that_is_not_there_is_said(name: str) -> None:
    assert not schedule.is_zone(name)
    with pytest.raises(ZoneGoneError, match="not known"):
        list(schedule.due(daily(name), None, at("2026-05-01T10:00")))


def test_the_jitter_is_stable_under_a_minute_and_spread() -> None:
    delays = [schedule.jitter(guild) for guild in range(10_000)]
    assert delays == [schedule.jitter(guild) for guild in range(10_000)]
    assert all(dt.timedelta() <= delay < MINUTE for delay in delays)
    seconds = Counter(delay.seconds for delay in delays)
    assert len(seconds) == 60
    assert max(seconds.values()) < 2 * min(seconds.values())


def test_a_mark_fits_a_nonce_and_belongs_to_one_server_and_date() -> None:
    dates = [START + dt.timedelta(days=n) for n in range(50)]
    marks = {schedule.mark(guild, date) for guild in range(50) for date in dates}
    assert len(marks) == 2500
    assert all(len(mark) <= 25 for mark in marks)
    assert schedule.mark(1, START) == schedule.mark(1, START)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("9", 540), ("09:30", 570), ("9pm", 1260), ("9:30 PM", 1290), ("12am", 0), ("12 p.m.", 720), ("0", 0),
        ("21.30", 1290), ("23:59", 1439), (" 7 ", 420),
    ],
)  # fmt: skip
def test_a_time_is_read_as_people_write_it(typed: str, minutes: int) -> None:
    assert schedule.read_time(typed) == minutes


@pytest.mark.parametrize("typed", ["24", "9m", "9:5", "25:00", "13pm", "0am", "", "nine", "9:60", "-1", "9 30"])
def test_what_is_not_a_time_is_refused(typed: str) -> None:
    assert schedule.read_time(typed) is None


def test_the_first_time_everything_is_needed_and_every_mistake_is_named() -> None:
    with pytest.raises(ChoiceError) as error:
        changed(None, Wanted(time="25", zone="Mars"), 1, at("2026-05-01T10:00"))
    assert len(error.value.problems) == 3


def test_one_option_changed_leaves_the_others() -> None:
    before = replace(daily("Europe/Berlin"), role_id=7, quiet=True, topic="maps", minimum=2, publish=True)
    after = changed(before, Wanted(minimum=3), 1, at("2026-05-01T10:00"))
    assert after == replace(before, minimum=3)


def test_none_can_be_chosen_again() -> None:
    before = replace(daily(), role_id=7, topic="maps", quiet=True)
    after = changed(before, Wanted(role_id=0, topic="", quiet=False), 1, at("2026-05-01T10:00"))
    assert (after.role_id, after.topic, after.quiet) == (None, "", False)


STEPS = st.lists(
    st.tuples(
        st.integers(-90, 900),  # minutes that the clock moves, back as well
        st.sampled_from([None, None, None, *ZONES, "UTC", "Asia/Tokyo", "America/Los_Angeles"]),
        st.one_of(st.none(), st.none(), st.integers(0, 23)),
    ),
    max_size=60,
)


@settings(max_examples=300, deadline=None)
@given(STEPS)
def test_whatever_is_changed_and_however_the_clock_moves_no_local_date_gets_two_posts(
    steps: list[tuple[int, str | None, int | None]],
) -> None:
    one, last, now, ledger = daily("Europe/Berlin"), None, at("2026-03-27T06:00"), list[dt.date]()
    for minutes, zone, hour in steps:
        now += minutes * MINUTE
        if zone or hour is not None:
            one = changed(one, Wanted(zone=zone, time=None if hour is None else str(hour)), 1, now)
        for action in schedule.due(one, last, now):
            ledger.append(action.date)
            last = action.date
    assert ledger == sorted(set(ledger))


def test_a_year_of_fifty_servers_has_a_post_or_a_reason_for_each_of_365_days() -> None:
    zones = [*ZONES, "UTC", "Asia/Kathmandu", "Pacific/Kiritimati", "Pacific/Niue", "America/St_Johns"]
    posts = skips = 0
    for guild in range(50):
        one = daily(zones[guild % len(zones)], guild * 29 % 1440, guild)
        last: dt.date | None = None
        made: list[Post | Skip] = []
        down, up = at("2026-07-01T00:00"), at("2026-07-11T00:00")
        while len(made) < 365:
            now = schedule.instant(schedule.next_date(one, last), one) + guild % 5 * MINUTE
            if guild % 5 == 0 and down < now < up:  # these were switched off for ten days
                now = up
            for action in schedule.due(one, last, now):
                made.append(action)
                last = action.date
        assert [action.date for action in made[:365]] == [START + dt.timedelta(days=n) for n in range(365)]
        skipped = sum(isinstance(action, Skip) for action in made[:365])
        assert 9 <= skipped <= 10 if guild % 5 == 0 else skipped == 0
        skips += skipped
        posts += 365 - skipped
    print(f"50 servers, one year: {posts} posts, {skips} explained skips, of {50 * 365} days")  # noqa: T201  shown by -rP
