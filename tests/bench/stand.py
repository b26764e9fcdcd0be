"""Processes under measurement, each with a loopback Discord of its own."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.wire.loopback import LoopbackDiscord
from tests.wire.process import bot, forget_starts, python
from tests.wire.world import MANAGE_SERVER

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.bench.asks import Ask
    from tests.wire.process import Running
    from tests.wire.world import Channel, User

WITHIN = 180.0  # seconds; a large dataset is built at the first start


@dataclass(slots=True)
class Stand:
    """A bot that is ready, and somebody who asks it."""

    discord: LoopbackDiscord
    running: Running
    channel: Channel
    user: User

    async def ask(self, ask: Ask) -> float:
        """Return the seconds from the event to the callback."""
        use = self.discord.autocomplete if ask.typing else self.discord.slash
        return (await use(self.user, self.channel, ask.command, ask.options)).seconds

    async def ok(self) -> float:
        """Ask the bare bot; return the seconds."""
        return (await self.discord.slash(self.user, self.channel, "ok")).seconds

    def resident(self) -> float:
        """Return the process' resident memory in MiB (Linux)."""
        status = Path(f"/proc/{self.running.process.pid}/status").read_text(encoding="ascii")
        (line,) = (line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024


@asynccontextmanager
async def stand(folder: Path, data: Path | None, *, servers: int = 1) -> AsyncIterator[Stand]:
    """Run the bot on the dataset folder `data`, or the bare one without; its state is kept in `folder`."""
    async with AsyncExitStack() as stack:
        discord = await stack.enter_async_context(LoopbackDiscord())
        channel, *_ = [discord.channel(discord.guild(f"Server {n}"), "general") for n in range(servers)]
        user = discord.user("ada", permissions=MANAGE_SERVER)
        where: dict[str, str | Path] = {"DISCORD_TOKEN": discord.token, "DISCORD_API_URL": discord.api_url}
        if data:
            forget_starts(folder)
            starting = bot("run", cwd=folder.parent, DATA_DIR=data, STATE_DIR=folder, LOG_LEVEL="WARNING", **where)
        else:
            starting = python("-m", "tests.bench.bare", cwd=folder.parent, settings=where)
        running = await stack.enter_async_context(starting)
        await discord.ready(within=WITHIN)
        yield Stand(discord, running, channel, user)


async def settled() -> None:
    """Wait until discord.py has seen that no more servers come: two seconds after the last one."""
    await asyncio.sleep(3)
