"""What is wrong with a dataset, and where: file, line, record, field, and what would be right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.dataset.files import line_of

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Place:
    """A record in a file; `slug` is empty for the file itself."""

    file: Path
    slug: str = ""
    known_line: int | None = None

    @property
    def line(self) -> int:
        """The line of the record's header, counted from 1; looked up only when something is wrong."""
        return self.known_line or line_of(self.file, self.slug)


@dataclass(frozen=True)
class Problem:
    """One thing to mend; a warning does not keep the dataset from being used."""

    place: Place
    field: str
    message: str
    warning: bool = False

    def text(self, folder: Path) -> str:
        """Return ``events/2024.toml:12: leike-thread: date: ...`` with the file's path inside `folder`."""
        file = self.place.file
        shown = file.relative_to(folder) if file.is_relative_to(folder) else file
        where = f"{shown.as_posix()}:{self.place.line}"
        parts = (where, self.place.slug, self.field, ("warning: " if self.warning else "") + self.message)
        return ": ".join(part for part in parts if part)


class DatasetError(Exception):
    """A dataset that cannot be used; `problems` says why, all at once."""

    def __init__(self, problems: list[Problem]) -> None:
        """Keep every problem."""
        super().__init__(f"the dataset has {len(problems)} problems")
        self.problems = problems
