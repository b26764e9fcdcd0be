"""`/search`: words in people, events and quotes."""

from __future__ import annotations

from discord import Interaction, app_commands

from bot.chat.options import Words, private_option
from bot.chat.reply import reply
from bot.core.questions import Search


@app_commands.command(name="search")
@app_commands.describe(text="Words in any order; not all need to match", private=private_option)
async def command(interaction: Interaction, text: Words, private: bool = False) -> None:
    """Find people, organizations, events and quotes by words, best first."""
    await reply(interaction, Search(text), private=private)
