"""The state file: settings, the ledger, and what holds when two write or one dies."""

from __future__ import annotations

import asyncio
import datetime as dt
import multiprocessing
import os
import signal
import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.core.schedule import Daily, Outcome
from bot.store.migrate import migrate
from bot.store.state import FILE, PostingLock, open_state

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from pathlib import Path

NOW = dt.datetime(2026, 5, 14, 9, 0, tzinfo=dt.UTC)
DATE = NOW.date()
DAILY = Daily(
    guild_id=1, channel_id=2, minute=540, zone="Europe/Berlin", role_id=3, quiet=True, publish=True, topic="maps",
    minimum=2, first_date=DATE, paused="",
)  # fmt: skip


async def test_settings_come_back_as_they_were_saved(tmp_path: Path) -> None:
    async with open_state(tmp_path) as state:
        assert await state.daily(1) is None
        await state.save(DAILY, NOW)
        await state.save(replace(DAILY, guild_id=9, role_id=None), NOW)
    async with open_state(tmp_path) as state:
        assert await state.daily(1) == DAILY
        assert [one.guild_id for one in await state.all_daily()] == [1, 9]


async def test_saving_again_replaces_what_was_chosen_and_when_to_look(tmp_path: Path) -> None:
    async with open_state(tmp_path) as state:
        await state.save(DAILY, NOW)
        changed = replace(DAILY, minute=0, role_id=None, quiet=False, topic="", paused="by an admin")
        await state.save(changed, NOW + dt.timedelta(hours=1))
        assert await state.all_daily() == (changed,)
        assert await state.due(NOW, 9) == ()


async def test_a_pause_keeps_its_reason_until_it_ends(tmp_path: Path) -> None:
    async with open_state(tmp_path) as state:
        await state.save(DAILY, NOW)
        await state.save(replace(DAILY, guild_id=9), NOW)
        await state.pause(1, "by an admin")
        assert await state.daily(1) == replace(DAILY, paused="by an admin")
        assert await state.daily(9) == replace(DAILY, guild_id=9)
        await state.pause(1, "")
        assert await state.daily(1) == DAILY


@pytest.mark.parametrize(
    "wrong", [{"minute": 1440}, {"minute": -1}, {"minimum": 0}, {"minimum": 4}, {"zone": None}, {"channel_id": None}]
)
async def test_what_cannot_be_is_not_saved(tmp_path: Path, wrong: dict[str, Any]) -> None:
    async with open_state(tmp_path) as state:
        await state.save(DAILY, NOW)
        with pytest.raises(sqlite3.IntegrityError):
            await state.save(replace(DAILY, **wrong), NOW)
        assert await state.daily(1) == DAILY


async def test_a_server_that_is_asked_about_later_is_not_made_by_it(tmp_path: Path) -> None:
    async with open_state(tmp_path) as state:
        await state.look_again(1, NOW)
        await state.pause(1, "by an admin")
        assert await state.all_daily() == ()


async def test_what_is_due_comes_in_portions(tmp_path: Path) -> None:
    async with open_state(tmp_path) as state:
        for guild in range(1, 8):
            await state.save(replace(DAILY, guild_id=guild), NOW - dt.timedelta(minutes=guild))
        assert [one.guild_id for one in await state.due(NOW, 3)] == [7, 6, 5]


async def test_what_is_due_comes_longest_overdue_first(tmp_path: Path) -> None:
    async with open_state(tmp_path) as state:
        for guild, minutes in ((1, -5), (2, -50), (3, 5)):
            await state.save(replace(DAILY, guild_id=guild), NOW + dt.timedelta(minutes=minutes))
        assert [one.guild_id for one in await state.due(NOW, 9)] == [2, 1]
        await state.look_again(2, NOW + dt.timedelta(days=1))
        assert [one.guild_id for one in await state.due(NOW, 9)] == [1]


async def test_a_date_is_claimed_once_even_over_two_connections(tmp_path: Path) -> None:
    async with open_state(tmp_path) as one, open_state(tmp_path) as other:
        claims = [state.claim(replace(DAILY, guild_id=n), DATE, NOW, NOW) for n in range(50) for state in (one, other)]
        got = await asyncio.gather(*claims)
        assert sum(got) == 50
        assert len(await one.claimed()) == 50


