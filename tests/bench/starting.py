"""How long a start takes, against a bare client; and how long a dataset takes to build, against other tools."""

from __future__ import annotations

import statistics
import time
import tomllib
from contextlib import closing
from typing import TYPE_CHECKING, Any

import sqlite_utils

from bot.dataset.files import dataset_files
from bot.dataset.load import load
from bot.refresh import FILE, refresh
from bot.store.build import build
from tests.bench.report import Line, Report, ms
from tests.bench.shared import DATA
from tests.bench.stand import stand

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bench.shared import Shared

TIMES = 9
AIM = 1.25


async def starting(shared: Shared) -> Report:
    """Start the bot on the shipped dataset, unchanged since it was built, and the bare client, in turn."""
    state = shared.folder / "start"
    built = refresh(DATA, state, shared.today).stat().st_mtime_ns
    took: dict[str, list[float]] = {"bot": [], "bare": []}
    for _ in range(shared.rounds(TIMES)):
        for name, data in (("bare", None), ("bot", DATA)):
            begun = time.perf_counter()
            async with stand(state, data):
                took[name].append(time.perf_counter() - begun)
    if (state / FILE).stat().st_mtime_ns != built:
        raise RuntimeError("an unchanged dataset was built again")
    bot, bare = (statistics.median(took[name]) for name in ("bot", "bare"))
    line = Line("process start to ready", ms(bot), bot / bare, f"bare client ({ms(bare)})", AIM)
    return Report([line], {"seconds": took})


async def building(shared: Shared) -> Report:
    """Build the largest dataset; read its files with tomllib alone; load its rows with sqlite-utils."""
    size, made = list(shared.made.items())[-1]
    seconds = {}

    def timed(name: str, work: Any) -> Any:  # noqa: ANN401  whatever it returns
        begun = time.perf_counter()
        done = work()
        seconds[name] = time.perf_counter() - begun
        return done

    files = [file for _, file in dataset_files(made.folder)]
    timed("tomllib", lambda: [tomllib.loads(file.read_text(encoding="utf-8")) for file in files])
    dataset = timed("reading and checking", lambda: load(made.folder, shared.today))
    file = shared.folder / "built.sqlite"
    timed("writing", lambda: build(dataset, "built", file))
    timed("sqlite-utils", lambda: _with_sqlite_utils(file, shared.folder / "loaded.sqlite"))
    lines = [
        Line(
            f"build, {size:,} records: reading and checking",
            ms(seconds["reading and checking"]),
            seconds["reading and checking"] / seconds["tomllib"],
            f"tomllib alone ({ms(seconds['tomllib'])})",
        ),
        Line(
            f"build, {size:,} records: writing",
            ms(seconds["writing"]),
            seconds["writing"] / seconds["sqlite-utils"],
            f"sqlite-utils, the same rows ({ms(seconds['sqlite-utils'])})",
        ),
    ]
    return Report(lines, {"seconds": seconds, "bytes": file.stat().st_size})


def _with_sqlite_utils(built: Path, file: Path) -> None:
    """Load the rows of the ordinary tables and the two full-text indexes as a script with sqlite-utils would."""
    source, target = sqlite_utils.Database(built), sqlite_utils.Database(file)
    with closing(source.conn), closing(target.conn):
        for table in source.tables:
            if not any(part in table.name for part in ("_index", "sqlite_")):
                target[table.name].insert_all(table.rows, pk=table.pks if table.pks != ["rowid"] else None)  # type: ignore[union-attr]
        target["name"].enable_fts(["key"])  # type: ignore[union-attr]
        target["record"].enable_fts(["name", "content"], tokenize="porter")  # type: ignore[union-attr]
