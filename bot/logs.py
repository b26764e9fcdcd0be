"""One line an event on stderr, for people or for machines; never a token, never what somebody typed."""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
import sys
from typing import Final, TextIO

# Three parts: the application's id in base64, a time stamp, a signature (Discord's documented token format).
TOKEN: Final = re.compile(r"[\w-]{18,}\.[\w-]{4,}\.[\w-]{20,}", re.ASCII)
HIDDEN: Final = "[token]"
LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR")
FORMATS: Final = ("text", "json")


class _Text(logging.Formatter):
    """A readable line: when, how grave, who says it, what."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        return TOKEN.sub(HIDDEN, super().format(record))


class _Json(logging.Formatter):
    """One JSON object a line; a traceback is a field of it."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return TOKEN.sub(HIDDEN, json.dumps(line, ensure_ascii=False))


def make_handler(form: str) -> logging.StreamHandler[TextIO]:
    """Return what writes one event a line to stderr, as `form` says."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if form == "json" else _Text())
    return handler


def configure_logging(level: str, form: str = "text") -> None:
    """Write one event a line to stderr.

    The libraries speak from warnings on: aiosqlite's debug lines hold what people typed, which is nobody's business.
    """
    logging.raiseExceptions = False  # else an event that cannot be written is printed with its raw arguments
    logging.basicConfig(level=level, handlers=[make_handler(form)])
    for chatter in ("discord", "aiosqlite"):
        logging.getLogger(chatter).setLevel(max(logging.getLevelName(level), logging.WARNING))
