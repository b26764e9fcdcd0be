"""`/source`: a source and what rests on it."""

from __future__ import annotations

from discord import Interaction, app_commands

from bot.ask import SOURCES
from bot.chat.autocomplete import names
from bot.chat.options import Name, private_option
from bot.chat.reply import reply
from bot.core.questions import OneSource


@app_commands.command(name="source")
@app_commands.describe(name="Words of its title or its publisher", private=private_option)
@app_commands.autocomplete(name=names(SOURCES))
async def command(interaction: Interaction, name: Name, private: bool = False) -> None:
    """A source, and which records rest on it."""
    await reply(interaction, OneSource(name), private=private)
