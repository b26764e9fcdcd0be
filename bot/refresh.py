"""Keeps `dataset.sqlite` current with the files it is made of; a broken dataset never replaces a good one."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.dataset.files import fingerprint
from bot.dataset.problems import DatasetError
from bot.store.build import build, is_current, is_usable

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

log: Final = logging.getLogger(__name__)

FILE: Final = "dataset.sqlite"
EVERY: Final = 2.0  # seconds


class Progress:
    """Says in the log how far long work is: when it has taken EVERY seconds, and then again and again."""

    def __init__(self) -> None:
        """Begin to count."""
        self._next = time.monotonic() + EVERY

    def __call__(self, doing: str, part: float) -> None:
        """Say it, if it is time to."""
        if time.monotonic() >= self._next:
            log.info("the dataset: %s, %.0f %%", doing, 100 * part)
            self._next = time.monotonic() + EVERY


@dataclass(frozen=True)
class Renewed:
    """A built dataset, and why it is not the newest one, if it is not."""

    file: Path
    problems: tuple[str, ...] = ()


def refresh(data: Path, state: Path, today: dt.date) -> Path:
    """Return the file of `renew`."""
    return renew(data, state, today).file


def renew(data: Path, state: Path, today: dt.date) -> Renewed:
    """Return the built dataset of `data`, kept in the folder `state` and built anew when the files have changed.

    When they have problems, the file that was built from the last good ones goes on serving, and the log says so.

    Raises:
        DatasetError: the dataset has problems, and there is no earlier file to go on with.
        OSError: the state folder cannot be written.

    """
    file = state / FILE
    mark = fingerprint(data)
    if is_current(file, mark):
        return Renewed(file)
    from bot.dataset.load import load  # noqa: PLC0415  pydantic is slow to import; most starts need no reader

    log.info("building the dataset from %s", data)
    tell = Progress()
    try:
        dataset = load(data, today, tell)
    except DatasetError as error:
        if not is_usable(file):
            raise
        problems = tuple(problem.text(data) for problem in error.problems)
        for problem in problems:
            log.error("%s", problem)  # noqa: TRY400  words, no traceback
        log.error("the dataset has problems; the last good one goes on serving")  # noqa: TRY400  as above
        return Renewed(file, problems)
    state.mkdir(parents=True, exist_ok=True)
    build(dataset, mark, file, tell)
    return Renewed(file)
