"""Runs the bot until it is told to stop: waits for Discord, starts no login loop, and takes up a changed dataset."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import signal
from typing import TYPE_CHECKING, Final

import aiohttp
import discord
import yarl

from bot.chat import metrics
from bot.chat.client import OnRecord
from bot.chat.reload import Shelf
from bot.chat.upkeep import EVERY, keep_up, note_pulse
from bot.config import DISCORD_API, ConfigError
from bot.core.health import Pulse
from bot.store.notes import read_starts, write_starts
from bot.store.state import open_state

if TYPE_CHECKING:
    from bot.config import Config
    from bot.core.restarts import Starts
    from bot.refresh import Renewed
    from bot.store.state import State

log: Final = logging.getLogger(__name__)

REFUSED: Final = 2
# Discord, gateway close codes: authentication failed, invalid intents, disallowed intents. Trying again cannot help.
HOPELESS: Final = {
    4004: "Discord refused the token. Copy it again from the developer portal, or make a new one.",
    4013: "Discord says that the bot asks for intents that do not exist. Update the bot.",
    4014: "Discord does not allow the intents that the bot asks for. It needs Guilds only: update the bot.",
}
LONGEST_WAIT: Final = 300.0  # seconds between two tries to reach Discord
TRIES_MANY: Final = 429


def run(config: Config, dataset: Renewed) -> int:
    """Be the bot; return 0 after SIGTERM or SIGINT, REFUSED when Discord says no to the token or the set-up.

    Raises:
        ConfigError: the port for the numbers is taken.

    """
    discord.http.Route.BASE = config.api_url
    if config.metrics_port:
        try:
            metrics.serve(config.metrics_host, config.metrics_port)
        except OSError as error:
            raise ConfigError([f"METRICS_PORT {config.metrics_port} cannot be served: {error.strerror}."]) from error
    return asyncio.run(_Run(config).run(dataset))


class _RefusedError(Exception):
    """Discord said no, and would say so again."""


class _Run:
    """One run of the process."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._stopping = asyncio.Event()
        self._shelf: Shelf | None = None

    async def run(self, dataset: Renewed) -> int:
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):  # as PID 1 in a container Python would ignore the first
            loop.add_signal_handler(name, self._stopping.set)
        if hasattr(signal, "SIGHUP"):  # Windows has none
            loop.add_signal_handler(signal.SIGHUP, self._reload)
        starts = self._starts()
        if not await self._wait_for_turn(starts):
            return 0
        starts = starts.begun(discord.utils.utcnow())
        self._note(starts)
        try:
            async with open_state(self._config.state_dir) as state, Shelf(self._config, dataset) as self._shelf:
                if await self._serve_until_told(state, self._shelf):
                    self._note(starts.ended_well())
        except _RefusedError as refusal:
            log.error("%s", refusal)  # noqa: TRY400  words, no traceback
            self._note(starts.was_refused(discord.utils.utcnow()))
            return REFUSED
        return 0

    async def _serve_until_told(self, state: State, shelf: Shelf) -> bool:
        """Be the bot, again and again while Discord cannot be reached; return whether it was ever ready."""
        wait = 1.0
        while not self._stopping.is_set():
            async with OnRecord(
                shelf, state, self._config.state_dir, sync_guild_id=self._config.sync_guild_id
            ) as client:
                trouble = "it ended the connection"
                try:
                    await self._serve(client)
                except _UNREACHED as error:
                    trouble = _understood(error)
                was_ready = client.is_ready()
            if self._stopping.is_set():
                return was_ready
            wait = 1.0 if was_ready else wait
            log.warning("Discord cannot be reached (%s); next try in %.0f s", trouble, wait)
            until = discord.utils.utcnow() + dt.timedelta(seconds=wait)
            await self._wait(until, f"Discord cannot be reached: {trouble}")
            wait = min(wait * 2, LONGEST_WAIT)
        return False

    async def _serve(self, client: OnRecord) -> None:
        """Be the bot until told to stop; raises what ended it before."""
        metrics.watch(client)
        running = asyncio.create_task(_connect(client, self._config))
        keeping = asyncio.create_task(keep_up(client, self._config.state_dir))
        told = asyncio.create_task(self._stopping.wait())
        await asyncio.wait((running, told), return_when=asyncio.FIRST_COMPLETED)
        if not running.done():
            log.info("stopping")
            await client.close()
            running.cancel()  # whatever it was in the middle of
        keeping.cancel()
        told.cancel()
        ended, *_ = await asyncio.gather(running, keeping, told, return_exceptions=True)
        if isinstance(ended, Exception) and not self._stopping.is_set():
            raise ended

    def _reload(self) -> None:
        if self._shelf:
            self._shelf.reload_soon()

    # Starts

    def _starts(self) -> Starts:
        return read_starts(self._config.state_dir, self._config.token)

    def _note(self, starts: Starts) -> None:
        write_starts(self._config.state_dir, self._config.token, starts)

    async def _wait_for_turn(self, starts: Starts) -> bool:
        """Wait as long as the starts before this one demand; False when told to stop meanwhile."""
        now = discord.utils.utcnow()
        until = starts.may_start(now)
        if until > now:
            why = "Discord refused this token" if starts.refused else "it was started too often"
            said = f"{why}: it waits until {until:%H:%M:%S} UTC before it logs in again (a new token is tried at once)"
            log.warning("%s", said)
            await self._wait(until, said)
        return not self._stopping.is_set()

    async def _wait(self, until: dt.datetime, why: str) -> None:
        """Wait until an instant or until told to stop, and note meanwhile what for."""
        while (left := (until - discord.utils.utcnow()).total_seconds()) > 0 and not self._stopping.is_set():
            note_pulse(self._config.state_dir, Pulse(at=discord.utils.utcnow(), waiting=why))
            try:
                await asyncio.wait_for(self._stopping.wait(), min(left, EVERY))
            except TimeoutError:
                continue


# What ends a connection: Discord is away for now, or says no. A gateway that does not answer at the start is tried
# again by discord.py's sharded client itself.
_UNREACHED: Final = (
    discord.HTTPException,
    discord.GatewayNotFound,
    discord.ConnectionClosed,
    discord.PrivilegedIntentsRequired,
    discord.LoginFailure,
    aiohttp.ClientError,
    OSError,
    TimeoutError,
)


def _understood(error: Exception) -> str:
    """Return what keeps Discord away, in words.

    Raises:
        _RefusedError: it is not away, but says no.

    """
    match error:
        case discord.LoginFailure():
            raise _RefusedError(HOPELESS[4004]) from error
        case discord.PrivilegedIntentsRequired():
            raise _RefusedError(HOPELESS[4014]) from error
        case discord.ConnectionClosed() if error.code in HOPELESS:
            raise _RefusedError(HOPELESS[error.code]) from error
        case discord.Forbidden():
            raise _RefusedError(
                f"Discord says no: {error}. If SYNC_GUILD_ID is set, is the bot in that server?"
            ) from error
        case discord.HTTPException() if error.status < 500 and error.status != TRIES_MANY:  # noqa: PLR2004  HTTP: the asker's fault
            raise _RefusedError(f"Discord says no: {error}") from error
    return f"{type(error).__name__}: {error}".rstrip(": ")


async def _connect(client: OnRecord, config: Config) -> None:
    await client.login(config.token)
    if config.api_url != DISCORD_API:  # discord.py would go back to Discord's own gateway after a lost session
        _, gateway, _ = await client.http.get_bot_gateway()
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
    await client.connect()
