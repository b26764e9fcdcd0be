"""What a running bot says of itself every few seconds, and what is wrong with it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

WRITTEN_WITHIN: Final = dt.timedelta(seconds=30)
# Discord asks for a heartbeat about every 41 seconds; two that nobody acknowledged are one too many.
ACKNOWLEDGED_WITHIN: Final = dt.timedelta(seconds=100)
TICKED_WITHIN: Final = dt.timedelta(seconds=60)


@dataclass(frozen=True, kw_only=True)
class Pulse:
    """How the process stood at an instant (all of them aware, in UTC)."""

    at: dt.datetime
    waiting: str = ""
    """Why it is not connected on purpose; empty when it is, or tries to be."""
    ready: bool = False
    """Whether Discord has sent the servers that the bot is in."""
    acknowledged: dt.datetime | None = None
    """When the slowest shard's heartbeat was last answered."""
    ticked: dt.datetime | None = None
    """When the daily loop last looked for what is due; None where another process makes the posts."""
    posts: bool = True
    """Whether this process makes the posts: of two on one state only one does."""


def ailments(pulse: Pulse | None, now: dt.datetime) -> Iterator[str]:
    """Yield what is wrong at the instant `now`, one sentence each; nothing when all is well."""
    if pulse is None:
        yield "the bot has never run on this state folder"
        return
    if now - pulse.at > WRITTEN_WITHIN:
        yield f"the bot has not written its pulse for {_ago(pulse.at, now)}: it has stopped, hangs, or cannot write"
        return
    if pulse.waiting:
        yield pulse.waiting
        return
    if not pulse.ready:
        yield "the gateway is not ready: Discord has not sent the servers yet"
    elif pulse.acknowledged is None or now - pulse.acknowledged > ACKNOWLEDGED_WITHIN:
        yield f"Discord has not acknowledged a heartbeat for {_ago(pulse.acknowledged, now)}"
    if pulse.ready and pulse.posts and (pulse.ticked is None or now - pulse.ticked > TICKED_WITHIN):
        yield f"the daily loop has not ticked for {_ago(pulse.ticked, now)}"


def _ago(then: dt.datetime | None, now: dt.datetime) -> str:
    return f"{int((now - then).total_seconds())} s" if then else "as long as it runs"
