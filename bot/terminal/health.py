"""`python -m bot health`: whether the bot that runs on this state folder is well; for a container's health check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.health import ailments
from bot.store.notes import read_pulse
from bot.store.upkeep import unwritable

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path


def health(folder: Path, now: dt.datetime) -> tuple[bool, str]:
    """Return whether all is well, and why not."""
    found = list(ailments(read_pulse(folder), now))
    trouble = unwritable(folder)
    if trouble:
        found.append(f"the state file cannot be written: {trouble}")
    return not found, "; ".join(found) or "healthy"
