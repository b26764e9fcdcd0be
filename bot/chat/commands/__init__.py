"""One module a command: what a person types becomes a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.chat.commands import (
    about,
    check_quote,
    daily,
    event,
    help,  # noqa: A004  a module is named after its command
    on_this_day,
    quote,
    search,
    source,
    status,
    timeline,
    who,
)

if TYPE_CHECKING:
    from discord import app_commands

    from bot.chat.client import OnRecord


def add_all(tree: app_commands.CommandTree[OnRecord]) -> None:
    """Add every command to the tree, in the order of `/help`."""
    modules = (who, timeline, quote, on_this_day, event, search, source, check_quote, daily, status, about, help)
    for module in modules:
        tree.add_command(module.command)
    tree.add_command(check_quote.on_message)
