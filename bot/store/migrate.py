"""Brings a state file to the newest schema: each step whole or not at all, and a copy made before the first."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from importlib.resources import files
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

# In order; the number of those that were applied is the file's user_version.
MIGRATIONS: Final = tuple(
    step.read_text(encoding="utf-8")
    for step in sorted(files(__package__).joinpath("migrations").iterdir(), key=lambda step: step.name)
    if step.name.endswith(".sql")
)


class NewerStateError(Exception):
    """A state file that a newer version of the bot has written."""


def migrate(file: Path, migrations: tuple[str, ...] = MIGRATIONS) -> None:
    """Apply to `file` what it lacks of `migrations`; a file that is not there is made.

    Before a file with rows in it is changed, a copy is made beside it: ``state.sqlite.before-2`` is the file as it was
    before it came to schema 2.

    Raises:
        NewerStateError: the file's schema is newer than this version of the bot.
        sqlite3.Error: the file is not a database, or cannot be written.

    """
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > len(migrations):
            raise NewerStateError(
                f"{file} was written by a newer version of On Record (schema {version}; this one knows"
                f" {len(migrations)}). Update the bot, or restore a copy from before."
            )
        if version == len(migrations):
            return
        connection.execute("PRAGMA journal_mode = WAL")
        if version:
            _copy(connection, file.with_name(f"{file.name}.before-{version + 1}"))
        for number, step in enumerate(migrations[version:], version + 1):
            # One transaction: the schema and the number that says it is there.
            connection.executescript(f"BEGIN IMMEDIATE;\n{step}\nPRAGMA user_version = {number};\nCOMMIT;")


def _copy(connection: sqlite3.Connection, target: Path) -> None:
    target.unlink(missing_ok=True)
    with closing(sqlite3.connect(target)) as copy:
        connection.backup(copy)
