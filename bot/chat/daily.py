"""Makes the daily posts that are due, each exactly once: thin over `bot.core.schedule` and the ledger.

The order is what keeps a post from being lost or doubled. A row is claimed in the ledger before anything is sent. The
message carries a nonce and a visible mark, both made from that row's key. A row that is still claimed later (the bot
was killed, or the connection was cut) is taken up again: a young one is sent with the same nonce, for which Discord
returns the first message; an older one is looked for among the bot's own messages by its mark; and when those cannot be
read the row becomes `unknown` and is reported, but nothing is sent on a guess.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import aiohttp
import discord
from discord.ext import tasks

from bot import ask
from bot.chat import layout, metrics
from bot.chat.pace import Pace
from bot.chat.read_back import UnreadableError, find_post, remedy
from bot.core import schedule
from bot.core.dates import MonthDay
from bot.core.schedule import Outcome, Post, Skip, ZoneGoneError

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from bot.chat.client import OnRecord
    from bot.core.answers.daily import DailyPost
    from bot.core.schedule import Daily
    from bot.store.state import Entry, PostingLock, State

log: Final = logging.getLogger(__name__)

TICK: Final = 1.0  # seconds
RATE, LIMIT = 48.0, 48.5  # requests a second; Discord: 50 for the whole application
AT_ONCE: Final = 60  # servers begun in one tick: a little more than RATE lets through until the next
SEND_WITHIN: Final = 30.0  # seconds; discord.py's own tries take 25
YOUNG: Final = dt.timedelta(seconds=60)  # Discord: a nonce counts for "the past few minutes"
RETRY_AFTER: Final = dt.timedelta(seconds=30)
PUBLISHED_ALREADY: Final = 40033  # Discord: this message has already been crossposted

# What says nothing about whether Discord made the message; discord.py passes on aiohttp's and the system's errors.
_LOST: Final = (aiohttp.ClientError, OSError, TimeoutError)


class Poster:
    """The loop that makes the posts, for as long as it is open."""

    def __init__(self, client: OnRecord, state: State, lock: PostingLock) -> None:
        """Prepare; `start` starts."""
        self.last_tick: dt.datetime | None = None
        self.yields = False  # to another process that makes the posts
        self._client, self._state, self._lock = client, state, lock
        self._pace = Pace(RATE, LIMIT)
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._tried: dict[int, dt.datetime] = {}
        self._leading = False
        self._loop = tasks.loop(seconds=TICK)(self._tick_safely)

    def start(self) -> None:
        """Look every second for what is due, from now on."""
        self._loop.start()

    async def stop(self) -> None:
        """End the loop, give posts in the making a moment, and let another process take over."""
        self._loop.cancel()
        if self._busy:
            await asyncio.wait(self._busy.values(), timeout=3)
        for task in self._busy.values():
            task.cancel()
        await asyncio.gather(*self._busy.values(), return_exceptions=True)
        self._lock.release()

    async def tick(self) -> None:
        """Start what is due; each server in a task of its own, so that one's trouble delays no other."""
        now = discord.utils.utcnow()
        self.yields = not self._lock.acquire()
        if self.yields:  # another process on the same state makes the posts
            self._leading = False
            return
        if not self._leading:
            await self._take_over(now)
        for entry in await self._state.claimed():
            self._begin(entry.guild_id, self._resume(entry, now))
        if self._pace.ahead() < TICK:  # otherwise enough are waiting for their turn
            for daily in await self._state.due(now, len(self._busy) + AT_ONCE):
                self._begin(daily.guild_id, self._make_due(daily, now))
        self.last_tick = now

    async def idle(self) -> None:
        """Wait until nothing is in the making."""
        while self._busy:
            await asyncio.gather(*self._busy.values(), return_exceptions=True)

    async def _tick_safely(self) -> None:
        await self._client.wait_until_ready()
        try:
            await self.tick()
        except Exception:  # the loop must outlive whatever it is
            log.exception("the daily loop stumbled; it goes on")
        # discord.py waits for a time of day, counted from the last one: a clock set back would stop the loop for hours,
        # and one set ahead would make it run without a pause. There is no public name for the next time.
        next_time = discord.utils.utcnow() + dt.timedelta(seconds=TICK)
        self._loop._next_iteration = next_time  # type: ignore[assignment]  # noqa: SLF001

    async def _take_over(self, now: dt.datetime) -> None:
        """Ask anew when each server is due: the time zones' rules may have changed while nobody looked."""
        for daily in await self._state.all_daily():
            await self._look_again(daily, now)
        await self._state.prune(now.date())
        self._leading = True

    def _begin(self, guild_id: int, work: Coroutine[None, None, None]) -> None:
        if guild_id in self._busy:
            work.close()
            return
        task = asyncio.create_task(self._guarded(guild_id, work))
        self._busy[guild_id] = task
        task.add_done_callback(lambda _done: self._busy.pop(guild_id, None))

    async def _guarded(self, guild_id: int, work: Coroutine[None, None, None]) -> None:
        try:
            await work
        except Exception:  # this server's trouble is not another's
            log.exception("the daily post of server %s stumbled", guild_id)

    async def _make_due(self, daily: Daily, now: dt.datetime) -> None:
        """Do what is due for one server, and say when to look at it again."""
        last = await self._state.last_date(daily.guild_id)
        try:
            actions = list(schedule.due(daily, last, now))
        except ZoneGoneError as error:
            await self._state.pause(daily.guild_id, f"{error}. Choose another with /daily on timezone:")
            await self._state.look_again(daily.guild_id, now + dt.timedelta(days=1))
            return
        if skips := [(action.date, action.reason) for action in actions if isinstance(action, Skip)]:
            await self._skip(daily, skips, now)
        for action in actions:
            if isinstance(action, Post):
                await self._make(daily, action)
        await self._look_again(daily, now)

    async def _look_again(self, daily: Daily, now: dt.datetime) -> None:
        last = await self._state.last_date(daily.guild_id)
        try:
            next_at = schedule.instant(schedule.next_date(daily, last), daily)
        except ZoneGoneError:
            next_at = now  # the next look finds out, and says so
        await self._state.look_again(daily.guild_id, next_at)

    async def _make(self, daily: Daily, due: Post) -> None:
        await self._pace.queue()
        made = await self._content(daily, due.date, late=due.late)
        if not made:
            day = MonthDay(due.date.month, due.date.day)
            await self._skip(daily, [(due.date, f"nothing on record for {day}")], discord.utils.utcnow())
            return
        if await self._state.claim(daily, due.date, due.due_at, discord.utils.utcnow()):
            await self._send(daily, due.date, made, late=due.late)

    async def _content(self, daily: Daily, date: dt.date, *, late: bool) -> DailyPost | None:
        mark = schedule.mark(daily.guild_id, date)
        shown = await self._state.shown(daily.guild_id)
        return ask.daily_post(
            self._client.catalogue,  # only now: while something is waited for it may be exchanged
            date,
            topic=daily.topic,
            minimum=daily.minimum,
            shown=shown,
            small_print=f"late, due at {daily.clock} · {mark}" if late else mark,
        )

    async def _send(self, daily: Daily, date: dt.date, made: DailyPost, *, late: bool) -> None:
        """Send a claimed post and write down how it went; what may have been lost on the way stays claimed."""
        self._tried[daily.guild_id] = discord.utils.utcnow()
        message = layout.draw_daily(made, role_id=daily.role_id)
        channel = self._client.get_partial_messageable(daily.channel_id, guild_id=daily.guild_id)
        await self._pace.door()
        try:
            async with asyncio.timeout(SEND_WITHIN):
                sent = await channel.send(
                    message.content,
                    embed=message.embed,
                    allowed_mentions=message.allowed_mentions,
                    silent=daily.quiet,
                    nonce=schedule.mark(daily.guild_id, date),
                )
        except _LOST as error:
            log.warning("daily post of server %s for %s: %s; it is tried again", daily.guild_id, date, _named(error))
            return
        except discord.HTTPException as error:
            await self._refused(daily, date, error)
            return
        await self._made(daily, date, made, sent.id, "late" if late else "")
        log.info("daily post of server %s for %s is made", daily.guild_id, date)

    async def _made(self, daily: Daily, date: dt.date, made: DailyPost, message_id: int, reason: str) -> None:
        """Publish a post that stands in its channel where that was chosen, and write it down."""
        if daily.publish:
            reason = await self._publish(daily, message_id) or reason
        await self._state.sent(daily.guild_id, date, message_id, made.events, reason)
        metrics.posted(Outcome.SENT)

    async def _refused(self, daily: Daily, date: dt.date, error: discord.HTTPException) -> None:
        if error.status == 429 or error.status >= 500:  # noqa: PLR2004  HTTP: try again later
            log.warning(
                "daily post of server %s for %s: HTTP %s; it is tried again", daily.guild_id, date, error.status
            )
            return
        reason = f"Discord refused it: {error.text or error.status}"
        if isinstance(error, discord.Forbidden | discord.NotFound):
            reason = remedy(error)
            await self._state.pause(daily.guild_id, reason)
        log.warning("daily post of server %s for %s: %s", daily.guild_id, date, reason)
        await self._state.settle(daily.guild_id, date, Outcome.FAILED, reason)
        metrics.posted(Outcome.FAILED)

    async def _publish(self, daily: Daily, message_id: int) -> str:
        """Publish the post of an announcement channel; return what went wrong, if something did."""
        channel = self._client.get_partial_messageable(daily.channel_id, guild_id=daily.guild_id)
        await self._pace.door()
        try:
            async with asyncio.timeout(SEND_WITHIN):
                await channel.get_partial_message(message_id).publish()
        except (discord.HTTPException, *_LOST) as error:
            if getattr(error, "code", None) == PUBLISHED_ALREADY:  # before a crash
                return ""
            log.warning("a daily post could not be published: %s", _named(error))
            return f"not published: {_named(error)}"
        return ""

    async def _resume(self, entry: Entry, now: dt.datetime) -> None:
        """Take up a post that may or may not have been sent; not more often than every RETRY_AFTER."""
        tried = self._tried.get(entry.guild_id)
        if tried and dt.timedelta() <= now - tried < RETRY_AFTER:
            return
        self._tried[entry.guild_id] = now
        daily = await self._state.daily(entry.guild_id)
        if daily is None:
            await self._settle(entry, Outcome.UNKNOWN, "the settings were deleted while it was being made")
            return
        daily = replace(
            daily, channel_id=entry.channel_id or daily.channel_id
        )  # where it was sent, whatever is set now
        late = now - entry.due_at > schedule.LATE_AFTER
        made = await self._content(daily, entry.local_date, late=late)
        if made is None:
            await self._settle(entry, Outcome.UNKNOWN, "the dataset no longer holds what was to be posted")
        elif entry.claimed_at and dt.timedelta() <= now - entry.claimed_at <= YOUNG:
            await self._send(daily, entry.local_date, made, late=late)  # was it made? Then Discord returns that one
        else:
            await self._resume_old(daily, entry, made, now)

    async def _resume_old(self, daily: Daily, entry: Entry, made: DailyPost, now: dt.datetime) -> None:
        """Look whether a post was made whose nonce no longer counts; send it only when it certainly was not."""
        await self._pace.door()
        try:
            async with asyncio.timeout(SEND_WITHIN):
                message_id = await find_post(self._client, entry)
        except UnreadableError as error:
            await self._settle(entry, Outcome.UNKNOWN, f"whether it was made cannot be found out: {error}")
            return
        except (discord.HTTPException, *_LOST) as error:
            log.warning("daily post of server %s: its channel cannot be read now: %s", entry.guild_id, _named(error))
            return
        if message_id:
            log.info("daily post of server %s for %s was made, and is found again", entry.guild_id, entry.local_date)
            await self._made(daily, entry.local_date, made, message_id, "found in its channel")
        elif _is_past(daily, entry, now):
            await self._settle(
                entry, Outcome.FAILED, "Discord could not be reached within six hours, or the bot was away"
            )
        else:
            await self._state.claim_again(entry, now)
            await self._send(daily, entry.local_date, made, late=True)

    async def _skip(self, daily: Daily, skips: list[tuple[dt.date, str]], now: dt.datetime) -> None:
        await self._state.skip(daily.guild_id, skips, now)
        metrics.posted(Outcome.SKIPPED, len(skips))

    async def _settle(self, entry: Entry, outcome: Outcome, reason: str) -> None:
        log.warning("daily post of server %s for %s: %s: %s", entry.guild_id, entry.local_date, outcome, reason)
        await self._state.settle(entry.guild_id, entry.local_date, outcome, reason)
        metrics.posted(outcome)


def _is_past(daily: Daily, entry: Entry, now: dt.datetime) -> bool:
    try:
        return schedule.is_past(daily, entry.local_date, entry.due_at, now)
    except ZoneGoneError:  # no local day to be late on any more
        return True


def _named(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".rstrip(": ")
