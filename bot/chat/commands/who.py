"""`/who`: a person or an organization."""

from __future__ import annotations

from discord import Interaction, app_commands

from bot.ask import CARDS
from bot.chat.autocomplete import names
from bot.chat.options import Name, private_option
from bot.chat.reply import reply
from bot.core.questions import Who


@app_commands.command(name="who")
@app_commands.describe(name="A person or an organization", private=private_option)
@app_commands.autocomplete(name=names(CARDS))
async def command(interaction: Interaction, name: Name, private: bool = False) -> None:
    """Who somebody is: roles with dates, what they did and said, with sources."""
    await reply(interaction, Who(name), private=private)
