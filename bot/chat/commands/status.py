"""`/status`: for admins, whether the bot is well and what concerns their server."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.chat import daily_status, layout
from bot.chat.reply import say
from bot.chat.upkeep import pulse
from bot.core.health import ailments

FORBIDDEN = "Only somebody with Manage Server may ask for this."
SHOWN_PROBLEMS = 3


@app_commands.command(name="status")
@app_commands.default_permissions(manage_guild=True)
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
async def command(interaction: discord.Interaction[Any]) -> None:
    """For admins: whether the bot is well, which dataset it serves, and how the daily post here stands."""
    if not interaction.permissions.manage_guild:  # whatever the server's own overrides say
        await say(interaction, FORBIDDEN)
        return
    client, now = interaction.client, discord.utils.utcnow()
    edition = client.catalogue.edition
    lines = [
        f"**Bot** {'; '.join(ailments(pulse(client, now), now)) or 'well'}, gateway {_milliseconds(client.latency)}",
        f"**Dataset** {layout.plain(f'{edition.name} {edition.version}')}",
        *_problems(client.dataset_problems),
        "",
        *await daily_status.lines(interaction),
    ]
    await say(interaction, *lines, title="Status")


def _problems(problems: tuple[str, ...]) -> list[str]:
    """Say why a newer dataset is not served; its keeper finds the whole list in the log."""
    if not problems:
        return []
    more = len(problems) - SHOWN_PROBLEMS
    return [
        "A newer dataset has problems, and the one above goes on serving:",
        *(f"- {layout.plain(problem)}" for problem in problems[:SHOWN_PROBLEMS]),
        *([f"and {more} more, in the log"] if more > 0 else []),
    ]


def _milliseconds(latency: float) -> str:
    return f"{latency * 1000:.0f} ms" if latency < 60 else "not answering"  # noqa: PLR2004  discord.py: nan or infinite
