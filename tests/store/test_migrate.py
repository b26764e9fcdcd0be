"""How a state file comes to the newest schema: with its rows, whole or not at all, and a copy made before."""

from __future__ import annotations

import datetime as dt
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from bot.core.schedule import Daily, Outcome
from bot.store.migrate import MIGRATIONS, NewerStateError, migrate
from bot.store.state import FILE, open_state

if TYPE_CHECKING:
    from pathlib import Path

DAILY = Daily(
    guild_id=1, channel_id=2, minute=540, zone="Europe/Berlin", role_id=3, quiet=True, publish=True, topic="maps",
    minimum=2, first_date=dt.date(2026, 5, 14), paused="",
)  # fmt: skip
ADD = "CREATE TABLE later (a TEXT) STRICT;"


def rows(file: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(sql).fetchall()


def version(file: Path) -> object:
    return rows(file, "PRAGMA user_version")[0][0]


def contents(file: Path) -> list[str]:
    """Return all that is in a database, as the statements that would make it again."""
    with closing(sqlite3.connect(file)) as connection:
        return [*connection.iterdump(), str(connection.execute("PRAGMA user_version").fetchone())]


def first_schema(file: Path) -> Path:
    """Make a file as the first version of the bot left it, with rows."""
    migrate(file, MIGRATIONS[:1])
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(
            "INSERT INTO daily VALUES (1, 2, 540, 'Europe/Berlin', 3, 1, 1, 'maps', 2, '2026-05-14', '', 0)"
        )
        connection.execute("INSERT INTO post VALUES (1, 'daily', '2026-05-13', 'sent', '', 0, 0, 2, 99)")
        connection.execute("INSERT INTO post VALUES (1, 'daily', '2026-05-12', 'skipped', 'why', 0, NULL, NULL, NULL)")
        connection.commit()
    return file


def two_at_once(file: Path) -> None:
    """Let two connections migrate a file at the same moment; raise what either of them raised."""
    start = Barrier(2)

    def one() -> None:
        start.wait(10)
        migrate(file)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(one) for _ in range(2)]:
            done.result()


async def test_a_file_of_the_first_schema_comes_to_the_newest_with_its_rows_and_a_copy(tmp_path: Path) -> None:
    file = first_schema(tmp_path / FILE)
    before = contents(file)
    async with open_state(tmp_path) as state:
        assert await state.all_daily() == (DAILY,)
        sent, skipped = await state.entries(1, 9)
        assert (sent.outcome, sent.message_id) == (Outcome.SENT, 99)
        assert (skipped.outcome, skipped.reason) == (Outcome.SKIPPED, "why")
        assert await state.shown(1) == {}
    assert version(file) == len(MIGRATIONS)
    copy = file.with_name(f"{FILE}.before-2")
    assert version(copy) == 1
    assert contents(copy) == before, "as it was"


def test_the_copy_holds_what_was_not_yet_in_the_main_file(tmp_path: Path) -> None:
    """A row that a killed bot has committed stands in the write-ahead file beside the main one."""
    file = first_schema(tmp_path / FILE)
    with closing(sqlite3.connect(file)) as left_open:
        left_open.execute("UPDATE daily SET topic = 'gauges'")
        left_open.commit()
        assert file.with_name(f"{FILE}-wal").stat().st_size
        migrate(file)
    assert rows(file.with_name(f"{FILE}.before-2"), "SELECT topic FROM daily") == [("gauges",)]
    assert rows(file, "SELECT topic FROM daily") == [("gauges",)]


def test_several_steps_at_once_leave_one_copy_of_the_file_as_it_was(tmp_path: Path) -> None:
    file = first_schema(tmp_path / FILE)
    before = contents(file)
    migrate(file, (*MIGRATIONS, ADD))
    assert version(file) == len(MIGRATIONS) + 1
    assert [one.name for one in tmp_path.glob("*before*")] == [f"{FILE}.before-2"]
    assert contents(tmp_path / f"{FILE}.before-2") == before


def test_a_copy_left_by_a_step_that_failed_is_made_anew(tmp_path: Path) -> None:
    file = first_schema(tmp_path / FILE)
    (tmp_path / f"{FILE}.before-2").write_text("half a copy")
    before = contents(file)
    migrate(file)
    assert contents(tmp_path / f"{FILE}.before-2") == before


