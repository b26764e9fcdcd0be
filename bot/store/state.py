"""What servers chose, and the ledger of their posts: the file that must not be lost.

One connection, and everything that writes goes through one transaction at a time: two tasks that shared a connection
without it could commit each other's rows.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import sqlite3
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Final

import aiosqlite

from bot.core.schedule import Daily, Outcome
from bot.store.migrate import migrate

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable
    from pathlib import Path

SLOT: Final = "daily"
KEPT: Final = dt.timedelta(days=400)
FILE: Final = "state.sqlite"
LOCK_FILE: Final = "state.lock"

_COLUMNS: Final = tuple(field.name for field in fields(Daily))


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One row of the ledger: how a server's post of one local date stands."""

    guild_id: int
    local_date: dt.date
    outcome: Outcome
    reason: str
    due_at: dt.datetime
    claimed_at: dt.datetime | None
    channel_id: int | None
    message_id: int | None


@dataclass
class State:
    """An open state file."""

    _connection: aiosqlite.Connection
    _writing: asyncio.Lock

    # Settings

    async def daily(self, guild_id: int) -> Daily | None:
        """Return what a server chose, or None."""
        rows = await self._rows("SELECT * FROM daily WHERE guild_id = ?", guild_id)
        return _daily(rows[0]) if rows else None

    async def all_daily(self) -> tuple[Daily, ...]:
        """Return what every server chose."""
        return tuple(_daily(row) for row in await self._rows("SELECT * FROM daily ORDER BY guild_id"))

    async def due(self, now: dt.datetime, limit: int) -> tuple[Daily, ...]:
        """Return the servers to look at now, the longest overdue first, at most `limit`."""
        sql = "SELECT * FROM daily WHERE due_at <= ? ORDER BY due_at LIMIT ?"
        rows = await self._rows(sql, now.timestamp(), limit)
        return tuple(_daily(row) for row in rows)

    async def save(self, daily: Daily, due_at: dt.datetime) -> None:
        """Keep what a server chose, and when to look at it next."""
        values = asdict(daily) | {"first_date": daily.first_date.isoformat(), "due_at": due_at.timestamp()}
        columns = ", ".join(values)
        places = ", ".join(f":{name}" for name in values)
        await self._write(f"INSERT OR REPLACE INTO daily ({columns}) VALUES ({places})", values)  # noqa: S608  our own names

    async def look_again(self, guild_id: int, due_at: dt.datetime) -> None:
        """Say when to look at a server next."""
        await self._write("UPDATE daily SET due_at = ? WHERE guild_id = ?", (due_at.timestamp(), guild_id))

    async def pause(self, guild_id: int, reason: str) -> None:
        """Stop a server's posts for `reason`; an empty reason lets them go on."""
        await self._write("UPDATE daily SET paused = ? WHERE guild_id = ?", (reason, guild_id))

    async def forget(self, guild_id: int, *, keep_from: dt.date | None = None) -> None:
        """Delete everything about a server; with `keep_from`, the ledger from that date on stays for the time being.

        That much is needed when somebody turns the posts off and on again on one day: it has its post already.
        """
        async with self._transaction() as connection:
            await connection.execute("DELETE FROM daily WHERE guild_id = ?", (guild_id,))
            await connection.execute("DELETE FROM shown WHERE guild_id = ?", (guild_id,))
            kept = keep_from.isoformat() if keep_from else "9999"
            await connection.execute("DELETE FROM post WHERE guild_id = ? AND local_date < ?", (guild_id, kept))

    async def prune(self, today: dt.date) -> None:
        """Delete what has outlived its use: old rows of the ledger, and those of servers without a post."""
        old, gone = (today - KEPT).isoformat(), (today - dt.timedelta(days=3)).isoformat()
        async with self._transaction() as connection:
            await connection.execute("DELETE FROM post WHERE local_date < ?", (old,))
            await connection.execute(
                "DELETE FROM post WHERE local_date < ? AND guild_id NOT IN (SELECT guild_id FROM daily)", (gone,)
            )

    # The ledger

    async def last_date(self, guild_id: int) -> dt.date | None:
        """Return the latest local date that the ledger has of a server."""
        rows = await self._rows("SELECT max(local_date) FROM post WHERE guild_id = ?", guild_id)
        return dt.date.fromisoformat(rows[0][0]) if rows[0][0] else None

    async def claim(self, daily: Daily, date: dt.date, due_at: dt.datetime, now: dt.datetime) -> bool:
        """Write down that a post is about to be sent; False when the date has a row already."""
        cursor = await self._write(
            "INSERT INTO post VALUES (?, ?, ?, 'claimed', '', ?, ?, ?, NULL) ON CONFLICT DO NOTHING",
            (daily.guild_id, SLOT, date.isoformat(), due_at.timestamp(), now.timestamp(), daily.channel_id),
        )
        return cursor == 1

    async def claim_again(self, entry: Entry, now: dt.datetime) -> None:
        """Write down that a claimed post is about to be sent once more."""
        await self._write(
            "UPDATE post SET claimed_at = ? WHERE guild_id = ? AND local_date = ? AND outcome = 'claimed'",
            (now.timestamp(), entry.guild_id, entry.local_date.isoformat()),
        )

    async def sent(self, guild_id: int, date: dt.date, message_id: int, events: Iterable[str], reason: str) -> None:
        """Write down that a claimed post is in its channel, and which events it showed."""
        day = date.isoformat()
        async with self._transaction() as connection:
            written = await connection.execute(
                "UPDATE post SET outcome = 'sent', message_id = ?, reason = ?"
                " WHERE guild_id = ? AND local_date = ? AND outcome = 'claimed'",
                (message_id, reason, guild_id, day),
            )
            if written.rowcount:  # none: the bot was removed from the server meanwhile, and nothing is kept of it
                await connection.executemany(
                    "INSERT OR REPLACE INTO shown VALUES (?, ?, ?)", [(guild_id, event, day) for event in events]
                )

    async def settle(self, guild_id: int, date: dt.date, outcome: Outcome, reason: str) -> None:
        """Write down how a claimed post ended, other than sent."""
        await self._write(
            "UPDATE post SET outcome = ?, reason = ? WHERE guild_id = ? AND local_date = ? AND outcome = 'claimed'",
            (outcome, reason, guild_id, date.isoformat()),
        )

    async def skip(self, guild_id: int, skips: Iterable[tuple[dt.date, str]], now: dt.datetime) -> None:
        """Write down that there is no post on these dates, and why; a date that has a row keeps it."""
        rows = [(guild_id, SLOT, date.isoformat(), reason, now.timestamp()) for date, reason in skips]
        async with self._transaction() as connection:
            await connection.executemany(
                "INSERT INTO post VALUES (?, ?, ?, 'skipped', ?, ?, NULL, NULL, NULL) ON CONFLICT DO NOTHING", rows
            )

    async def claimed(self) -> tuple[Entry, ...]:
        """Return the posts of which it is not known whether they were sent."""
        return tuple(map(_entry, await self._rows("SELECT * FROM post WHERE outcome = 'claimed' ORDER BY claimed_at")))

    async def entries(self, guild_id: int, limit: int, offset: int = 0) -> tuple[Entry, ...]:
        """Return a server's rows of the ledger, the latest first."""
        rows = await self._rows(
            "SELECT * FROM post WHERE guild_id = ? ORDER BY local_date DESC LIMIT ? OFFSET ?", guild_id, limit, offset
        )
        return tuple(map(_entry, rows))

    async def entry(self, guild_id: int, date: dt.date) -> Entry | None:
        """Return a server's row of one local date, or None."""
        rows = await self._rows("SELECT * FROM post WHERE guild_id = ? AND local_date = ?", guild_id, date.isoformat())
        return _entry(rows[0]) if rows else None

    async def count_entries(self, guild_id: int) -> int:
        """Return how many rows the ledger has of a server."""
        rows = await self._rows("SELECT count(*) FROM post WHERE guild_id = ?", guild_id)
        return int(rows[0][0])

    async def shown(self, guild_id: int) -> dict[str, dt.date]:
        """Return when each event was last shown to a server."""
        rows = await self._rows("SELECT event, local_date FROM shown WHERE guild_id = ?", guild_id)
        return {row["event"]: dt.date.fromisoformat(row["local_date"]) for row in rows}

    async def _rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        return list(await self._connection.execute_fetchall(sql, values))

    async def _write(self, sql: str, values: Any) -> int:  # noqa: ANN401  what sqlite3 takes
        """Run one statement, which is a transaction of its own, but not inside another task's; return its row count."""
        async with self._writing:
            cursor = await self._connection.execute(sql, values)
            return cursor.rowcount

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[aiosqlite.Connection]:
        async with self._writing:
            try:
                await self._connection.execute("BEGIN IMMEDIATE")
                yield self._connection
                await self._connection.execute("COMMIT")
            except BaseException:
                # A cancelled wait does not stop the statement: whether a transaction is open then, SQLite knows.
                await self._connection.rollback()
                raise


