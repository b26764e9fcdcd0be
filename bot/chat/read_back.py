"""Finds a daily post again in its channel, by the mark in its last line."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import discord

from bot.core import schedule

if TYPE_CHECKING:
    from bot.store.state import Entry

READ_BACK: Final = 500  # messages after the post was due; beyond that nobody can say that it is not there
CLOCKS_DIFFER: Final = dt.timedelta(minutes=10)


class UnreadableError(Exception):
    """A channel's messages cannot be read, so nobody can know; the message says why."""


async def find_post(client: discord.Client, entry: Entry) -> int | None:
    """Return the id of a post in its channel; None when it certainly is not there.

    Raises:
        UnreadableError: the channel's messages cannot be read.
        discord.HTTPException: Discord does not answer just now.

    """
    since = min(entry.due_at, entry.claimed_at or entry.due_at) - CLOCKS_DIFFER
    mark, read = schedule.mark(entry.guild_id, entry.local_date), 0
    try:
        channel = await _readable(client, entry.channel_id or 0)
        async for message in channel.history(limit=READ_BACK, after=since, oldest_first=True):
            read += 1
            footers = [embed.footer.text or "" for embed in message.embeds]
            if message.author == client.user and any(footer.endswith(mark) for footer in footers):
                return message.id
    except (discord.Forbidden, discord.NotFound) as error:
        raise UnreadableError(remedy(error)) from error
    if read == READ_BACK:
        raise UnreadableError(f"{READ_BACK} other messages came after it was due")
    return None


def remedy(error: discord.HTTPException) -> str:
    """Say what an admin can do so that posts go through again."""
    if isinstance(error, discord.NotFound):
        return "its channel is gone; choose another with /daily on channel:"
    return (
        f"the bot may not post there ({error.text or 'forbidden'}); give it View Channel, Send Messages and Embed Links"
        " in that channel, then /daily resume"
    )


async def _readable(client: discord.Client, channel_id: int) -> discord.TextChannel | discord.Thread:
    """Return a channel whose history the bot may read: without that right Discord shows an empty one."""
    channel = client.get_channel(channel_id) or await client.fetch_channel(channel_id)
    if not isinstance(channel, discord.TextChannel | discord.Thread):
        raise UnreadableError("its channel is of another kind now")
    rights = channel.permissions_for(channel.guild.me)
    if not (rights.view_channel and rights.read_message_history):
        raise UnreadableError("the bot lacks View Channel or Read Message History there")
    return channel
