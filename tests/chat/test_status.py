"""`/status`: what an admin sees, and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.chat.client import OnRecord
from bot.chat.reload import Fixed

if TYPE_CHECKING:
    from .stage import Stage


async def test_an_admin_sees_the_bot_the_dataset_and_the_daily_post(stage: Stage) -> None:
    screen = await stage.ask_as(stage.warden, "status")
    assert screen.private
    assert screen.title == "## Status"
    assert "**Bot** " in screen.text
    assert f"**Dataset** {stage.catalogue.edition.name} {stage.catalogue.edition.version}" in screen.text
    assert "No daily post is set up here." in screen.text
    await stage.ask_as(stage.warden, "daily on", channel=stage.channel, time="9", timezone="UTC")
    screen = await stage.ask_as(stage.warden, "status")
    assert "every day at 09:00, UTC" in screen.text
    assert "**Last results**" in screen.text


async def test_a_dataset_that_is_not_served_is_explained_and_cut_short(stage: Stage) -> None:
    problems = tuple(f"people.toml:{n}: [a-{n}] name: is *missing*" for n in range(5))
    shelf = Fixed(stage.catalogue, problems)
    await stage.restart_as(OnRecord(shelf, stage.kept, stage.state))
    screen = await stage.ask_as(stage.warden, "status")
    assert "A newer dataset has problems" in screen.text
    assert "people.toml:2" in screen.text
    assert "people.toml:3" not in screen.text
    assert "and 2 more, in the log" in screen.text
    assert r"\*missing\*" in screen.text


async def test_others_do_not_see_the_command_and_an_override_is_not_enough(stage: Stage) -> None:
    assert "status" not in stage.ada.available_commands(stage.channel)
    command = stage.client.tree.get_command("status")
    assert isinstance(command, discord.app_commands.Command)
    command.default_permissions = None
    await stage.restart_as(stage.client)
    screen = await stage.ask_as(stage.ada, "status")
    command.default_permissions = discord.Permissions(manage_guild=True)
    assert screen.private
    assert "Only somebody with Manage Server" in screen.text
    assert "Dataset" not in screen.text
