"""What is wrong with a bot, by what it last said of itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.health import ACKNOWLEDGED_WITHIN, TICKED_WITHIN, WRITTEN_WITHIN, Pulse, ailments
from bot.core.restarts import FREE, LONGEST, Starts

NOW = dt.datetime(2026, 5, 14, 9, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
WELL = Pulse(at=NOW, ready=True, acknowledged=NOW, ticked=NOW)


def test_a_bot_that_is_well_has_no_ailments() -> None:
    assert list(ailments(WELL, NOW + dt.timedelta(seconds=20))) == []


@pytest.mark.parametrize(
    ("pulse", "said"),
    [
        (None, "never run"),
        (replace(WELL, at=NOW - WRITTEN_WITHIN - SECOND), "not written its pulse for 31 s"),
        (replace(WELL, waiting="waits until 10:00"), "waits until 10:00"),
        (replace(WELL, ready=False), "not ready"),
        (replace(WELL, acknowledged=None), "not acknowledged a heartbeat for as long as it runs"),
        (replace(WELL, acknowledged=NOW - ACKNOWLEDGED_WITHIN - SECOND), "not acknowledged a heartbeat for 101 s"),
        (replace(WELL, ticked=NOW - TICKED_WITHIN - SECOND), "daily loop has not ticked for 61 s"),
        (replace(WELL, ticked=None), "daily loop has not ticked"),
    ],
)
def test_each_ailment_is_one_sentence(pulse: Pulse | None, said: str) -> None:
    (sentence,) = ailments(pulse, NOW)
    assert said in sentence


def test_two_ailments_are_both_told() -> None:
    assert len(list(ailments(replace(WELL, acknowledged=None, ticked=None), NOW))) == 2


def test_a_second_process_that_makes_no_posts_need_not_tick() -> None:
    assert list(ailments(replace(WELL, ticked=None, posts=False), NOW)) == []


def started(times: int, every: dt.timedelta) -> Starts:
    starts = Starts()
    for n in range(times):
        starts = starts.begun(NOW + n * every)
    return starts


def test_a_few_starts_need_not_wait() -> None:
    now = NOW + FREE * SECOND
    assert started(FREE - 1, SECOND).may_start(now) == now


def test_more_wait_one_two_four_minutes_and_never_more_than_an_hour() -> None:
    waits = []
    for times in range(FREE, FREE + 9):
        starts = started(times, SECOND)
        waits.append(round((starts.may_start(starts.at[-1]) - starts.at[-1]) / dt.timedelta(minutes=1)))
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_a_crash_loop_stays_far_below_discords_thousand_logins_a_day() -> None:
    now, starts, logins = NOW, Starts(), 0
    while now < NOW + dt.timedelta(days=1):
        now = starts.may_start(now)
        starts, logins = starts.begun(now), logins + 1
        now += SECOND
    assert logins < 50


def test_old_starts_and_a_clock_that_was_ahead_do_not_count() -> None:
    assert started(FREE, SECOND).may_start(NOW + dt.timedelta(hours=7)) == NOW + dt.timedelta(hours=7)
    assert started(FREE, SECOND).may_start(NOW - dt.timedelta(days=1)) == NOW - dt.timedelta(days=1)


def test_a_start_that_ended_well_does_not_count() -> None:
    starts = Starts()
    for n in range(20):
        now = NOW + n * SECOND
        assert starts.may_start(now) == now
        starts = starts.begun(now).ended_well()


def test_a_refused_token_is_not_tried_again_for_an_hour() -> None:
    starts = Starts().begun(NOW).was_refused(NOW)
    assert starts.may_start(NOW + SECOND) == NOW + LONGEST
    assert starts.may_start(NOW + LONGEST) == NOW + LONGEST


@given(st.lists(st.timedeltas(min_value=dt.timedelta(), max_value=dt.timedelta(hours=3)), max_size=40))
def test_nobody_ever_waits_into_the_past_or_for_longer_than_an_hour(gaps: list[dt.timedelta]) -> None:
    now, starts = NOW, Starts()
    for gap in gaps:
        now += gap
        begin = starts.may_start(now)
        assert now <= begin <= now + LONGEST
        starts, now = starts.begun(begin), begin
