"""The command tree as Discord gets it, and when it gets it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import discord
import pytest
from discord import app_commands

from bot.chat.client import PERMISSIONS, OnRecord, invite_link
from bot.chat.reload import Fixed

if TYPE_CHECKING:
    from pathlib import Path

    from .stage import Stage

STRING, BOOLEAN = 3, 5
LOOK_UPS = {"who", "timeline", "quote", "onthisday", "event", "search", "source", "about", "help"}

ON_MESSAGE = "Check quotes"
OTHERS = {"checkquote", ON_MESSAGE, "daily", "status"}
PASTED = 6000  # Discord's limit of a text option


def synced(stage: Stage) -> list[dict[str, Any]]:
    """Return the tree as it was last sent."""
    puts = [entry for entry in stage.env.http_requests if entry.method == "PUT" and entry.path.endswith("/commands")]
    tree = puts[-1].json
    assert isinstance(tree, list)
    return tree


async def test_the_commands_are_those_of_the_readme_table(stage: Stage) -> None:
    assert {command["name"] for command in synced(stage)} == LOOK_UPS | OTHERS


def look_ups(stage: Stage) -> list[dict[str, Any]]:
    return [command for command in synced(stage) if command["name"] in LOOK_UPS]


async def test_the_daily_settings_are_for_servers_and_for_those_who_manage_them(stage: Stage) -> None:
    (daily,) = (command for command in synced(stage) if command["name"] == "daily")
    assert daily["contexts"] == [0]
    assert daily["integration_types"] == [0]
    assert int(daily["default_member_permissions"]) == discord.Permissions(manage_guild=True).value
    names = [option["name"] for option in daily["options"]]
    assert names == ["on", "preview", "status", "pause", "resume", "off", "history"]
    assert all(len(option["description"]) <= 100 for option in daily["options"])
    assert all(len(one["description"]) <= 100 for option in daily["options"] for one in option["options"])


async def test_names_descriptions_and_options_keep_within_discords_limits(stage: Stage) -> None:
    tree = [command for command in synced(stage) if command["name"] != ON_MESSAGE]
    assert len(tree) <= 100
    for command in tree:
        assert len(command["options"]) <= 25
        assert sum(len(text) for text in _texts(command)) <= 8000
        for one in (command, *command["options"]):
            assert 1 <= len(one["name"]) <= 32
            assert one["name"] == one["name"].lower()
            assert one["name"].isalnum()
            assert 1 <= len(one["description"]) <= 100
            assert "\n" not in one["description"]


async def test_required_options_come_first(stage: Stage) -> None:
    for command in look_ups(stage):
        required = [option["required"] for option in command["options"]]
        assert required == sorted(required, reverse=True)


async def test_every_option_for_text_has_a_length_and_no_description_is_a_placeholder(stage: Stage) -> None:
    for command in synced(stage):
        for option in command.get("options", []):
            assert option["description"] != "…"
            if option["type"] == STRING:
                assert option["min_length"] == 1
                assert 1 <= option["max_length"] <= (PASTED if option["name"] == "text" else 100)


async def test_quotes_can_be_checked_everywhere_and_on_a_message(stage: Stage) -> None:
    (typed,) = (command for command in synced(stage) if command["name"] == "checkquote")
    (on_message,) = (command for command in synced(stage) if command["name"] == ON_MESSAGE)
    for command in (typed, on_message):
        assert command["contexts"] == [0, 1, 2]
        assert command["integration_types"] == [0, 1]
    assert on_message["type"] == discord.AppCommandType.message.value


async def test_every_command_takes_private(stage: Stage) -> None:
    for command in look_ups(stage):
        (private,) = [option for option in command["options"] if option["name"] == "private"]
        assert private["type"] == BOOLEAN
        assert private["required"] is False


async def test_every_command_works_in_servers_the_bots_dm_and_user_installed(stage: Stage) -> None:
    for command in look_ups(stage):
        assert command["contexts"] == [0, 1, 2]
        assert command["integration_types"] == [0, 1]
        assert command["default_member_permissions"] is None


async def test_the_bot_asks_for_the_guilds_intent_only(stage: Stage) -> None:
    assert [name for name, wanted in stage.client.intents if wanted] == ["guilds"]


async def test_the_tree_is_sent_at_the_first_start_and_not_again_at_the_second(stage: Stage) -> None:
    assert stage.syncs() == 1

    await stage.restart()
    assert stage.syncs() == 1
    assert (await stage.ask("help")).title == "## Commands"


async def test_the_tree_is_sent_again_when_the_state_folder_is_new(stage: Stage, tmp_path: Path) -> None:
    await stage.restart(tmp_path / "new")

    assert stage.syncs() == 2


async def test_a_changed_tree_is_sent(stage: Stage) -> None:
    @app_commands.command(name="tide", description="The tide of today.")
    async def tide(_interaction: discord.Interaction) -> None: ...

    changed = OnRecord(Fixed(stage.catalogue), stage.kept, stage.state)
    changed.tree.add_command(tide)
    await stage.restart_as(changed)

    assert stage.syncs() == 2
    assert "tide" in {command["name"] for command in synced(stage)}

    await stage.restart()
    assert stage.syncs() == 3
    assert "tide" not in {command["name"] for command in synced(stage)}


@pytest.mark.parametrize("left", ["", "{", "[]", "null", '{"a": 1}', "\x00"])
async def test_a_damaged_note_of_the_last_sync_means_sending_again(stage: Stage, left: str) -> None:
    (stage.state / "commands.json").write_text(left, encoding="utf-8")

    await stage.restart()

    assert stage.syncs() == 2
    assert json.loads((stage.state / "commands.json").read_text(encoding="utf-8"))


async def test_a_sync_that_discord_refuses_is_tried_again_at_the_next_start(stage: Stage, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh"
    stage.env.inject_error("PUT", "/applications/*/commands", status=400)
    with pytest.raises(Exception, match="400"):
        await stage.restart(fresh)

    assert not (fresh / "commands.json").exists()
    stage.expect_errors()


async def test_with_a_server_to_sync_to_the_commands_go_there(stage: Stage) -> None:
    guild = stage.ada.guild.id
    await stage.restart_as(OnRecord(Fixed(stage.catalogue), stage.kept, stage.state, sync_guild_id=guild))

    last = [entry for entry in stage.env.http_requests if entry.method == "PUT"][-1]
    assert last.path.endswith(f"/guilds/{guild}/commands")
    assert {command["name"] for command in synced(stage)} == LOOK_UPS | OTHERS


def test_the_invite_links_ask_for_no_more_than_is_needed() -> None:
    server, account = invite_link(17), invite_link(17, to_user=True)

    assert "client_id=17" in server
    assert "scope=bot+applications.commands" in server
    assert f"permissions={PERMISSIONS.value}" in server
    assert not PERMISSIONS.administrator
    assert "scope=applications.commands" in account
    assert "integration_type=1" in account
    assert "permissions" not in account


def _texts(command: dict[str, Any]) -> list[str]:
    return [text for one in (command, *command["options"]) for text in (one["name"], one["description"])]
