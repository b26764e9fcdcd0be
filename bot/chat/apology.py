"""The one place that tells somebody that something broke: one private sentence, with an id that is in the log."""

from __future__ import annotations

import hashlib
import logging
from typing import Any, Final

import discord

from bot.chat import layout, metrics

log: Final = logging.getLogger(__name__)

# Discord: the interaction is gone (3 s passed, or it was answered already); nothing can be said to anybody.
_GONE: Final = {10062, 40060}


async def apologise(interaction: discord.Interaction[Any], error: BaseException) -> None:
    """Log `error` under an id and tell the person who asked; never raises."""
    cause = getattr(error, "original", error)
    noted = note(interaction)
    metrics.failed(interaction)
    if isinstance(cause, discord.HTTPException) and cause.code in _GONE:
        log.warning("%s: interaction %s was gone: %s", noted, interaction.id, cause)
        return
    log.error("%s: interaction %s (%s) failed", noted, interaction.id, metrics.command_of(interaction), exc_info=cause)
    said = layout.notice(
        f"Something went wrong here, not with what you typed. It is noted as {noted}; try again in a minute."
    )
    try:
        if interaction.response.is_done():
            await interaction.followup.send(view=said, ephemeral=True)
        else:
            await interaction.response.send_message(view=said, ephemeral=True)
    except discord.DiscordException as failure:
        log.warning("%s: could not say so: %s", noted, failure)


def note(interaction: discord.Interaction[Any]) -> str:
    """Return the short id under which an interaction is noted; the same each time."""
    return hashlib.blake2s(str(interaction.id).encode(), digest_size=3).hexdigest()
