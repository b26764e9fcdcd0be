"""`python -m bot demo`: the real bot in a local page that looks like Discord; no token, no network.

The page is simcord's preview. It listens on loopback only. Two private names of simcord are used, because it has no
public ones for them: the bot's user (its name) and the clock's start (today instead of a fixed day).
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import signal
import socket
import sys
import tempfile
import webbrowser
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self, cast

import discord

from bot.chat.client import OnRecord
from bot.chat.reload import Fixed
from bot.core.answers.daily import days_of
from bot.store.catalogue import open_catalogue
from bot.store.state import open_state

if TYPE_CHECKING:
    import re
    from collections.abc import AsyncIterator

    from simcord import Env

    from bot.store.catalogue import Catalogue

LOOPBACK: Final = "127.0.0.1"
PORTS: Final = 65_536
TROUBLE: Final = 2

POST_ID: Final = "demo1"

# What the channel already holds when the page opens: one answer of each look.
SHOWN: Final[tuple[tuple[str, dict[str, str]], ...]] = (
    ("help", {}),
    ("onthisday", {"date": "14 May"}),
    ("quote", {"by": "sam-altman", "about": "equity"}),
    ("timeline", {"about": "superalignment"}),
    ("who", {"name": "john-schulman"}),
)


def demo(dataset: Path, *, port: int, browser: bool) -> int:
    """Serve the page until Ctrl-C; return 0 then, TROUBLE when it could not be served."""
    for chatter in ("discord", "aiohttp.access", "bot"):  # the page is the place to look at
        logging.getLogger(chatter).setLevel(logging.ERROR)
    try:
        import simcord  # noqa: F401, PLC0415  an optional extra: say so before anything else is started
    except ImportError:
        print("The demo needs its extra packages: make demo installs them (requirements-demo.txt).", file=sys.stderr)
        return TROUBLE
    if port not in range(PORTS):
        print(f"{port} is not a port; they run from 0 to {PORTS - 1}.", file=sys.stderr)
        return TROUBLE
    if not _is_free(port):
        print(
            f"Port {port} is taken. Choose another: python -m bot demo --port {port % 50_000 + 10_000}", file=sys.stderr
        )
        return TROUBLE
    asyncio.run(_serve(dataset, port=port, browser=browser))
    return 0


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


async def _serve(dataset: Path, *, port: int, browser: bool) -> None:
    stopping = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stopping.set)
    async with (
        stage(dataset) as (env, channel, you),
        env.preview(channel, viewers=[you], layout="channel", port=port) as page,
    ):
        print(f"On Record is in a local page: {page.url}\nType /who there. Stop with Ctrl-C.", flush=True)
        if browser:
            _open(page.url)
        closed = asyncio.create_task(page.wait_closed())
        told = asyncio.create_task(stopping.wait())
        await asyncio.wait((closed, told), return_when=asyncio.FIRST_COMPLETED)
        closed.cancel()
        told.cancel()
    print("Stopped.")


@asynccontextmanager
async def stage(dataset: Path) -> AsyncIterator[tuple[Env, Any, Any]]:
    """Run the bot in a simulated server; yield the environment, a channel with a few answers, and the visitor."""
    from simcord import Env  # noqa: PLC0415  an optional extra

    with tempfile.TemporaryDirectory() as state:
        folder = Path(state)
        with open_catalogue(dataset) as catalogue:
            async with open_state(folder) as kept, OnRecord(Fixed(catalogue), kept, folder) as client:
                env = Env(client, check_errors=False, shard_count=1)
                env.backend.bot_user.name = catalogue.edition.name
                client.add_dynamic_items(PostButton)
                env.backend.clock._epoch = _past_nine_on_a_day_with_a_post(catalogue)  # noqa: SLF001  no public name, see above
                await env.start()
                try:
                    guild = env.create_guild("Demo")
                    channel = guild.create_text_channel("general")
                    admin = guild.create_role("Admin", permissions=discord.Permissions(manage_guild=True))
                    you = guild.add_member(env.create_user("you"), roles=[admin])
                    for command, options in SHOWN:
                        await you.slash(channel, command, **options)
                    await you.slash(channel, "daily on", channel=channel, time="9", timezone="UTC")
                    offer = await client.get_partial_messageable(channel.id).send(view=_post_again())
                    await you.click(offer, custom_id=POST_ID)
                    yield env, channel, you
                finally:
                    await env.shutdown()


class PostButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=POST_ID):
    """Makes today's post once more: only here, where nobody waits for the next day."""

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], item: discord.ui.Item[Any], _match: re.Match[str], /
    ) -> Self:
        """Make the button work."""
        return cls(cast("discord.ui.Button[Any]", item))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Forget that today's post was made, and let the bot find it due."""
        made = await _post_now(interaction.client, interaction.guild_id or 0)
        said = "Today's post is made." if made else "No daily post is set up: /daily on"
        await interaction.response.send_message(said, ephemeral=True)


async def _post_now(client: OnRecord, guild_id: int) -> bool:
    """Forget that today's post was made, if it was, and let the bot find it due; False when none is set up."""
    daily = await client.state.daily(guild_id)
    if daily is None:
        return False
    now = discord.utils.utcnow()
    await client.state.forget(guild_id)
    await client.state.save(replace(daily, first_date=now.date()), now)
    await client.poster.tick()
    await client.poster.idle()
    return True


def _post_again() -> discord.ui.LayoutView:
    """Return what stands under the daily post: the clock stands still here, so the next day never comes."""
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(
        discord.ui.TextDisplay("The daily post comes by itself at its time. In this demo the clock stands still.")
    )
    view.add_item(discord.ui.ActionRow(discord.ui.Button(label="Post today's", custom_id=POST_ID)))
    view.stop()
    return view


def _past_nine_on_a_day_with_a_post(catalogue: Catalogue) -> dt.datetime:
    """Return two minutes past nine on the latest day that has something to post; today if there is none."""
    now = dt.datetime.now(dt.UTC).replace(hour=9, minute=2, second=0, microsecond=0)
    for back in range(366):
        day = now - dt.timedelta(days=back)
        if catalogue.for_daily(days_of(day.date()), "", 1).records:
            return day
    return now


def _open(url: str) -> None:
    """Open a browser if there is one; the address is printed either way."""
    try:
        browser = webbrowser.get()
        graphical = type(browser) is not webbrowser.GenericBrowser  # which is what text browsers are registered as
        opened = graphical and browser.open(url)
    except webbrowser.Error:
        opened = False
    if not opened:
        print("No browser could be opened here: open the address above yourself.", flush=True)
