"""Copies of the state file and their way back, as somebody needs them on a bad day."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.core.schedule import Daily
from bot.store import upkeep
from bot.store.migrate import MIGRATIONS, migrate
from bot.store.state import FILE, PostingLock, open_state

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOW = dt.datetime(2026, 5, 14, 9, tzinfo=dt.UTC)
TODAY = NOW.date()


def chosen(guild_id: int, topic: str = "maps") -> Daily:
    return Daily(
        guild_id=guild_id, channel_id=2, minute=540, zone="Europe/Berlin", role_id=None, quiet=False, publish=False,
        topic=topic, minimum=1, first_date=TODAY, paused="",
    )  # fmt: skip


async def keep(folder: Path, *some: Daily) -> None:
    async with open_state(folder) as state:
        for daily in some:
            await state.save(daily, NOW)


async def kept(folder: Path) -> list[tuple[int, str]]:
    async with open_state(folder) as state:
        return [(daily.guild_id, daily.topic) for daily in await state.all_daily()]


async def test_a_copy_of_a_running_bots_state_comes_back_as_it_was(tmp_path: Path) -> None:
    state, copy = tmp_path / "state", tmp_path / "elsewhere" / "copy.sqlite"
    async with open_state(state) as running:
        await running.save(chosen(1), NOW)
        upkeep.back_up(state, copy)
        await running.save(chosen(1, "gauges"), NOW)
        await running.save(chosen(2), NOW)
    replaced = upkeep.restore(state, copy, NOW)
    assert await kept(state) == [(1, "maps")]
    assert replaced == state / f"{FILE}.replaced-20260514T090000Z"
    assert upkeep.damage(replaced) == ()
    upkeep.restore(state, replaced, NOW + dt.timedelta(seconds=1))
    assert await kept(state) == [(1, "gauges"), (2, "maps")], "what was replaced can be had back"


async def test_a_copy_is_one_plain_file(tmp_path: Path) -> None:
    await keep(tmp_path, chosen(1))
    upkeep.back_up(tmp_path, tmp_path / "out" / "copy")
    assert [one.name for one in (tmp_path / "out").iterdir()] == ["copy"]
    assert upkeep.damage(tmp_path / "out" / "copy") == ()


async def test_a_copy_comes_to_a_new_machine_where_nothing_is_replaced(tmp_path: Path) -> None:
    await keep(tmp_path / "old", chosen(1))
    upkeep.back_up(tmp_path / "old", tmp_path / "copy")
    assert upkeep.restore(tmp_path / "new", tmp_path / "copy", NOW) is None
    assert await kept(tmp_path / "new") == [(1, "maps")]


async def test_a_damaged_state_file_is_replaced_and_kept_all_the_same(tmp_path: Path) -> None:
    state = tmp_path / "state"
    await keep(state, chosen(1))
    upkeep.back_up(state, tmp_path / "copy")
    (state / FILE).write_bytes(b"rubbish" * 1000)
    replaced = upkeep.restore(state, tmp_path / "copy", NOW)
    assert replaced is not None
    assert replaced.read_bytes().startswith(b"rubbish")
    assert await kept(state) == [(1, "maps")]


async def test_an_older_copy_is_brought_to_the_newest_schema(tmp_path: Path) -> None:
    migrate(tmp_path / "copy", MIGRATIONS[:1])
    upkeep.restore(tmp_path / "state", tmp_path / "copy", NOW)
    assert await kept(tmp_path / "state") == []
    with closing(sqlite3.connect(tmp_path / "copy")) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,), "the copy itself stays as it is"


def text(file: Path) -> None:
    file.write_text("a shopping list")


def empty(file: Path) -> None:
    file.touch()


def newer(file: Path) -> None:
    migrate(file, (*MIGRATIONS, "CREATE TABLE later (a);"))


def torn(file: Path) -> None:
    """Make a good copy and lose its later pages."""
    migrate(file)
    with closing(sqlite3.connect(file)) as connection:
        connection.executemany("INSERT INTO shown VALUES (1, ?, 'x')", [(f"event-{n}",) for n in range(2000)])
        connection.commit()
        connection.execute("PRAGMA journal_mode = DELETE")
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] + b"\xff" * (len(whole) // 2))


@pytest.mark.parametrize(
    ("spoil", "said"), [(text, "not a database"), (empty, "no state file"), (newer, "newer version"), (torn, "damaged")]
)
async def test_what_is_no_good_copy_changes_nothing(tmp_path: Path, spoil: Callable[[Path], None], said: str) -> None:
    state, copy = tmp_path / "state", tmp_path / "copy"
    await keep(state, chosen(1))
    spoil(copy)
    with pytest.raises(upkeep.UpkeepError, match=said):
        upkeep.restore(state, copy, NOW)
    assert await kept(state) == [(1, "maps")]
    assert list(state.glob("*replaced*")) == []


async def test_nothing_is_restored_under_a_running_bot(tmp_path: Path) -> None:
    await keep(tmp_path, chosen(1))
    upkeep.back_up(tmp_path, tmp_path / "copy")
    lock = PostingLock(tmp_path)
    assert lock.acquire()
    with pytest.raises(upkeep.UpkeepError, match="Stop it first"):
        upkeep.restore(tmp_path, tmp_path / "copy", NOW)
    lock.release()
    upkeep.restore(tmp_path, tmp_path / "copy", NOW)


def test_there_is_nothing_to_copy_before_the_first_run(tmp_path: Path) -> None:
    with pytest.raises(upkeep.UpkeepError, match="has not run"):
        upkeep.back_up(tmp_path, tmp_path / "copy")
    assert list(tmp_path.iterdir()) == []


async def test_a_damaged_state_is_not_copied_over_a_good_copy(tmp_path: Path) -> None:
    await keep(tmp_path, chosen(1))
    upkeep.back_up(tmp_path, tmp_path / "copy")
    good = (tmp_path / "copy").read_bytes()
    (tmp_path / FILE).write_bytes(b"rubbish" * 1000)
    with pytest.raises(upkeep.UpkeepError, match="not a database"):
        upkeep.back_up(tmp_path, tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == good


async def test_seven_daily_copies_are_kept_one_a_day(tmp_path: Path) -> None:
    await keep(tmp_path, chosen(1))
    days = [TODAY + dt.timedelta(days=n) for n in range(10)]
    for day in days:
        assert upkeep.daily_copy(tmp_path, day)
        assert upkeep.daily_copy(tmp_path, day) is None
    names = sorted(one.name for one in (tmp_path / upkeep.COPIES).iterdir())
    assert names == [f"state-{day}.sqlite" for day in days[-7:]]


def test_there_is_no_daily_copy_of_nothing(tmp_path: Path) -> None:
    assert upkeep.daily_copy(tmp_path, TODAY) is None


async def test_one_servers_rows_can_be_seen_and_deleted(tmp_path: Path) -> None:
    await keep(tmp_path, chosen(1), chosen(2))
    async with open_state(tmp_path) as state:
        await state.claim(chosen(1), TODAY, NOW, NOW)
        await state.sent(1, TODAY, 99, ["first-map"], "")
    assert [one["guild_id"] for one in upkeep.servers(tmp_path)] == [1, 2]
    assert upkeep.servers(tmp_path)[0]["latest"] == "2026-05-14 sent"
    rows = upkeep.rows_of(tmp_path, 1)
    assert (rows["daily"][0]["topic"], rows["post"][0]["message_id"], rows["shown"][0]["event"]) == (
        "maps", 99, "first-map",
    )  # fmt: skip
    assert upkeep.delete_server(tmp_path, 1) == 3
    assert upkeep.rows_of(tmp_path, 1) == {"daily": [], "post": [], "shown": []}
    assert await kept(tmp_path) == [(2, "maps")]


async def test_every_table_of_a_state_file_is_exported_and_deleted(tmp_path: Path) -> None:
    migrate(tmp_path / FILE)
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    assert tables == set(upkeep.TABLES)


async def test_whether_the_state_can_be_written_is_asked_without_changing_it(tmp_path: Path) -> None:
    await keep(tmp_path, chosen(1))
    before = (tmp_path / FILE).read_bytes()
    assert upkeep.unwritable(tmp_path) == ""
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as somebody:
        somebody.execute("BEGIN IMMEDIATE")
        assert upkeep.unwritable(tmp_path) == "", "somebody is writing it just now"
    assert (tmp_path / FILE).read_bytes() == before
    (tmp_path / FILE).write_bytes(b"rubbish" * 1000)
    assert "not a database" in upkeep.unwritable(tmp_path)
    assert "unable to open" in upkeep.unwritable(tmp_path / "nowhere")
