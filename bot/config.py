"""Every setting, read from the environment once and checked as a whole."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.core.address import split_address
from bot.logs import FORMATS, LEVELS, TOKEN

if TYPE_CHECKING:
    from collections.abc import Mapping

TOKENLESS: Final = (
    "No token is set. Make an application at https://discord.com/developers/applications, copy its bot token, "
    "and put DISCORD_TOKEN=... into .env. To try the bot without one: make demo."
)
LOOPBACK: Final = "127.0.0.1"
PORTS: Final = 65_536
DISCORD_API: Final = "https://discord.com/api/v10"


class ConfigError(Exception):
    """Settings that cannot work; `problems` lists all of them, one sentence each, never a secret."""

    def __init__(self, problems: list[str]) -> None:
        """Keep every problem."""
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Config:
    """The settings; the repr leaves the token out."""

    data_dir: Path
    state_dir: Path
    log_level: str
    api_url: str
    sync_guild_id: int | None
    token: str = field(repr=False, default="")
    log_format: str = "text"
    metrics_host: str = LOOPBACK
    metrics_port: int | None = None


def read_config(environ: Mapping[str, str], *, with_token: bool, with_data: bool = True) -> Config:
    """Read the settings from `environ`; not every command needs a token, or a dataset of its own.

    Raises:
        ConfigError: at least one setting is wrong.

    """
    problems: list[str] = []
    token = _token(environ, problems) if with_token else ""
    level = environ.get("LOG_LEVEL", "").upper() or "INFO"
    if level not in LEVELS:
        problems.append(f"LOG_LEVEL is {_shown(level)}; write one of {', '.join(LEVELS)}.")
    log_format = environ.get("LOG_FORMAT", "").strip().lower() or "text"
    if log_format not in FORMATS:
        problems.append(f"LOG_FORMAT is {_shown(log_format)}; write text or json.")
    metrics_port = environ.get("METRICS_PORT", "").strip()
    if metrics_port and not (metrics_port.isascii() and metrics_port.isdecimal() and 0 < int(metrics_port) < PORTS):
        problems.append(f"METRICS_PORT is {_shown(metrics_port)}; write a port from 1 to {PORTS - 1}, or nothing.")
    api_url = environ.get("DISCORD_API_URL", "").rstrip("/") or DISCORD_API
    if not split_address(api_url):
        problems.append(f"DISCORD_API_URL is {_shown(api_url)}; write an address such as {DISCORD_API}.")
    guild = environ.get("SYNC_GUILD_ID", "").strip()
    if guild and not re.fullmatch(r"\d{15,20}", guild):
        problems.append(f"SYNC_GUILD_ID is {_shown(guild)}; write a server's id, 17 to 20 digits.")
    data = Path(environ.get("DATA_DIR", "") or "data")
    if with_data and not data.is_dir():
        problems.append(f"DATA_DIR is {_shown(data)}, and there is no such folder.")
    state = Path(environ.get("STATE_DIR", "") or "state")
    if state.exists() and not state.is_dir():
        problems.append(f"STATE_DIR is {_shown(state)}, which is a file; write the name of a folder.")
    if problems:
        raise ConfigError(problems)
    return Config(
        data_dir=data,
        state_dir=state,
        log_level=level,
        log_format=log_format,
        api_url=api_url,
        sync_guild_id=int(guild) if guild else None,
        metrics_host=environ.get("METRICS_HOST", "").strip() or LOOPBACK,
        metrics_port=int(metrics_port) if metrics_port else None,
        token=token,
    )


def _shown(value: object) -> str:
    """Return a wrong value for people to recognise, unless it may be a token that was put into the wrong place."""
    return "something that looks like a token" if TOKEN.search(str(value)) else repr(str(value))


def _token(environ: Mapping[str, str], problems: list[str]) -> str:
    token, file = environ.get("DISCORD_TOKEN", "").strip(), environ.get("DISCORD_TOKEN_FILE", "").strip()
    if token and file:
        problems.append("DISCORD_TOKEN and DISCORD_TOKEN_FILE are both set; keep one.")
    elif file:
        try:
            token = Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            problems.append(
                f"DISCORD_TOKEN_FILE cannot be read: {getattr(error, 'strerror', None) or 'not UTF-8 text'}."
            )
            return ""
        if not token:
            problems.append("DISCORD_TOKEN_FILE is empty.")
    if not token and not file:
        problems.append(TOKENLESS)
    elif token and not TOKEN.fullmatch(token):
        problems.append("The token does not look like a bot token (three parts joined by dots); copy it again.")
    return token
