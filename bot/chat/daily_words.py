"""How the daily post's settings and results read to an admin: markdown of our own, with real mentions and instants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.chat.layout import plain
from bot.core.answers.wording import day, joined
from bot.core.schedule import Outcome

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    import discord

    from bot.core.schedule import Daily
    from bot.store.state import Entry

NOT_SET: Final = "No daily post is set up here. `/daily on` sets one up: choose a channel, a time and a time zone."

# What the bot needs in a channel, and why.
NEEDED: Final = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "embed_links": "Embed Links",
    "read_message_history": "Read Message History (to find its own post again after a crash)",
}


def settings(daily: Daily, next_at: dt.datetime | None) -> tuple[str, ...]:
    """Say what is set, line by line, and when the next post is due as a real instant."""
    only = joined(
        f"about {plain(daily.topic)}" if daily.topic else "",
        f"importance {daily.minimum} and above" if daily.minimum > 1 else "",
        f"pings <@&{daily.role_id}>" if daily.role_id else "",
        "no push notification" if daily.quiet else "",
        "published to followers" if daily.publish else "",
    )
    lines = [f"**Where** <#{daily.channel_id}>", f"**When** every day at {daily.clock}, {plain(daily.zone)}"]
    lines += [f"**Only** {only}"] if only else []
    if daily.paused:
        lines.append(f"**Paused** {plain(daily.paused)}")
    elif next_at:
        stamp = int(next_at.timestamp())
        lines.append(f"**Next** <t:{stamp}:F>, <t:{stamp}:R>")
    return tuple(lines)


def results(entries: Sequence[Entry], guild_id: int) -> tuple[str, ...]:
    """Say how the posts of some dates went, one line each, with a link to those that were made."""
    return tuple(_result(entry, guild_id) for entry in entries)


def missing(rights: discord.Permissions, *, thread: bool) -> tuple[str, ...]:
    """Return the names of what the bot needs in a channel and lacks."""
    other = "send_messages" if thread else "send_messages_in_threads"
    return tuple(name for right, name in NEEDED.items() if right != other and not getattr(rights, right))


def _result(entry: Entry, guild_id: int) -> str:
    reason = plain(entry.reason)
    date = day(entry.local_date)
    if entry.outcome is Outcome.SENT:
        link = f"https://discord.com/channels/{guild_id}/{entry.channel_id}/{entry.message_id}"
        return f"{date} · [posted]({link})" + (f" · {reason}" if reason else "")
    word = {Outcome.CLAIMED: "being made"}.get(entry.outcome, str(entry.outcome))
    return joined(date, word, reason)
