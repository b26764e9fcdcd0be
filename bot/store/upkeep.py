"""Copies of the state file, made while the bot runs; their way back; and what a server may ask for: its own rows."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, Final

from bot.store.migrate import MIGRATIONS, copy, migrate
from bot.store.state import FILE, PostingLock

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

COPIES: Final = "backups"
KEPT: Final = 7
TABLES: Final = ("daily", "post", "shown")  # every table has a guild_id


class UpkeepError(Exception):
    """Something that was asked of the state file and cannot be done; the message says what to do instead."""


def back_up(folder: Path, target: Path) -> None:
    """Copy the state file in `folder` to `target`, whole and as of one moment; the bot may be running.

    Raises:
        UpkeepError: there is nothing to copy, or the file is damaged.
        OSError: `target` cannot be written.

    """
    file = folder / FILE
    if not file.is_file():
        raise UpkeepError(f"There is no {file}: the bot has not run on this state folder yet.")
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        copy(file, unfinished)
        problems = damage(unfinished)
        if problems:
            raise UpkeepError(f"{file} is damaged: {problems[0]}. Restore an earlier copy.")
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        unfinished.replace(target)
    except sqlite3.Error as error:
        raise UpkeepError(f"{file} cannot be copied: {error}. Restore an earlier copy.") from error
    finally:
        unfinished.unlink(missing_ok=True)


def daily_copy(folder: Path, today: dt.date) -> Path | None:
    """Make today's copy if there is none yet, and keep the latest seven; return what was made."""
    copies = folder / COPIES
    target = copies / f"state-{today}.sqlite"
    if target.exists() or not (folder / FILE).exists():
        return None
    back_up(folder, target)
    for old in sorted(copies.glob("state-????-??-??.sqlite"))[:-KEPT]:
        old.unlink()
    return target


def restore(folder: Path, file: Path, now: dt.datetime) -> Path | None:
    """Put a copy in the place of the state file; return where the replaced file is kept, None if there was none.

    Raises:
        UpkeepError: the copy is damaged or not one of ours, or the bot is running.

    """
    if not file.is_file():
        raise UpkeepError(f"There is no file {file}.")
    problems = damage(file)
    if problems:
        raise UpkeepError(f"{file} cannot be restored: {problems[0]}. Nothing was changed.")
    folder.mkdir(parents=True, exist_ok=True)
    lock = PostingLock(folder)
    if not lock.acquire():
        raise UpkeepError("The bot is running on this state folder. Stop it first; nothing was changed.")
    try:
        return _exchange(folder, file, now)
    finally:
        lock.release()


def _exchange(folder: Path, file: Path, now: dt.datetime) -> Path | None:
    current = folder / FILE
    arriving = folder / f".{FILE}.arriving"
    copy(file, arriving)
    migrate(arriving)
    kept = None
    if current.exists():
        kept = folder / f"{FILE}.replaced-{now:%Y%m%dT%H%M%SZ}"
        for beside in ("", "-wal", "-shm"):  # moved, not copied: it may be damaged
            part = current.with_name(current.name + beside)
            if part.exists():
                part.replace(kept.with_name(kept.name + beside))
    arriving.replace(current)
    return kept


def damage(file: Path) -> tuple[str, ...]:
    """Return what is wrong with a state file or a copy of one; empty when it is whole and of a known schema."""
    try:
        with _reading(file) as connection:
            said = [row[0] for row in connection.execute("PRAGMA integrity_check(5)")]
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    except sqlite3.Error as error:
        return (str(error),)
    if said != ["ok"]:
        return (f"it is damaged ({said[0].splitlines()[-1]})",)
    if version > len(MIGRATIONS):
        return (f"a newer version of On Record wrote it (schema {version}; this one knows {len(MIGRATIONS)})",)
    if not version or not {"daily", "post"} <= tables:
        return ("it is no state file of On Record",)
    return ()


def is_whole(file: Path) -> bool:
    """Whether a SQLite file of any kind passes SQLite's own check."""
    try:
        with _reading(file) as connection:
            return [row[0] for row in connection.execute("PRAGMA integrity_check(1)")] == ["ok"]
    except sqlite3.Error:
        return False


def unwritable(folder: Path) -> str:
    """Return why the state file cannot be written just now; empty when it can. Changes nothing."""
    try:
        with closing(sqlite3.connect(folder / FILE, isolation_level=None, timeout=0.2)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        return "" if error.sqlite_errorcode == sqlite3.SQLITE_BUSY else str(error)  # busy: somebody is writing it
    except sqlite3.Error as error:
        return str(error)
    return ""


def servers(folder: Path) -> list[dict[str, Any]]:
    """Return what each server chose, with the date and outcome of its latest post."""
    return _rows(
        folder,
        """
        SELECT guild_id, channel_id, minute, zone, paused,
            (SELECT local_date || ' ' || outcome FROM post WHERE post.guild_id = daily.guild_id
             ORDER BY local_date DESC LIMIT 1) AS latest
        FROM daily ORDER BY guild_id
        """,
    )


def rows_of(folder: Path, guild_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return everything that is kept of one server, table by table."""
    return {table: _rows(folder, f"SELECT * FROM {table} WHERE guild_id = ?", guild_id) for table in TABLES}  # noqa: S608  our own names


def delete_server(folder: Path, guild_id: int) -> int:
    """Delete everything that is kept of one server; return how many rows that were."""
    with closing(sqlite3.connect(folder / FILE, timeout=5)) as connection, connection:
        return sum(
            connection.execute(f"DELETE FROM {table} WHERE guild_id = ?", (guild_id,)).rowcount  # noqa: S608  our own names
            for table in TABLES
        )


def _rows(folder: Path, sql: str, *values: object) -> list[dict[str, Any]]:
    if not (folder / FILE).is_file():
        return []
    with _reading(folder / FILE) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(sql, values)]


@contextmanager
def _reading(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=5)) as connection:
        yield connection
