"""Asks Discord what only Discord knows of an installation: is it there, is the token good, may the bot post."""

from __future__ import annotations

import datetime as dt
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

import aiohttp
import discord

from bot.chat import daily_words
from bot.chat.client import INTENTS, invite_link
from bot.core.finding import fail, ok, warn

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from bot.config import Config
    from bot.core.finding import Finding
    from bot.core.schedule import Daily

WITHIN: Final = aiohttp.ClientTimeout(total=10)
CLOCKS_DIFFER: Final = dt.timedelta(seconds=10)
TOKEN: Final = "token"  # noqa: S105  the name of what is looked at


async def examine(config: Config, dailies: Sequence[Daily]) -> AsyncIterator[Finding]:
    """Yield what Discord says of the bot with this token, and of the channels in which it is to post."""
    discord.http.Route.BASE = config.api_url
    reached = await _reach(config.api_url)
    for finding in reached:
        yield finding
    if len(reached) == 1:  # nobody answered
        return
    async with discord.Client(intents=INTENTS) as client:
        try:
            await client.login(config.token)
            about = await client.application_info()
        except discord.LoginFailure:
            yield fail(TOKEN, "Discord refuses it", "copy it again from the developer portal, or make a new one")
            return
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            yield fail(TOKEN, f"it could not be tried: {error}", "try again in a few minutes")
            return
        yield ok(TOKEN, f"accepted; the bot is {client.user}")
        yield ok("intents", "Guilds only; nothing is to be switched on in the developer portal")
        yield ok("invite", f"to a server: {invite_link(about.id)}")
        yield ok("invite", f"to an account: {invite_link(about.id, to_user=True)}")
        for daily in dailies:
            yield await _channel(client, daily)


async def _reach(api_url: str) -> tuple[Finding, ...]:
    """Ask for the gateway's address, which needs no token, and compare the clocks."""
    try:
        async with aiohttp.ClientSession(timeout=WITHIN) as session, session.get(f"{api_url}/gateway") as answer:
            status, date = answer.status, answer.headers.get("Date", "")
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        said = f"{api_url} does not answer: {str(error) or type(error).__name__}"
        return (fail("discord", said, "check the network, DNS and firewall of this machine or container"),)
    if status != 200:  # noqa: PLR2004  HTTP: well
        return (fail("discord", f"{api_url} answers with HTTP {status}", "see discordstatus.com and try again later"),)
    return ok("discord", f"{api_url} answers"), _clock(date)


def _clock(date: str) -> Finding:
    try:
        off = dt.datetime.now(dt.UTC) - parsedate_to_datetime(date)
    except ValueError:
        return warn("clock", "Discord sent no date to compare with", "see that this machine's clock is kept by NTP")
    if abs(off) > CLOCKS_DIFFER:
        found = f"{abs(off).total_seconds():.0f} s {'ahead of' if off > dt.timedelta() else 'behind'} Discord's"
        return warn("clock", found, "switch on NTP: posts come at the wrong time, and answers may count as too late")
    return ok("clock", "agrees with Discord's")


async def _channel(client: discord.Client, daily: Daily) -> Finding:
    """Say whether the bot may do in a post's channel what it needs to."""
    what = f"server {daily.guild_id}"
    if daily.paused:
        return warn(what, f"its daily post is paused: {daily.paused}", "an admin: /daily resume")
    try:
        guild = await client.fetch_guild(daily.guild_id, with_counts=False)
        me = await guild.fetch_member(client.user.id if client.user else 0)
        channel = await guild.fetch_channel(daily.channel_id)
        thread = isinstance(channel, discord.Thread)
        place = await guild.fetch_channel(channel.parent_id) if isinstance(channel, discord.Thread) else channel
        missing = daily_words.missing(place.permissions_for(me), thread=thread)
    except discord.NotFound:
        return fail(what, f"channel {daily.channel_id} or the server is gone", "an admin: /daily on channel:")
    except discord.Forbidden:
        return fail(what, f"the bot may not see channel {daily.channel_id}", "an admin: let it View Channel there")
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        return warn(what, f"channel {daily.channel_id} could not be looked at: {error}", "try again later")
    if missing:
        lacking = ", ".join(missing)
        return fail(what, f"in channel {daily.channel_id} the bot lacks {lacking}", "an admin: grant it there")
    return ok(what, f"the bot may post in channel {daily.channel_id}")
