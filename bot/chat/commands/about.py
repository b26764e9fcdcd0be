"""`/about`: the dataset, and what is stored about those who ask."""

from __future__ import annotations

from discord import Interaction, app_commands

from bot.chat.options import private_option
from bot.chat.reply import reply
from bot.core.questions import About


@app_commands.command(name="about")
@app_commands.describe(private=private_option)
async def command(interaction: Interaction, private: bool = False) -> None:
    """This dataset: version, size, licence, where to report a mistake, and your privacy."""
    await reply(interaction, About(), private=private)
