"""Small notes beside the databases, each replaced whole: how the running bot stands, and when it was started."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from bot.core.health import Pulse
from bot.core.restarts import Starts

if TYPE_CHECKING:
    from pathlib import Path

PULSE: Final = "pulse.json"
STARTS: Final = "starts.json"


def write_pulse(folder: Path, pulse: Pulse) -> None:
    """Note how the bot stands.

    Raises:
        OSError: the folder cannot be written.

    """
    _write(folder / PULSE, {name: _text(value) for name, value in asdict(pulse).items()})


def read_pulse(folder: Path) -> Pulse | None:
    """Return how the bot last stood; None when it has noted nothing that can be read."""
    noted = _read(folder / PULSE)
    try:
        return Pulse(
            at=dt.datetime.fromisoformat(noted["at"]),
            waiting=str(noted["waiting"]),
            ready=bool(noted["ready"]),
            acknowledged=_instant(noted["acknowledged"]),
            ticked=_instant(noted["ticked"]),
            posts=bool(noted["posts"]),
        )
    except (KeyError, TypeError, ValueError):
        return None


def write_starts(folder: Path, token: str, starts: Starts) -> None:
    """Note the starts with a token; of the token itself only what tells it from another.

    Raises:
        OSError: the folder cannot be written.

    """
    refused = _text(starts.refused)
    _write(folder / STARTS, {"token": _mark(token), "at": [at.isoformat() for at in starts.at], "refused": refused})


def read_starts(folder: Path, token: str) -> Starts:
    """Return the starts with this token; another token begins anew."""
    noted = _read(folder / STARTS)
    try:
        if noted["token"] == _mark(token):
            return Starts(tuple(map(dt.datetime.fromisoformat, noted["at"])), _instant(noted["refused"]))
    except (KeyError, TypeError, ValueError):
        pass
    return Starts()


def _mark(token: str) -> str:
    return hashlib.blake2s(token.encode(), digest_size=8).hexdigest()


def _text(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.datetime) else value


def _instant(noted: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(noted) if noted else None


def _read(file: Path) -> dict[str, Any]:
    try:
        noted = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}


def _write(file: Path, noted: dict[str, Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    fresh.write_text(json.dumps(noted), encoding="utf-8")
    fresh.replace(file)
