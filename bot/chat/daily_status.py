"""How the daily post of a server stands: what is set, when it comes next, what the bot lacks, how it went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import discord

from bot.chat import daily_words
from bot.core import schedule

if TYPE_CHECKING:
    import datetime as dt

    from bot.core.schedule import Daily

Interaction = discord.Interaction[Any]

RESULTS: Final = 10


async def lines(interaction: Interaction) -> tuple[str, ...]:
    """Return where and when the post is made, what is wrong and how to mend it, and the last results."""
    state, guild_id = interaction.client.state, interaction.guild_id or 0
    daily = await state.daily(guild_id)
    if daily is None:
        return (daily_words.NOT_SET,)
    next_at = await next_post(interaction, daily) if schedule.is_zone(daily.zone) else None
    said = [*daily_words.settings(daily, next_at), ""]
    missing = await lacking(interaction, daily)
    if missing:
        said += ["**To mend**: the bot lacks in that channel", *missing, ""]
    entries = await state.entries(guild_id, RESULTS)
    return (*said, "**Last results**", *(daily_words.results(entries, guild_id) or ("Nothing yet.",)))


async def lacking(interaction: Interaction, daily: Daily) -> list[str]:
    """Return what the bot lacks in the channel of a post, one line each."""
    client: discord.Client = interaction.client
    try:
        channel = client.get_channel(daily.channel_id) or await client.fetch_channel(daily.channel_id)
    except (discord.Forbidden, discord.NotFound):
        return [f"- {daily_words.NEEDED['view_channel']}"]
    if not isinstance(channel, discord.TextChannel | discord.Thread):
        return ["- a text channel, an announcement channel or a thread"]
    rights = channel.permissions_for(channel.guild.me)
    missing = list(daily_words.missing(rights, thread=isinstance(channel, discord.Thread)))
    role = channel.guild.get_role(daily.role_id or 0)
    if role and not (role.mentionable or rights.mention_everyone):
        missing.append("Mention All Roles, or a role that anyone may mention")
    return [f"- {right}" for right in missing]


async def next_post(interaction: Interaction, daily: Daily) -> dt.datetime:
    """Return when the next post of a server is due."""
    last = await interaction.client.state.last_date(daily.guild_id)
    return schedule.instant(schedule.next_date(daily, last), daily)
