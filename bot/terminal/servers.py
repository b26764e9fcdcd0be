"""`python -m bot servers`: what is kept of each server, for its keeper to look at, hand out or delete."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.store import upkeep

if TYPE_CHECKING:
    from pathlib import Path


def overview(folder: Path) -> str:
    """Return one line a server with a daily post."""
    lines = [
        f"{one['guild_id']}  channel {one['channel_id']}"
        f"  {one['minute'] // 60:02}:{one['minute'] % 60:02} {one['zone']}"
        f"  {'paused: ' + one['paused'] if one['paused'] else 'on'}  latest: {one['latest'] or 'none yet'}"
        for one in upkeep.servers(folder)
    ]
    return "\n".join(lines) or "No server has a daily post, and nothing is kept of any."


def export(folder: Path, guild_id: int) -> str:
    """Return everything that is kept of a server as JSON."""
    return json.dumps({"guild_id": guild_id, **upkeep.rows_of(folder, guild_id)}, indent=2, ensure_ascii=False)


def delete(folder: Path, guild_id: int) -> str:
    """Delete everything that is kept of a server and say how much that was."""
    rows = upkeep.delete_server(folder, guild_id)
    return f"Deleted {rows} rows of server {guild_id}." if rows else f"Nothing is kept of server {guild_id}."
