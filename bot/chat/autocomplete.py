"""What a command offers while somebody types: names, each with a line that tells namesakes apart."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

from bot.ask import suggest
from bot.chat.apology import note
from bot.chat.layout import OPTIONS, choice

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    import discord
    from discord.app_commands import Choice

    from bot.core.model import Kind

log: Final = logging.getLogger(__name__)


def names(kinds: Sequence[Kind]) -> Callable[[discord.Interaction[Any], str], Coroutine[Any, Any, list[Choice[str]]]]:
    """Return an autocomplete that offers records of these kinds; when it breaks it offers nothing and says so."""

    async def offer(interaction: discord.Interaction[Any], current: str) -> list[Choice[str]]:
        try:
            return [choice(named) for named in suggest(current, kinds, interaction.client.catalogue, OPTIONS)]
        except Exception:  # discord.py would swallow it
            log.exception("%s: autocomplete of interaction %s failed", note(interaction), interaction.id)
            return []

    return offer