def test_a_new_file_has_the_newest_schema_and_no_copy(tmp_path: Path) -> None:
    migrate(tmp_path / FILE)
    assert version(tmp_path / FILE) == len(MIGRATIONS)
    assert list(tmp_path.glob("*before*")) == []


def test_an_empty_file_becomes_a_state_file(tmp_path: Path) -> None:
    (tmp_path / FILE).touch()
    migrate(tmp_path / FILE)
    assert version(tmp_path / FILE) == len(MIGRATIONS)


def test_step_by_step_and_at_once_make_the_same_file(tmp_path: Path) -> None:
    for steps in range(1, len(MIGRATIONS) + 1):
        migrate(tmp_path / "slow", MIGRATIONS[:steps])
    migrate(tmp_path / "fast")
    assert contents(tmp_path / "slow") == contents(tmp_path / "fast")


def test_a_second_start_changes_nothing(tmp_path: Path) -> None:
    file = first_schema(tmp_path / FILE)
    migrate(file)
    after, copy = contents(file), (tmp_path / f"{FILE}.before-2").read_bytes()
    migrate(file)
    assert contents(file) == after
    assert (tmp_path / f"{FILE}.before-2").read_bytes() == copy


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ("CREATE TABLE half (a TEXT) STRICT; INSERT INTO nowhere VALUES (1);", "nowhere"),
        ("UPDATE daily SET topic = 'spoiled'; ALTER TABLE daily DROP COLUMN nothing;", "nothing"),
        ("DROP TABLE post; this is no SQL;", "syntax error"),
        ("DELETE FROM post; UPDATE daily SET minute = 5000;", "CHECK constraint"),
    ],
)
def test_a_step_that_fails_leaves_the_file_as_it_was(tmp_path: Path, broken: str, message: str) -> None:
    file = first_schema(tmp_path / FILE)
    before = contents(file)
    with pytest.raises(sqlite3.Error, match=message):
        migrate(file, (MIGRATIONS[0], broken))
    assert contents(file) == before
    migrate(file)
    assert version(file) == len(MIGRATIONS)


def test_when_a_later_step_fails_the_earlier_ones_stand_and_the_file_can_be_used(tmp_path: Path) -> None:
    file = first_schema(tmp_path / FILE)
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        migrate(file, (*MIGRATIONS, "INSERT INTO nowhere VALUES (1);"))
    assert version(file) == len(MIGRATIONS)
    assert rows(file, "SELECT topic FROM daily") == [("maps",)]


def test_a_file_of_a_newer_version_is_refused_in_a_sentence_and_not_touched(tmp_path: Path) -> None:
    file = tmp_path / FILE
    migrate(file, (*MIGRATIONS, ADD))
    before = file.read_bytes()
    with pytest.raises(
        NewerStateError, match=r"newer version of On Record \(schema 3; this one knows 2\)\. Update"
    ) as said:
        migrate(file)
    assert str(file) in str(said.value)
    assert file.read_bytes() == before
    assert list(tmp_path.glob("*before*")) == []


async def test_a_bot_over_a_newer_file_does_not_start(tmp_path: Path) -> None:
    migrate(tmp_path / FILE, (*MIGRATIONS, ADD))
    with pytest.raises(NewerStateError, match="newer version"):
        async with open_state(tmp_path):
            pytest.fail("it was opened")


def test_what_is_no_database_is_not_overwritten(tmp_path: Path) -> None:
    file = tmp_path / FILE
    file.write_text("a shopping list " * 100)
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        migrate(file)
    assert file.read_text() == "a shopping list " * 100


def test_a_folder_in_the_place_of_the_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        migrate(tmp_path / FILE)


def test_two_starts_at_once_both_find_the_newest_schema(tmp_path: Path) -> None:
    for n in range(8):
        file = tmp_path / f"{n}" / FILE
        file.parent.mkdir()
        two_at_once(file)
        assert version(file) == len(MIGRATIONS)


def test_two_starts_at_once_keep_the_copy_of_the_file_as_it_was(tmp_path: Path) -> None:
    for n in range(8):
        (tmp_path / f"{n}").mkdir()
        file = first_schema(tmp_path / f"{n}" / FILE)
        before = contents(file)
        two_at_once(file)
        assert version(file) == len(MIGRATIONS)
        assert contents(file.with_name(f"{FILE}.before-2")) == before
