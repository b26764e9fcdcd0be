"""What an admin wants of the daily post, put together with what was chosen before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.core import schedule
from bot.core.schedule import Daily

if TYPE_CHECKING:
    import datetime as dt

MOVED: Final = "the time was moved to one that had already passed that day"


class ChoiceError(Exception):
    """A choice that cannot be kept; `problems` are sentences that say what to do."""

    def __init__(self, problems: list[str]) -> None:
        """Keep every problem."""
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What was typed; None leaves a thing as it is. `role_id` 0 and an empty `topic` mean none."""

    channel_id: int | None = None
    time: str | None = None
    zone: str | None = None
    role_id: int | None = None
    quiet: bool | None = None
    publish: bool | None = None
    topic: str | None = None
    minimum: int | None = None


def changed(before: Daily | None, wanted: Wanted, guild_id: int, now: dt.datetime) -> Daily:
    """Return the settings as they are to be.

    Another hour or zone counts from the first time that still lies ahead, so it never makes a second post on one day.

    Raises:
        ChoiceError: something wanted cannot be kept, or the first time something is missing.

    """
    minute = schedule.read_time(wanted.time) if wanted.time else None
    problems = []
    if not before and not (wanted.channel_id and wanted.time and wanted.zone):
        problems.append("The first time, choose a channel, a time and a time zone.")
    if wanted.time and minute is None:
        problems.append(f"“{wanted.time}” is not a time I can read. Write it like 9, 09:30 or 9pm.")
    if wanted.zone and not schedule.is_zone(wanted.zone):
        problems.append(f"“{wanted.zone}” is not a time zone I know. Choose one from the list.")
    if problems:
        raise ChoiceError(problems)
    start = before or Daily(guild_id=guild_id, channel_id=0, minute=-1, zone="", first_date=now.date(), paused="")
    chosen = replace(
        start,
        channel_id=wanted.channel_id or start.channel_id,
        minute=start.minute if minute is None else minute,
        zone=wanted.zone or start.zone,
        role_id=start.role_id if wanted.role_id is None else wanted.role_id or None,
        quiet=start.quiet if wanted.quiet is None else wanted.quiet,
        publish=start.publish if wanted.publish is None else wanted.publish,
        topic=start.topic if wanted.topic is None else wanted.topic,
        minimum=wanted.minimum or start.minimum,
        paused="" if wanted.channel_id or wanted.zone else start.paused,
    )
    if (chosen.minute, chosen.zone) == (start.minute, start.zone):
        return chosen
    return replace(chosen, first_date=schedule.first_date(chosen.minute, chosen.zone, now))
