"""`/help`: the commands, with an example each."""

from __future__ import annotations

from discord import Interaction, app_commands

from bot.chat.options import private_option
from bot.chat.reply import reply
from bot.core.questions import Help


@app_commands.command(name="help")
@app_commands.describe(private=private_option)
async def command(interaction: Interaction, private: bool = False) -> None:
    """The commands, with an example each."""
    await reply(interaction, Help(), private=private)
