"""The least that a discord.py bot can be: the Guilds intent and one command, which says "ok".

Run as a process of its own, `python -m tests.bench.bare`, it is what the bot is compared with.
"""

from __future__ import annotations

import os
from typing import Any

import discord
from discord import app_commands

INTENTS = discord.Intents.none()
INTENTS.guilds = True


class Bare(discord.AutoShardedClient):
    """A client with one command tree."""

    def __init__(self) -> None:
        super().__init__(intents=INTENTS)
        self.tree = app_commands.CommandTree(self)
        self.tree.add_command(ok)

    async def setup_hook(self) -> None:
        """Send the commands to Discord."""
        await self.tree.sync()


@app_commands.command(name="ok")
async def ok(interaction: discord.Interaction[Any]) -> None:
    """Say ok."""
    await interaction.response.send_message("ok")


if __name__ == "__main__":
    discord.http.Route.BASE = os.environ["DISCORD_API_URL"]
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    Bare().run(os.environ["DISCORD_TOKEN"])
