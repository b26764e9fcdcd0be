"""Brings a state file to the newest schema: each step whole or not at all, and a copy made before the first."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

# In order; the number of those that were applied is the file's user_version.
MIGRATIONS: Final = tuple(
    step.read_text(encoding="utf-8") for step in sorted(Path(__file__).with_name("migrations").glob("*.sql"))
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
    if _missing(file, migrations):
        with _alone(file):
            _apply(file, _missing(file, migrations))


def _missing(file: Path, migrations: tuple[str, ...]) -> dict[int, str]:
    """Return the steps that `file` lacks, by number."""
    with closing(_connect(file)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(migrations):
        raise NewerStateError(
            f"{file} was written by a newer version of On Record (schema {version}; this one knows"
            f" {len(migrations)}). Update the bot, or restore a copy from before."
        )
    return {number: step for number, step in enumerate(migrations, 1) if number > version}


def _apply(file: Path, steps: dict[int, str]) -> None:
    with closing(_connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        first = min(steps, default=1)
        if first > 1:
            copy(file, file.with_name(f"{file.name}.before-{first}"))
        for number, step in steps.items():
            # One transaction: the schema and the number that says it is there.
            connection.executescript(f"BEGIN IMMEDIATE;\n{step}\nPRAGMA user_version = {number};\nCOMMIT;")


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Let one process at a time in: the lock is SQLite's own, on a file beside `file`, and ends with the process."""
    with closing(_connect(file.with_name(f"{file.name}.migrating"))) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield


def _connect(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, isolation_level=None, timeout=60)


def copy(file: Path, target: Path) -> None:
    """Copy a database that may be in use to `target`, one plain file, as of one moment (SQLite's online backup)."""
    target.unlink(missing_ok=True)
    with closing(_connect(file)) as source, closing(_connect(target)) as made:
        source.backup(made)
        made.execute("PRAGMA journal_mode = DELETE")
