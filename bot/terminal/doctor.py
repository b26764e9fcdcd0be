"""`python -m bot doctor`: everything that can be wrong with an installation, each with what mends it."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

from bot.chat.examine import examine
from bot.core import schedule
from bot.core.finding import Level, fail, ok, warn
from bot.core.health import ailments
from bot.dataset.load import examine as examine_dataset
from bot.refresh import FILE as DATASET_FILE
from bot.store import upkeep
from bot.store.notes import read_pulse
from bot.store.state import FILE as STATE_FILE
from bot.store.state import open_state

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from bot.config import Config
    from bot.core.finding import Finding
    from bot.core.schedule import Daily

MEGABYTE: Final = 1_000_000
LITTLE: Final = 200 * MEGABYTE
TOO_LITTLE: Final = 20 * MEGABYTE


async def doctor(config: Config, token_problems: tuple[str, ...]) -> AsyncIterator[Finding]:
    """Yield what is found, the nearest things first; nothing is changed."""
    now = dt.datetime.now(dt.UTC)
    for finding in _folders(config):
        yield finding
    for finding in _databases(config.state_dir):
        yield finding
    yield _dataset(config.data_dir, now.date())
    dailies = await _dailies(config.state_dir)
    yield _zones(dailies)
    yield _running(config.state_dir, now)
    for problem in token_problems:
        yield fail("token", problem, "see .env.example")
    if not token_problems:
        yield ok("token", "well-formed")
        async for finding in examine(config, dailies):
            yield finding


def draw(finding: Finding) -> str:
    """Return a finding as a line, with its remedy on a second one."""
    line = f"{finding.level:<5} {finding.what:<10} {finding.found}"
    return f"{line}\n{'':<17}→ {finding.remedy}" if finding.level is not Level.OK else line


def mend_owner(path: Path) -> str:
    """Return the command that gives a path to the user as whom this process runs."""
    return f"chown -R {os.getuid()}:{os.getgid()} {path.absolute()}"


def _folders(config: Config) -> Iterator[Finding]:
    data, state = config.data_dir, config.state_dir
    if os.access(data, os.R_OK | os.X_OK):
        yield ok("data", f"{data} can be read")
    else:
        yield fail("data", f"{data} cannot be read by uid {os.getuid()}", mend_owner(data))
    if not state.exists():
        yield warn("state", f"{state} is not there yet", "the first run makes it")
        return
    for path in (state, state / STATE_FILE):
        if path.exists() and not os.access(path, os.W_OK):
            owner = path.stat().st_uid
            yield fail("state", f"{path} belongs to uid {owner}; the bot runs as uid {os.getuid()}", mend_owner(state))
            return
    yield ok("state", f"{state} can be written")
    free = shutil.disk_usage(state).free
    said = f"{free // MEGABYTE:,} MB free at {state}"
    if free < LITTLE:
        make = fail if free < TOO_LITTLE else warn
        yield make("disk", said, "make room: the state file and its copies need some")
    else:
        yield ok("disk", said)


def _databases(state: Path) -> Iterator[Finding]:
    if (state / STATE_FILE).exists():
        problems = upkeep.damage(state / STATE_FILE)
        if problems:
            copies = f"python -m bot restore {state / upkeep.COPIES}/..."
            yield fail("database", f"{STATE_FILE}: {problems[0]}", f"stop the bot and restore a copy: {copies}")
        else:
            yield ok("database", f"{STATE_FILE} is whole")
    if (state / DATASET_FILE).exists():
        if upkeep.is_whole(state / DATASET_FILE):
            yield ok("database", f"{DATASET_FILE} is whole")
        else:
            remedy = f"delete {state / DATASET_FILE} and start again: it is built from the dataset's files"
            yield fail("database", f"{DATASET_FILE} is damaged", remedy)


def _dataset(data: Path, today: dt.date) -> Finding:
    loaded = examine_dataset(data, today)
    if loaded.problems:
        found = f"{len(loaded.problems)} problems, first: {loaded.problems[0].text(data)}"
        return fail("dataset", found, "python -m bot check names them all")
    said = f"{loaded.dataset.edition.name} {loaded.dataset.edition.version}"
    if loaded.warnings:
        return warn("dataset", f"{said}, {len(loaded.warnings)} warnings", "python -m bot check names them")
    return ok("dataset", f"{said}, no problems")


async def _dailies(state: Path) -> tuple[Daily, ...]:
    if upkeep.damage(state / STATE_FILE):
        return ()
    async with open_state(state) as opened:
        return await opened.all_daily()


def _zones(dailies: tuple[Daily, ...]) -> Finding:
    known = version("tzdata")
    gone = sorted({daily.zone for daily in dailies if not schedule.is_zone(daily.zone)})
    if gone:
        return fail("tzdata", f"{known} does not know {', '.join(gone)}", "admins: /daily on timezone:")
    return ok("tzdata", f"{known}; {len(dailies)} servers have a daily post")


def _running(state: Path, now: dt.datetime) -> Finding:
    found = list(ailments(read_pulse(state), now))
    return warn("bot", "; ".join(found), "its log says more") if found else ok("bot", "is running and well")
