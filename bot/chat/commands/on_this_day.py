"""`/onthisday`: a day in all years."""

from __future__ import annotations

from discord import Interaction, app_commands

from bot.chat.options import Day, private_option
from bot.chat.reply import reply
from bot.core.questions import OnThisDay


@app_commands.command(name="onthisday")
@app_commands.describe(date="A day such as 14 May; empty: today", private=private_option)
async def command(interaction: Interaction, date: Day = "", private: bool = False) -> None:
    """What happened on this day, in any year."""
    await reply(interaction, OnThisDay(date), private=private)
