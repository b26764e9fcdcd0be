"""The sample, built once, and a running bot for each test that asks for one."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from simcord import Env

from .stage import SAMPLE, Stage, built, crowd, on_stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

# simcord looks every 50 ms whether the bot has finished; 1 ms makes an action twenty times faster.
defaults = Env._settle_internal.__kwdefaults__  # noqa: SLF001  there is no public name for it
assert defaults
defaults["idle"] = 0.001


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(SAMPLE, tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="session")
def crowd_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crowd")
    return built(crowd(folder / "data"), folder)


@pytest_asyncio.fixture
async def stage(sample_file: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Stage]:
    async with on_stage(sample_file, tmp_path / "state") as one:
        yield one
        _nothing_went_wrong(one, caplog)


@pytest_asyncio.fixture
async def crowded(crowd_file: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Stage]:
    async with on_stage(crowd_file, tmp_path / "state") as one:
        yield one
        _nothing_went_wrong(one, caplog)


def _nothing_went_wrong(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """Discord.py only logs what an autocomplete or a button raises, so a silent failure shows here."""
    if stage.broken:
        assert stage.env.errors is not None  # reading them tells simcord that they were expected
        return
    stage.env.raise_errors()
    assert [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.WARNING] == []