@asynccontextmanager
async def open_state(folder: Path) -> AsyncIterator[State]:
    """Open the state file in `folder`, made or migrated first where that is needed.

    Raises:
        NewerStateError: a newer version of the bot has written it.
        sqlite3.Error: it is not a database, or cannot be written.

    """
    await asyncio.to_thread(_prepare, folder)
    async with aiosqlite.connect(folder / FILE, isolation_level=None) as connection:
        connection.row_factory = aiosqlite.Row
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "busy_timeout = 5000", "foreign_keys = ON"):
            await connection.execute(f"PRAGMA {pragma}")
        yield State(connection, asyncio.Lock())


def _prepare(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    migrate(folder / FILE)


class PostingLock:
    """Held by the one process that makes the posts; the system lets go of it when that process dies.

    It is a SQLite lock on a file of its own, so it works wherever SQLite does.
    """

    def __init__(self, folder: Path) -> None:
        """Prepare for a lock in `folder`; nothing is held yet."""
        self._file = folder / LOCK_FILE
        self._connection: sqlite3.Connection | None = None

    def acquire(self) -> bool:
        """Return whether this process holds the lock, after trying to get it; never waits."""
        if self._connection:
            return True
        connection = sqlite3.connect(self._file, isolation_level=None, timeout=0, check_same_thread=False)
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            connection.close()
            return False
        self._connection = connection
        return True

    def release(self) -> None:
        """Let another process have it."""
        if self._connection:
            self._connection.close()
            self._connection = None


def _daily(row: sqlite3.Row) -> Daily:
    values = {name: row[name] for name in _COLUMNS}
    values |= {"quiet": bool(row["quiet"]), "publish": bool(row["publish"])}
    return Daily(**(values | {"first_date": dt.date.fromisoformat(row["first_date"])}))


def _entry(row: sqlite3.Row) -> Entry:
    claimed = row["claimed_at"]
    return Entry(
        guild_id=row["guild_id"],
        local_date=dt.date.fromisoformat(row["local_date"]),
        outcome=Outcome(row["outcome"]),
        reason=row["reason"],
        due_at=_instant(row["due_at"]),
        claimed_at=_instant(claimed) if claimed is not None else None,
        channel_id=row["channel_id"],
        message_id=row["message_id"],
    )


def _instant(seconds: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)
