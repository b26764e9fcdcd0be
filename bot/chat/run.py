"""Runs the bot until it is told to stop, and says in a sentence why it could not start."""

from __future__ import annotations

import asyncio
import logging
import signal
from typing import TYPE_CHECKING, Final

import aiohttp
import discord
import yarl

from bot.chat.client import OnRecord
from bot.config import DISCORD_API
from bot.store.catalogue import open_catalogue
from bot.store.state import open_state

if TYPE_CHECKING:
    from pathlib import Path

    from bot.config import Config

log: Final = logging.getLogger(__name__)

UNREACHED: Final = 1
REFUSED: Final = 2


def run(config: Config, dataset: Path) -> int:
    """Be the bot; return 0 after SIGTERM or SIGINT, REFUSED when Discord says no, UNREACHED when it does not answer."""
    discord.http.Route.BASE = config.api_url
    try:
        asyncio.run(_run(config, dataset))
    except discord.LoginFailure:
        return _said(REFUSED, "Discord refused the token. Copy it again from the developer portal, or make a new one.")
    except discord.Forbidden as error:
        return _said(REFUSED, f"Discord says no: {error}. If SYNC_GUILD_ID is set, is the bot in that server?")
    except (discord.HTTPException, aiohttp.ClientError) as error:
        return _said(UNREACHED, f"Discord cannot be reached: {error}")
    return 0


def _said(code: int, sentence: str) -> int:
    log.error("%s", sentence)
    return code


async def _connect(client: OnRecord, config: Config) -> None:
    await client.login(config.token)
    if config.api_url != DISCORD_API:  # discord.py would go back to Discord's own gateway after a lost session
        _, gateway, _ = await client.http.get_bot_gateway()
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
    await client.connect()


async def _run(config: Config, dataset: Path) -> None:
    stopping = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):  # as PID 1 in a container Python would ignore the first
        asyncio.get_running_loop().add_signal_handler(name, stopping.set)
    async with (
        open_catalogue(dataset) as catalogue,
        open_state(config.state_dir) as state,
        OnRecord(catalogue, state, config.state_dir, sync_guild_id=config.sync_guild_id) as client,
    ):
        running = asyncio.create_task(_connect(client, config))
        told = asyncio.create_task(stopping.wait())
        await asyncio.wait((running, told), return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            told.cancel()
            await running  # raises what ended it
            return
        log.info("stopping")
        await client.close()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)  # whatever it was in the middle of
