"""Which daily posts are due at an instant: decided from settings, the ledger and the instant alone.

A post belongs to a server's *local date*: one row of the ledger, whatever the clocks do. A local time that does not
exist on a day (clocks go forward) is due at the next minute that does; one that exists twice is due the first time.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

LATE_AFTER: Final = dt.timedelta(minutes=5)  # up to here a post is on time
CATCH_UP: Final = dt.timedelta(hours=6)  # up to here, on the same local day, it is made late; after that not at all
REMEMBERED: Final = 366  # days that a bot that was away explains afterwards
MINUTES_IN_HOUR, HOURS_IN_HALF_DAY = 60, 12

_TIME = re.compile(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s*(?:(?P<half>[ap])\.?m\.?)?")


@dataclass(frozen=True, kw_only=True)
class Daily:
    """What one server chose for its daily post; `minute` counts from local midnight."""

    guild_id: int
    channel_id: int
    minute: int
    zone: str
    role_id: int | None = None
    quiet: bool = False
    publish: bool = False
    topic: str = ""
    minimum: int = 1
    first_date: dt.date
    paused: str = ""

    @property
    def clock(self) -> str:
        """The local time, as ``09:30``."""
        return f"{self.minute // 60:02}:{self.minute % 60:02}"


class Outcome(StrEnum):
    """How a server's post of one local date stands."""

    CLAIMED = "claimed"  # about to be sent, or sent and not yet known to be
    SENT = "sent"
    SKIPPED = "skipped"
    FAILED = "failed"
    UNKNOWN = "unknown"  # whether it was sent can no longer be found out


@dataclass(frozen=True)
class Post:
    """Make the post of this local date; `late` when it is past its time."""

    date: dt.date
    due_at: dt.datetime
    late: bool


@dataclass(frozen=True)
class Skip:
    """There will be no post on this local date, and why."""

    date: dt.date
    reason: str


class ZoneGoneError(Exception):
    """A time zone that this machine's tzdata does not know (any more)."""


def due(daily: Daily, last: dt.date | None, now: dt.datetime) -> Iterator[Post | Skip]:
    """Yield what is to be done about one server at `now` (aware): skips of days gone by, then today's post.

    `last` is the latest local date in the server's ledger. Nothing is yielded for that date or an earlier one: neither
    a clock that was set back nor another hour or zone makes a second post.

    Raises:
        ZoneGoneError: the server's time zone is not known here.

    """
    today = local_time(daily.zone, now).date()
    first = max(next_date(daily, last), today - dt.timedelta(days=REMEMBERED))
    for number in range((today - first).days + 1):
        date = first + dt.timedelta(days=number)
        due_at = instant(date, daily)
        if now < due_at:
            return
        if daily.paused:
            yield Skip(date, f"paused: {daily.paused}")
        elif is_past(daily, date, due_at, now):
            yield Skip(date, "the bot was not running at the time, nor within six hours of it on that day")
        else:
            yield Post(date, due_at, late=now - due_at > LATE_AFTER)


def is_past(daily: Daily, date: dt.date, due_at: dt.datetime, now: dt.datetime) -> bool:
    """Whether it is too late to make the post of a local date: six hours are gone, or the day is.

    A post that is due just before midnight may be made just after it: minutes are not lateness.

    Raises:
        ZoneGoneError: the server's time zone is not known here.

    """
    day_is_over = date < local_time(daily.zone, now).date() and now - due_at > LATE_AFTER
    return day_is_over or now - due_at > CATCH_UP


def next_date(daily: Daily, last: dt.date | None) -> dt.date:
    """Return the first local date that still needs a post or a skip."""
    return daily.first_date if last is None else max(daily.first_date, last + dt.timedelta(days=1))


def instant(date: dt.date, daily: Daily) -> dt.datetime:
    """Return the instant (UTC) at which the post of a local date is due, the server's own spread included.

    Raises:
        ZoneGoneError: the server's time zone is not known here.

    """
    zone = _zone(daily.zone)
    local = dt.datetime.combine(date, dt.time(*divmod(daily.minute, 60)), zone)  # fold=0: the first of two
    while local.astimezone(dt.UTC).astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        local += dt.timedelta(minutes=1)  # wall-clock arithmetic: walks out of the hour that does not exist
    return local.astimezone(dt.UTC) + jitter(daily.guild_id)


def jitter(guild_id: int) -> dt.timedelta:
    """Return the server's own delay of under a minute: always the same, so that a busy minute is spread."""
    number = int.from_bytes(hashlib.blake2s(str(guild_id).encode(), digest_size=4).digest(), "big")
    return dt.timedelta(milliseconds=number % 60_000)


def first_date(minute: int, zone: str, now: dt.datetime) -> dt.date:
    """Return the first local date whose post still lies ahead when a server chooses this time now.

    Raises:
        ZoneGoneError: the time zone is not known here.

    """
    local = now.astimezone(_zone(zone))
    ahead = local.hour * 60 + local.minute < minute
    return local.date() if ahead else local.date() + dt.timedelta(days=1)


def mark(guild_id: int, date: dt.date) -> str:
    """Return the short mark that a post carries in its last line, by which it is found again; also its nonce.

    Discord: a nonce has at most 25 characters.
    """
    return hashlib.blake2s(f"{guild_id}/daily/{date}".encode(), digest_size=5).hexdigest()


def read_time(text: str) -> int | None:
    """Read a time of day as people write it, ``9``, ``09:30``, ``9pm``, ``21.30``; return minutes from midnight."""
    found = _TIME.fullmatch(text.strip().lower())
    if not found:
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= HOURS_IN_HALF_DAY:
            return None
        hour = hour % HOURS_IN_HALF_DAY + (HOURS_IN_HALF_DAY if found["half"] == "p" else 0)
    if hour >= 2 * HOURS_IN_HALF_DAY or minute >= MINUTES_IN_HOUR:
        return None
    return hour * MINUTES_IN_HOUR + minute


def is_zone(name: str) -> bool:
    """Whether this machine knows the time zone."""
    try:
        _zone(name)
    except ZoneGoneError:
        return False
    return True


def local_time(zone: str, now: dt.datetime) -> dt.datetime:
    """Return `now` on the clocks of a time zone.

    Raises:
        ZoneGoneError: the time zone is not known here.

    """
    return now.astimezone(_zone(zone))


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # not found; not a name; a folder of tzdata
        raise ZoneGoneError(f"the time zone {name!r} is not known on this machine (tzdata)") from error
