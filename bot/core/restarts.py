"""How long a start has to wait: Discord allows 1,000 logins a day, then it resets the token."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

WINDOW: Final = dt.timedelta(hours=6)
FREE: Final = 5  # starts in a window that need not wait
LONGEST: Final = dt.timedelta(hours=1)
MINUTE: Final = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Starts:
    """The starts with one token that did not end cleanly, oldest first, and when Discord last refused it."""

    at: tuple[dt.datetime, ...] = ()
    refused: dt.datetime | None = None

    def begun(self, now: dt.datetime) -> Starts:
        """Return them with one more; those that no longer count are dropped."""
        return Starts((*self._recent(now), now), self.refused)

    def ended_well(self) -> Starts:
        """Return them without the last one: it was up and was told to stop."""
        return Starts(self.at[:-1])

    def was_refused(self, now: dt.datetime) -> Starts:
        """Return them with a refusal, after which the same token is not tried for a while."""
        return Starts(self.at, now)

    def may_start(self, now: dt.datetime) -> dt.datetime:
        """Return the earliest instant for the next start: at once, or after 1, 2, 4, ... up to 60 minutes."""
        recent = self._recent(now)
        earliest = now
        if len(recent) >= FREE:
            earliest = recent[-1] + min(MINUTE * 2 ** (len(recent) - FREE), LONGEST)
        if self.refused and self.refused <= now:
            earliest = max(earliest, self.refused + LONGEST)
        return max(earliest, now)

    def _recent(self, now: dt.datetime) -> tuple[dt.datetime, ...]:
        """Return the starts of the last hours; one that is in the future was written by a clock that was wrong."""
        return tuple(at for at in self.at if now - WINDOW < at <= now)
