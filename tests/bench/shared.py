"""What the parts have in common: the datasets, made once, and how long to measure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bot.dataset.load import load
from bot.refresh import refresh

from .made_up import made_up, write

if TYPE_CHECKING:
    from bot.core.model import Dataset

    from .made_up import Tables

DATA = Path(__file__).parents[2] / "data"
SIZES = (1_000, 10_000, 100_000)


@dataclass(frozen=True, slots=True)
class Made:
    """A made-up dataset: its records, its folder and the file that is built from it."""

    tables: Tables
    folder: Path
    file: Path


@dataclass(slots=True)
class Shared:
    """The folder of this run, the datasets, and which part of the usual `effort` is made (1.0: the whole)."""

    folder: Path
    effort: float = 1.0
    sizes: tuple[int, ...] = SIZES
    today: dt.date = field(default_factory=lambda: dt.datetime.now(dt.UTC).date())
    _shipped: Dataset | None = None
    _made: dict[int, Made] = field(default_factory=dict)

    @property
    def shipped(self) -> Dataset:
        """The dataset in data/."""
        self._shipped = self._shipped or load(DATA, self.today)
        return self._shipped

    @property
    def made(self) -> dict[int, Made]:
        """Made-up datasets of each size, built as the bot would build them at its start."""
        for size in self.sizes:
            if size not in self._made:
                tables, folder = made_up(self.shipped, size, self.today), self.folder / f"data-{size}"
                write(tables, folder)
                file = refresh(folder, self.folder / f"state-{size}", self.today)
                self._made[size] = Made(tables, folder, file)
        return self._made

    def rounds(self, usual: int) -> int:
        """Return how often to repeat what is usually repeated so often."""
        return max(2, round(usual * self.effort))