def _claim_all(folder: Path, tell: Connection) -> None:
    async def run() -> list[int]:
        async with open_state(folder) as state:
            tell.send("ready")
            tell.recv()
            return [n for n in range(200) if await state.claim(replace(DAILY, guild_id=n), DATE, NOW, NOW)]

    tell.send(asyncio.run(run()))


def test_two_processes_that_race_claim_each_post_once(tmp_path: Path) -> None:
    migrate(tmp_path / FILE)
    spawn = multiprocessing.get_context("spawn")
    pipes = [spawn.Pipe() for _ in range(2)]
    racers = [spawn.Process(target=_claim_all, args=(tmp_path, theirs)) for _, theirs in pipes]
    for racer in racers:
        racer.start()
    for ours, _ in pipes:
        assert ours.recv() == "ready"
    for ours, _ in pipes:
        ours.send("go")
    first, second = (ours.recv() for ours, _ in pipes)
    for racer in racers:
        racer.join(10)
    assert sorted(first + second) == list(range(200))


def _hold(folder: Path, tell: Connection) -> None:
    lock = PostingLock(folder)
    tell.send(lock.acquire())
    tell.recv()


def test_the_posting_lock_has_one_holder_and_is_free_again_when_it_is_killed(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    holder = spawn.Process(target=_hold, args=(tmp_path, theirs))
    holder.start()
    assert ours.recv() is True
    lock = PostingLock(tmp_path)
    assert lock.acquire() is False
    assert holder.pid
    os.kill(holder.pid, signal.SIGKILL)
    holder.join(10)
    assert lock.acquire() is True
    assert lock.acquire() is True, "asking again is no second lock"
    assert PostingLock(tmp_path).acquire() is False
    lock.release()
    other = PostingLock(tmp_path)
    assert other.acquire() is True
    other.release()


async def test_only_a_claimed_post_can_become_sent_or_fail(tmp_path: Path) -> None:
    async with open_state(tmp_path) as state:
        await state.skip(1, [(DATE, "nothing on record")], NOW)
        await state.sent(1, DATE, 77, ["a"], "")
        await state.settle(1, DATE, Outcome.FAILED, "no")
        (entry,) = await state.entries(1, 10)
        assert (entry.outcome, entry.reason, entry.message_id) == (Outcome.SKIPPED, "nothing on record", None)
        assert await state.claim(DAILY, DATE, NOW, NOW) is False


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.UNKNOWN, Outcome.SKIPPED])
async def test_what_is_settled_stays_as_it_was_settled(tmp_path: Path, outcome: Outcome) -> None:
    async with open_state(tmp_path) as state:
        assert await state.claim(DAILY, DATE, NOW, NOW)
        await state.settle(1, DATE, outcome, "so it went")
        settled = await state.entry(1, DATE)
        assert settled
        assert (settled.outcome, settled.reason, settled.message_id) == (outcome, "so it went", None)
        await state.settle(1, DATE, Outcome.FAILED, "again")
        await state.sent(1, DATE, 77, [], "again")
        await state.skip(1, [(DATE, "again")], NOW)
        await state.claim_again(settled, NOW + dt.timedelta(hours=1))
        assert await state.claim(DAILY, DATE, NOW, NOW) is False
        assert await state.entry(1, DATE) == settled


async def test_a_post_that_was_sent_is_not_sent_a_second_time(tmp_path: Path) -> None:
    async with open_state(tmp_path) as state:
        assert await state.claim(DAILY, DATE, NOW, NOW)
        await state.sent(1, DATE, 77, ["a"], "")
        await state.sent(1, DATE, 78, ["a"], "found in its channel")
        entry = await state.entry(1, DATE)
        assert entry
        assert (entry.message_id, entry.reason) == (77, "")


async def test_a_claim_that_is_tried_again_keeps_its_place_and_its_time_due(tmp_path: Path) -> None:
    async with open_state(tmp_path) as state:
        assert await state.claim(DAILY, DATE, NOW, NOW)
        assert await state.claim(replace(DAILY, guild_id=2), DATE, NOW, NOW + dt.timedelta(minutes=1))
        first, _ = await state.claimed()
        assert first.guild_id == 1
        later = NOW + dt.timedelta(minutes=2)
        await state.claim_again(first, later)
        assert [entry.guild_id for entry in await state.claimed()] == [2, 1], "the longest untried first"
        assert await state.entry(1, DATE) == replace(first, claimed_at=later)


