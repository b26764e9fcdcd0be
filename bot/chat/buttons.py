"""The buttons and menus under an answer; they carry their question in the custom_id, so a restart changes nothing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Self, cast

import discord

from bot.chat import layout
from bot.chat.apology import apologise
from bot.chat.custom_id import decode
from bot.chat.reply import reply, turn

if TYPE_CHECKING:
    import re
    from collections.abc import Awaitable, Callable

    from bot.core.questions import Question

OUTDATED = "This button is from another version of the bot. Ask again with a command."


class AskButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"ask\d+\|.*"):
    """A button that goes on from an answer; the template also takes in those of other versions, to say so."""

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], item: discord.ui.Item[Any], _match: re.Match[str], /
    ) -> Self:
        """Make the button of an old message work."""
        return cls(cast("discord.ui.Button[Any]", item))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Turn the message to the question that the button stands for."""
        await _follow(interaction, self.item.custom_id, turn)


class AskMenu(discord.ui.DynamicItem[discord.ui.Select[Any]], template=r"menu\d+"):
    """A menu that opens one of the things an answer lists, for the person who chose it."""

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], item: discord.ui.Item[Any], _match: re.Match[str], /
    ) -> Self:
        """Make the menu of an old message work."""
        return cls(cast("discord.ui.Select[Any]", item))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Answer the chosen question."""
        await _follow(interaction, next(iter(self.item.values), None), partial(reply, private=True))


async def _follow(
    interaction: discord.Interaction[Any],
    custom_id: str | None,
    respond: Callable[[discord.Interaction[Any], Question], Awaitable[None]],
) -> None:
    """Respond to the question behind `custom_id`; discord.py would swallow what an item's callback raises."""
    try:
        question = decode(custom_id or "")
        if question:
            await respond(interaction, question)
        else:
            await interaction.response.send_message(view=layout.notice(OUTDATED), ephemeral=True)
    except Exception as error:  # noqa: BLE001  whatever it is, the person is told and the log has it
        await apologise(interaction, error)
