"""Time zones to choose from: common ones first, each with its local time now."""

from __future__ import annotations

import zoneinfo
from functools import cache
from typing import TYPE_CHECKING, Final

from bot.core.names import fold
from bot.core.schedule import local_time

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

COMMON: Final = (
    "UTC", "America/Los_Angeles", "America/Denver", "America/Chicago", "America/New_York", "America/Toronto",
    "America/Sao_Paulo", "Europe/London", "Europe/Paris", "Europe/Berlin", "Europe/Madrid", "Europe/Rome",
    "Europe/Warsaw", "Europe/Istanbul", "Africa/Lagos", "Africa/Johannesburg", "Asia/Dubai", "Asia/Kolkata",
    "Asia/Singapore", "Asia/Shanghai", "Asia/Seoul", "Asia/Tokyo", "Australia/Sydney", "Pacific/Auckland",
)  # fmt: skip


def suggest_zones(typed: str, now: dt.datetime) -> Iterator[tuple[str, str]]:
    """Yield (zone, its name with the local time) for the zones whose names hold every word typed."""
    words = fold(typed).split()
    for zone, name in _folded():
        if all(word in name for word in words):
            yield zone, f"{zone} (now {local_time(zone, now):%H:%M})"


@cache
def _folded() -> tuple[tuple[str, str], ...]:
    """Return every zone of this machine that is named after a place, and its name as names are compared."""
    placed = (
        zone for zone in zoneinfo.available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix/"))
    )
    return tuple((zone, fold(zone)) for zone in (*COMMON, *sorted(set(placed) - set(COMMON))))