async def test_an_instant_comes_back_to_the_microsecond(tmp_path: Path) -> None:
    async with open_state(tmp_path) as state:
        for n in range(20):
            one, due = replace(DAILY, guild_id=n), NOW + dt.timedelta(microseconds=n * 52_631 + 1)
            assert await state.claim(one, DATE, due, due)
            entry = await state.entry(n, DATE)
            assert entry
            assert entry.due_at == entry.claimed_at == due


async def test_the_ledger_is_read_page_by_page_the_latest_first(tmp_path: Path) -> None:
    async with open_state(tmp_path) as state:
        days = [DATE - dt.timedelta(days=n) for n in range(7)]
        await state.skip(1, [(day, f"reason {day}") for day in reversed(days)], NOW)
        await state.skip(2, [(DATE + dt.timedelta(days=1), "another server's")], NOW)
        pages = [await state.entries(1, 3, offset) for offset in (0, 3, 6)]
        assert [entry.local_date for page in pages for entry in page] == days
        assert {entry.reason for entry in pages[0]} == {f"reason {day}" for day in days[:3]}
        assert (await state.count_entries(1), await state.last_date(1), await state.last_date(3)) == (7, DATE, None)
        assert await state.entry(1, DATE + dt.timedelta(days=1)) is None


async def test_the_last_time_an_event_was_shown_counts(tmp_path: Path) -> None:
    async with open_state(tmp_path) as state:
        for years in (0, 1):
            date = dt.date(2026 + years, 5, 14)
            assert await state.claim(DAILY, date, NOW, NOW)
            await state.sent(1, date, 77 + years, ["a", "b"][years:], "")
        assert await state.shown(1) == {"a": dt.date(2026, 5, 14), "b": dt.date(2027, 5, 14)}
        assert await state.shown(2) == {}


async def test_a_sent_post_is_remembered_with_what_it_showed(tmp_path: Path) -> None:
    async with open_state(tmp_path) as state:
        assert await state.claim(DAILY, DATE, NOW, NOW)
        assert await state.last_date(1) == DATE
        await state.sent(1, DATE, 77, ["a", "b"], "late")
        entry = await state.entry(1, DATE)
        assert entry
        assert (entry.outcome, entry.message_id, entry.reason, entry.channel_id) == (Outcome.SENT, 77, "late", 2)
        assert entry.due_at == entry.claimed_at == NOW
        assert await state.shown(1) == {"a": DATE, "b": DATE}
        assert await state.claimed() == ()
        assert await state.count_entries(1) == 1


async def test_the_transactions_of_two_tasks_do_not_mix(tmp_path: Path) -> None:
    async with open_state(tmp_path) as state:
        await state.claim(DAILY, DATE, NOW, NOW)
        later = [DATE + dt.timedelta(days=n) for n in range(1, 40)]
        broken = state.sent(1, DATE, 77, ["a", None], "")  # type: ignore[list-item]  # breaks the table's rule on purpose
        results = await asyncio.gather(
            broken, *(state.skip(2, [(date, "r")], NOW) for date in later), return_exceptions=True
        )
        assert isinstance(results[0], sqlite3.IntegrityError)
        entry = await state.entry(1, DATE)
        assert entry
        assert entry.outcome is Outcome.CLAIMED, "rolled back whole"
        assert await state.shown(1) == {}
        assert await state.count_entries(2) == 39


@pytest.mark.parametrize("turns", range(14))
async def test_a_write_that_is_cancelled_at_any_moment_leaves_the_next_one_free(tmp_path: Path, turns: int) -> None:
    async with open_state(tmp_path) as state:
        dates = [(DATE + dt.timedelta(days=n), "r") for n in range(3)]
        write = asyncio.create_task(state.skip(1, dates, NOW))
        for _ in range(turns):
            await asyncio.sleep(0)  # a turn of the loop, no time
        write.cancel()
        await asyncio.gather(write, return_exceptions=True)
        await state.skip(2, [(DATE, "r")], NOW)
        async with open_state(tmp_path) as other:
            assert await other.count_entries(2) == 1
            assert await other.count_entries(1) in {0, 3}, "whole or not at all"


