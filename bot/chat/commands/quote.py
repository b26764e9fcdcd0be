"""`/quote`: what was said, by whom."""

from __future__ import annotations

from discord import Interaction, app_commands

from bot.ask import CARDS
from bot.chat.autocomplete import names
from bot.chat.options import Name, Words, private_option
from bot.chat.reply import reply
from bot.core.questions import Quotes


@app_commands.command(name="quote")
@app_commands.describe(
    by="Who said it; empty: anybody", about="A person, a topic or words of the quote", private=private_option
)
@app_commands.autocomplete(by=names(CARDS))
async def command(interaction: Interaction, by: Name = "", about: Words = "", private: bool = False) -> None:
    """The words on record: who said them, when, where and about what. Empty: one at random."""
    await reply(interaction, Quotes(by, about), private=private)
