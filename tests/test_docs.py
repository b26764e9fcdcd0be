"""The papers agree with the program: every command, every setting and every make target."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import discord
import pytest
from discord import app_commands

from bot.chat.commands import add_all
from bot.core.answers.about import EXAMPLES

if TYPE_CHECKING:
    from bot.chat.client import OnRecord

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def all_commands() -> dict[str, list[str]]:
    """Return the options of every slash command, but for `private`, which all have."""
    tree: app_commands.CommandTree[OnRecord] = app_commands.CommandTree(discord.Client(intents=discord.Intents.none()))  # type: ignore[arg-type]  # only its tree is used
    add_all(tree)
    commands = (command for command in tree.walk_commands() if isinstance(command, app_commands.Command))
    return {
        command.qualified_name: [option.display_name for option in command.parameters if option.name != "private"]
        for command in commands
    }


def settings_read() -> list[str]:
    """Return every name that `bot/config.py` gets from the environment."""
    tree = ast.parse((ROOT / "bot" / "config.py").read_text(encoding="utf-8"))
    return sorted(
        {
            call.args[0].value
            for call in ast.walk(tree)
            if isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and isinstance(call.func.value, ast.Name)
            and (call.func.value.id, call.func.attr) == ("environ", "get")
            and isinstance(call.args[0], ast.Constant)
            and isinstance(call.args[0].value, str)
        }
    )


COMMANDS = all_commands()
SETTINGS = settings_read()
TARGETS = re.findall(r"^([a-z][a-z-]*):", MAKEFILE, re.MULTILINE)


def test_there_are_commands_settings_and_targets_to_look_for() -> None:
    assert {"who", "timeline", "quote", "onthisday", "event", "search", "source", "about", "help"} <= set(COMMANDS)
    assert {"DISCORD_TOKEN", "DISCORD_TOKEN_FILE", "DATA_DIR", "STATE_DIR", "LOG_LEVEL"} <= set(SETTINGS)
    assert {"SYNC_GUILD_ID", "DISCORD_API_URL"} <= set(SETTINGS)
    assert {"demo", "test", "run", "ask", "check"} <= set(TARGETS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_readme_with_its_options(name: str) -> None:
    rows = [row for row in README.splitlines() if f"`/{name}" in row]
    assert rows
    assert [
        option for option in COMMANDS[name] if not any(f"`{option}`" in row or f"{option}:" in row for row in rows)
    ] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_bots_own_help(name: str) -> None:
    assert f"/{name.split(maxsplit=1)[0]}" in EXAMPLES


def test_neither_the_readme_nor_the_help_names_a_command_that_is_not_there() -> None:
    in_readme = set(re.findall(r"`/([a-z]+(?: (?:on|off|[a-z]+(?=[` ])))?)", README))
    named = {name for name in in_readme if name in COMMANDS or name.split(maxsplit=1)[0] not in COMMANDS}
    roots = {name.split(maxsplit=1)[0] for name in COMMANDS}
    assert named - {"daily"} == set(COMMANDS)
    assert {example.removeprefix("/") for example in EXAMPLES} == roots


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_in_the_example_with_a_comment_and_in_the_readme(name: str) -> None:
    lines = EXAMPLE.splitlines()
    (at,) = (n for n, line in enumerate(lines) if re.match(rf"(# ?)?{name}=", line))
    assert lines[at - 1].startswith("# ")
    assert f"`{name}`" in README


def test_the_example_names_no_setting_that_is_not_read() -> None:
    assert set(re.findall(r"^(?:# ?)?([A-Z_]+)=", EXAMPLE, re.MULTILINE)) == set(SETTINGS)


def test_the_example_holds_no_token() -> None:
    assert re.search(r"^DISCORD_TOKEN=$", EXAMPLE, re.MULTILINE)


def test_every_target_that_the_readme_names_is_in_the_makefile() -> None:
    named = set(re.findall(r"(?:`|^|\s)make ([a-z][a-z-]*)(?=`|$|\s+Q=|\s*#)", README, re.MULTILINE))
    assert {"demo", "test"} <= named
    assert named <= set(TARGETS)


def test_every_file_that_the_readme_links_to_is_there() -> None:
    linked = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", README)
    assert linked
    assert [link for link in linked if not (ROOT / link).exists()] == []


def test_every_room_of_the_program_is_in_the_readme() -> None:
    rooms = [path.name for path in (ROOT / "bot").iterdir() if path.is_dir() and (path / "__init__.py").exists()]
    assert {"core", "chat", "dataset", "store", "terminal"} == set(rooms)
    assert [room for room in rooms if room not in README] == []