async def test_what_is_written_is_in_the_file_when_it_is_said_to_be(tmp_path: Path) -> None:
    async with open_state(tmp_path) as state, open_state(tmp_path) as other:
        assert await state.claim(DAILY, DATE, NOW, NOW)
        assert [entry.guild_id for entry in await other.claimed()] == [1]
        await other.sent(1, DATE, 77, ["a"], "")
        assert await state.shown(1) == {"a": DATE}


def _claim_and_wait(folder: Path, tell: Connection) -> None:
    async def run() -> None:
        async with open_state(folder) as state:
            for n in range(20):
                await state.claim(replace(DAILY, guild_id=n), DATE, NOW, NOW)
            tell.send("claimed")
            await asyncio.to_thread(tell.recv)

    asyncio.run(run())


async def test_claims_outlive_a_process_that_is_killed_right_after_them(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    claimer = spawn.Process(target=_claim_and_wait, args=(tmp_path, theirs))
    claimer.start()
    assert ours.recv() == "claimed"
    claimer.kill()
    claimer.join(10)
    async with open_state(tmp_path) as state:
        assert [entry.guild_id for entry in await state.claimed()] == list(range(20))
        assert await state.claim(replace(DAILY, guild_id=0), DATE, NOW, NOW) is False
        assert await state.claim(replace(DAILY, guild_id=20), DATE, NOW, NOW)


async def test_forgetting_deletes_everything_but_what_on_again_needs(tmp_path: Path) -> None:
    async with open_state(tmp_path) as state:
        await state.save(DAILY, NOW)
        for days in (0, 1, 5):
            await state.skip(1, [(DATE - dt.timedelta(days=days), "r")], NOW)
        await state.claim(replace(DAILY, guild_id=2), DATE, NOW, NOW)
        await state.sent(2, DATE, 5, ["a"], "")
        await state.forget(1, keep_from=DATE)
        assert await state.daily(1) is None
        assert [entry.local_date for entry in await state.entries(1, 9)] == [DATE]
        await state.forget(2)
        assert await state.entries(2, 9) == ()
        assert await state.shown(2) == {}


async def test_forgetting_one_server_leaves_the_others(tmp_path: Path) -> None:
    async with open_state(tmp_path) as state:
        for guild in (1, 2):
            await state.save(replace(DAILY, guild_id=guild), NOW)
            assert await state.claim(replace(DAILY, guild_id=guild), DATE, NOW, NOW)
            await state.sent(guild, DATE, guild, ["a"], "")
        await state.forget(1)
        assert (await state.all_daily(), await state.entries(1, 9), await state.shown(1)) == (
            (replace(DAILY, guild_id=2),), (), {}
        )  # fmt: skip
        assert (await state.count_entries(2), await state.shown(2)) == (1, {"a": DATE})


async def test_off_and_on_again_on_one_day_makes_no_second_post(tmp_path: Path) -> None:
    async with open_state(tmp_path) as state:
        await state.save(DAILY, NOW)
        assert await state.claim(DAILY, DATE, NOW, NOW)
        await state.sent(1, DATE, 77, ["a"], "")
        await state.forget(1, keep_from=DATE - dt.timedelta(days=1))
        await state.save(DAILY, NOW)
        assert await state.claim(DAILY, DATE, NOW, NOW) is False
        assert await state.last_date(1) == DATE


async def test_old_rows_and_those_of_servers_without_a_post_are_pruned(tmp_path: Path) -> None:
    async with open_state(tmp_path) as state:
        await state.save(DAILY, NOW)
        for guild in (1, 2):
            for days in (1, 10, 500):
                await state.skip(guild, [(DATE - dt.timedelta(days=days), "r")], NOW)
        await state.prune(DATE)
        assert [(DATE - entry.local_date).days for entry in await state.entries(1, 9)] == [1, 10]
        assert [(DATE - entry.local_date).days for entry in await state.entries(2, 9)] == [1]
