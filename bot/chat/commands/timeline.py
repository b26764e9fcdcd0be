"""`/timeline`: what happened, in order."""

from __future__ import annotations

from discord import Interaction, app_commands

from bot.ask import SUBJECTS
from bot.chat.autocomplete import names
from bot.chat.options import Day, Name, private_option
from bot.chat.reply import reply
from bot.core.questions import Timeline


@app_commands.command(name="timeline")
@app_commands.describe(
    about="A person, an organization or a topic; empty: the most important events",
    start="The first date: 2024, May 2024 or 14 May 2024",
    end="The last date, written the same way",
    private=private_option,
)
@app_commands.rename(start="from", end="to")
@app_commands.autocomplete(about=names(SUBJECTS))
async def command(
    interaction: Interaction, about: Name = "", start: Day = "", end: Day = "", private: bool = False
) -> None:
    """What happened, in order: about somebody or something, between two dates."""
    await reply(interaction, Timeline(about, start, end), private=private)
