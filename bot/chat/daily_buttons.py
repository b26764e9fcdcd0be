"""The buttons of the daily settings: pages of the history, and the question before everything is deleted."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final, Self, cast

import discord

from bot.chat import daily_words, layout
from bot.chat.apology import apologise

if TYPE_CHECKING:
    import re

    from bot.chat.client import OnRecord

PAGE: Final = 15
FORBIDDEN: Final = "Only somebody with Manage Server may change the daily post."
DELETED: Final = "The daily post is off and its settings are deleted."


class DailyButton(
    discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"daily1\|(?P<what>off|history)\|(?P<page>\d{1,4})"
):
    """A button under an answer to `/daily off` or `/daily history`."""

    def __init__(self, item: discord.ui.Button[Any], what: str, page: int) -> None:
        """Wrap a button that carries what it does in its custom_id."""
        super().__init__(item)
        self.what, self.page = what, page

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Make the button of an old message work."""
        return cls(cast("discord.ui.Button[Any]", item), match["what"], int(match["page"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Delete the settings, or turn a page of the history; the right to do so is checked again."""
        try:
            if not (interaction.guild_id and interaction.permissions.manage_guild):
                await interaction.response.send_message(view=layout.notice(FORBIDDEN), ephemeral=True)
            elif self.what == "off":
                await turn_off(interaction)
            else:
                await interaction.response.edit_message(view=await history(interaction, self.page))
        except Exception as error:  # noqa: BLE001  whatever it is, the person is told and the log has it
            await apologise(interaction, error)


async def turn_off(interaction: discord.Interaction[Any]) -> None:
    """Delete a server's settings; its latest ledger rows stay for two days, so that on again means no second post."""
    client: OnRecord = interaction.client
    yesterday = discord.utils.utcnow().date() - dt.timedelta(days=1)
    await client.state.forget(interaction.guild_id or 0, keep_from=yesterday)
    await interaction.response.edit_message(view=layout.notice(DELETED))


async def history(interaction: discord.Interaction[Any], page: int) -> discord.ui.LayoutView:
    """Return one page of a server's results, the latest first, with buttons to its neighbours."""
    client: OnRecord = interaction.client
    guild_id = interaction.guild_id or 0
    entries = await client.state.entries(guild_id, PAGE, (page - 1) * PAGE)
    pages = max(1, -(-await client.state.count_entries(guild_id) // PAGE))
    lines = daily_words.results(entries, guild_id) or ("Nothing yet.",)
    view = layout.card("Daily post: history", *lines, f"-# page {page} of {pages}")
    buttons = [button("Newer", "history", page - 1)] if page > 1 else []
    buttons += [button("Older", "history", page + 1)] if page < pages else []
    if buttons:
        view.add_item(discord.ui.ActionRow(*buttons))
    return view


def button(label: str, what: str, page: int = 0, *, danger: bool = False) -> discord.ui.Button[Any]:
    """Return a button that `DailyButton` answers."""
    style = discord.ButtonStyle.danger if danger else discord.ButtonStyle.secondary
    return discord.ui.Button(label=label, custom_id=f"daily1|{what}|{page}", style=style)
