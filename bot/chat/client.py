"""The Discord client: its intents, its command tree, and how the tree reaches Discord."""

from __future__ import annotations

import hashlib
import json
import logging
from typing import TYPE_CHECKING, Final, Protocol

import discord
from discord import app_commands

from bot.chat.apology import apologise
from bot.chat.buttons import AskButton, AskMenu
from bot.chat.commands import add_all
from bot.chat.commands.check_quote import ShareButton
from bot.chat.daily import Poster
from bot.chat.daily_buttons import DailyButton
from bot.store.state import PostingLock

if TYPE_CHECKING:
    from pathlib import Path

    from bot.store.catalogue import Catalogue
    from bot.store.state import State

log: Final = logging.getLogger(__name__)

# What the bot asks for in a server; never Administrator.
PERMISSIONS: Final = discord.Permissions(
    view_channel=True, send_messages=True, embed_links=True, read_message_history=True
)

INTENTS: Final = discord.Intents.none()
INTENTS.guilds = True

discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # the bot never speaks: no warning about it


class Serving(Protocol):
    """What the bot needs to know of the dataset: the open one, and why it is not the newest."""

    @property
    def catalogue(self) -> Catalogue:
        """The open dataset."""

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong with the newest one."""


class OnRecord(discord.AutoShardedClient):
    """The bot: it answers from the catalogue on the `shelf`, and keeps in `state` what servers chose."""

    def __init__(self, shelf: Serving, state: State, state_dir: Path, *, sync_guild_id: int | None = None) -> None:
        """Ask for the Guilds intent only, keep no messages or members, and mention nobody."""
        super().__init__(
            intents=INTENTS,
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
        )
        self._shelf = shelf
        self.state = state
        self.poster = Poster(self, state, PostingLock(state_dir))
        self.tree = Tree(self)
        self._synced_file = state_dir / "commands.json"
        self._sync_guild = discord.Object(sync_guild_id) if sync_guild_id else None

    @property
    def catalogue(self) -> Catalogue:
        """The dataset that is served now; it is closed when it is exchanged, so it is not kept over an await."""
        return self._shelf.catalogue

    @property
    def dataset_problems(self) -> tuple[str, ...]:
        """Why the newest dataset is not served, if it is not."""
        return self._shelf.problems

    async def setup_hook(self) -> None:
        """Make old buttons work and bring the commands to Discord, before the gateway is opened."""
        self.add_dynamic_items(AskButton, AskMenu, DailyButton, ShareButton)
        if self._sync_guild:
            self.tree.copy_global_to(guild=self._sync_guild)
        await self._sync()
        self.poster.start()

    async def close(self) -> None:
        """Let the posts in the making be made, then leave."""
        await self.poster.stop()
        await super().close()

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Delete what a server chose when it removes the bot; during an outage Discord says something else."""
        await self.state.forget(guild.id)
        log.info("removed from server %s: its settings are deleted", guild.id)

    async def on_ready(self) -> None:
        """Say that the bot is there, and how to put it into a server or an account."""
        log.info("ready as %s in %d servers", self.user, len(self.guilds))
        log.info("add it to a server:     %s", invite_link(self.application_id or 0))
        log.info("add it to your account: %s", invite_link(self.application_id or 0, to_user=True))

    async def _sync(self) -> None:
        """Send the command tree when it differs from what was sent last; Discord limits how often that may be."""
        where = f"{self.application_id}/{self._sync_guild.id if self._sync_guild else 'global'}"
        tree = [command.to_dict(self.tree) for command in self.tree.get_commands(guild=self._sync_guild)]
        mark = hashlib.sha256(json.dumps(tree, sort_keys=True).encode()).hexdigest()
        marks = self._synced()
        if marks.get(where) == mark:
            return
        synced = await self.tree.sync(guild=self._sync_guild)
        log.info("sent %d commands to Discord (%s)", len(synced), where)
        self._synced_file.parent.mkdir(parents=True, exist_ok=True)
        self._synced_file.write_text(json.dumps(marks | {where: mark}), encoding="utf-8")

    def _synced(self) -> dict[str, str]:
        try:
            marks = json.loads(self._synced_file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return marks if isinstance(marks, dict) else {}


class Tree(app_commands.CommandTree[OnRecord]):
    """The commands; all of them work in servers, in the bot's own messages and user-installed."""

    def __init__(self, client: OnRecord) -> None:
        """Add every command."""
        super().__init__(
            client,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )
        add_all(self)

    async def on_error(self, interaction: discord.Interaction[OnRecord], error: app_commands.AppCommandError) -> None:
        """Tell the person who asked, whatever it was; a check that refused somebody has said so itself."""
        if not isinstance(error, app_commands.CheckFailure):
            await apologise(interaction, error)


def invite_link(application_id: int, *, to_user: bool = False) -> str:
    """Return the address at which somebody adds the bot to a server, or to their own account."""
    if to_user:
        link = discord.utils.oauth_url(application_id, scopes=("applications.commands",))
        return f"{link}&integration_type=1"
    scopes = ("bot", "applications.commands")
    return discord.utils.oauth_url(application_id, permissions=PERMISSIONS, scopes=scopes)
