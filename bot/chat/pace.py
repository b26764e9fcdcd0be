"""How fast the bot's own requests may leave."""

from __future__ import annotations

import asyncio
from typing import Final

SLACK: Final = 0.01  # seconds that a turn may come late and the next one not; a timer is late by one or two thousandths


class Pace:
    """Lets requests out one after the other: `rate` a second over the whole, never more than `limit` in one.

    Whoever has work to do before its request waits in the queue first and at the door last: a process that was held up
    wakes everybody whose time came meanwhile, and the door lets them out one by one, so that they make no burst.
    """

    def __init__(self, rate: float, limit: float) -> None:
        """Start with a free way; both are requests a second."""
        self._step, self._gap = 1 / rate, 1 / limit
        self._next = self._opens = 0.0

    def ahead(self) -> float:
        """Return the seconds that somebody who comes to the queue now will wait."""
        return max(0.0, self._next + self._step - asyncio.get_running_loop().time())

    async def queue(self) -> None:
        """Wait until one's turn is near."""
        clock = asyncio.get_running_loop().time
        self._next = max(clock(), self._next + self._step)
        await asyncio.sleep(self._next - clock())

    async def door(self) -> None:
        """Wait for one's turn; the request is to follow at once."""
        clock = asyncio.get_running_loop().time
        while (wait := self._opens - clock()) > 0:  # noqa: ASYNC110  it is time that is waited for
            await asyncio.sleep(wait)
        self._opens = max(self._opens, clock() - SLACK) + self._gap
