"""What the running bot does for its keeper every few seconds: it notes how it stands, and makes the daily copy."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import time
from typing import TYPE_CHECKING, Final

import discord

from bot.core.health import Pulse
from bot.store.notes import write_pulse
from bot.store.upkeep import UpkeepError, daily_copy

if TYPE_CHECKING:
    from pathlib import Path

    from bot.chat.client import OnRecord

log: Final = logging.getLogger(__name__)

EVERY: Final = 5.0  # seconds


async def keep_up(client: OnRecord, folder: Path) -> None:
    """Note the pulse and make the copies in the state folder, until cancelled."""
    copied: dt.date | None = None
    while True:
        now = discord.utils.utcnow()
        note_pulse(folder, pulse(client, now))
        if copied != now.date():
            copied = now.date()
            await _copy(folder, copied)
        await asyncio.sleep(EVERY)


def pulse(client: OnRecord, now: dt.datetime) -> Pulse:
    """Return how the client stands."""
    return Pulse(
        at=now,
        ready=client.is_ready() and not client.is_closed(),
        acknowledged=_acknowledged(client, now),
        ticked=client.poster.last_tick,
        posts=not client.poster.yields,
    )


def note_pulse(folder: Path, stands: Pulse) -> None:
    """Write the pulse; where that fails, the health check finds it old, and says so."""
    try:
        write_pulse(folder, stands)
    except OSError as error:
        log.error("the state folder cannot be written: %s", error)  # noqa: TRY400  words, no traceback


async def _copy(folder: Path, today: dt.date) -> None:
    try:
        made = await asyncio.to_thread(daily_copy, folder, today)
    except (OSError, UpkeepError) as error:
        log.error("today's copy of the state file could not be made: %s", error)  # noqa: TRY400  words, no traceback
    else:
        if made:
            log.info("copied the state file to %s", made)


def _acknowledged(client: OnRecord, now: dt.datetime) -> dt.datetime | None:
    """Return when the shard that waits longest had its last heartbeat acknowledged."""
    waited: list[float] = []
    for shard in client.shards.values():
        # discord.py tells the latency, but not how old it is; what is private may go.
        beating = getattr(shard._parent.ws, "_keep_alive", None)  # noqa: SLF001
        if beating is None:
            return None
        waited.append(time.perf_counter() - beating._last_ack)  # noqa: SLF001  as above
    return now - dt.timedelta(seconds=max(waited)) if waited else None
