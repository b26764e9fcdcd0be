"""The invented dataset in `tests/sample`, as a folder, as values, as a built file and as an open catalogue."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.dataset.load import load
from bot.refresh import refresh
from bot.store.catalogue import open_catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.model import Dataset
    from bot.store.catalogue import Catalogue


@pytest.fixture(scope="session")
def today() -> dt.date:
    """The day on which all tests happen."""
    return dt.date(2026, 11, 23)


@pytest.fixture(scope="session")
def sample_folder() -> Path:
    """The sample as it lies in the repository; never write into it."""
    return Path(__file__).parent / "sample"


@pytest.fixture(scope="session")
def sample(sample_folder: Path, today: dt.date) -> Dataset:
    """The sample as values."""
    return load(sample_folder, today)


@pytest.fixture(scope="session")
def sample_file(sample_folder: Path, today: dt.date, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample as a built database."""
    return refresh(sample_folder, tmp_path_factory.mktemp("state"), today)


@pytest.fixture
def catalogue(sample_file: Path) -> Iterator[Catalogue]:
    """The sample, open for questions."""
    with open_catalogue(sample_file) as opened:
        yield opened


@pytest.fixture
def data(sample_folder: Path, tmp_path: Path) -> Path:
    """A copy of the sample that a test may spoil."""
    copy = tmp_path / "data"
    shutil.copytree(sample_folder, copy)
    return copy
