"""`/checkquote` and, on a message, "Check quotes": are these words on record, word for word?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, cast

import discord
from discord import Interaction, app_commands

from bot import ask
from bot.ask import CARDS
from bot.chat import layout, metrics
from bot.chat.apology import apologise
from bot.chat.autocomplete import names
from bot.chat.options import Name

if TYPE_CHECKING:
    import re

SHARE_ID = "share1"
Text = app_commands.Range[str, 1, 6000]


@app_commands.command(name="checkquote")
@app_commands.describe(text="The words, with or without quotation marks", speaker="Who is said to have said them")
@app_commands.autocomplete(speaker=names(CARDS))
async def command(interaction: Interaction, text: Text, speaker: Name = "") -> None:
    """Are these words on record, word for word? Only you see the answer, until you share it."""
    await _check(interaction, text, speaker, whole=True)


@app_commands.context_menu(name="Check quotes")
async def on_message(interaction: Interaction, message: discord.Message) -> None:
    """Check what stands in quotation marks in a message; nothing of it is kept."""
    await _check(interaction, message.content, "", whole=False)


async def _check(interaction: Interaction, text: str, speaker: str, *, whole: bool) -> None:
    client: Any = interaction.client
    with metrics.answering(interaction):
        answer = ask.check_quotes(text, speaker, client.catalogue, whole=whole)
        view = layout.draw(answer)
        if answer.sections:
            layout.with_button(view, "Share", SHARE_ID)
        await interaction.response.send_message(view=view, ephemeral=True)


class ShareButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=SHARE_ID):
    """Posts a private answer for everybody: what the message shows comes back with the click, so nothing is kept."""

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction[Any], item: discord.ui.Item[Any], _match: re.Match[str], /
    ) -> Self:
        """Make the button of an old message work."""
        return cls(cast("discord.ui.Button[Any]", item))

    async def callback(self, interaction: Interaction[Any]) -> None:
        """Post the answer without the button."""
        try:
            view = discord.ui.LayoutView.from_message(cast("discord.Message", interaction.message), timeout=None)
            for row in [child for child in view.children if isinstance(child, discord.ui.ActionRow)]:
                view.remove_item(row)
            view.stop()
            await interaction.response.send_message(view=view)
        except Exception as error:  # noqa: BLE001  whatever it is, the person is told and the log has it
            await apologise(interaction, error)
