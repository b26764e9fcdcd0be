"""`/event`: everything on record about one event."""

from __future__ import annotations

from discord import Interaction, app_commands

from bot.ask import EVENTS
from bot.chat.autocomplete import names
from bot.chat.options import Name, private_option
from bot.chat.reply import reply
from bot.core.questions import OneEvent


@app_commands.command(name="event")
@app_commands.describe(name="Words of its title", private=private_option)
@app_commands.autocomplete(name=names(EVENTS))
async def command(interaction: Interaction, name: Name, private: bool = False) -> None:
    """Everything on record about one event: status, the other side, quotes, corrections."""
    await reply(interaction, OneEvent(name), private=private)
