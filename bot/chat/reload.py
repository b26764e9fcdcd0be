"""The dataset that is served, and how it is exchanged for a newer one while answers are being made."""

from __future__ import annotations

import asyncio
import logging
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import discord

from bot.chat import metrics
from bot.dataset.problems import DatasetError
from bot.refresh import renew
from bot.store.catalogue import open_catalogue

if TYPE_CHECKING:
    from types import TracebackType

    from bot.config import Config
    from bot.refresh import Renewed
    from bot.store.catalogue import Catalogue

log: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class Fixed:
    """A catalogue that is never exchanged."""

    catalogue: Catalogue
    problems: tuple[str, ...] = ()


class Shelf:
    """Holds the open catalogue; it stays open until the next await of whoever took it, and no longer for sure."""

    catalogue: Catalogue

    def __init__(self, config: Config, dataset: Renewed) -> None:
        """Prepare; the catalogue is there inside `async with`."""
        self.problems = dataset.problems
        self._config, self._file = config, dataset.file
        self._opened = ExitStack()
        self._tasks: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Self:
        """Open the dataset."""
        self._exchange()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._opened.close()

    def reload_soon(self) -> None:
        """Reload in a task of its own."""
        task = asyncio.create_task(self.reload())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def reload(self) -> None:
        """Serve the newest dataset, if its files have changed; a broken one leaves the old one serving."""
        async with self._turn:
            before, today = self._file.stat().st_ino, discord.utils.utcnow().date()
            try:
                renewed = await asyncio.to_thread(renew, self._config.data_dir, self._config.state_dir, today)
            except (DatasetError, OSError) as error:
                self.problems = (str(error),)
                log.error("the dataset could not be read again; the old one goes on serving: %s", error)  # noqa: TRY400  words, no traceback
                return
            self.problems = renewed.problems
            if renewed.problems:
                return
            if renewed.file.stat().st_ino == before:
                log.info("the dataset has not changed")
                return
            self._file = renewed.file
            self._exchange()
            edition = self.catalogue.edition
            log.info("the dataset is read again: %s %s", edition.name, edition.version)

    def _exchange(self) -> None:
        opened = ExitStack()
        self.catalogue = opened.enter_context(open_catalogue(self._file))
        metrics.serves(self.catalogue.edition.name, self.catalogue.edition.version)
        self._opened.close()
        self._opened = opened
