"""`python -m bot check`: every problem of a dataset, or what it holds."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from bot.core.answers.wording import count
from bot.dataset import shape
from bot.dataset.files import SECTIONS
from bot.dataset.load import examine
from bot.refresh import Progress

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

    from bot.core.model import Dataset

DAYS = 366


def check(folder: Path, today: dt.date) -> tuple[bool, str]:
    """Return whether the dataset in `folder` can be used, and a report for its editors."""
    loaded = examine(folder, today, Progress())
    lines = [problem.text(folder) for problem in (*loaded.problems, *loaded.warnings)]
    if loaded.problems:
        lines.append(count(len(loaded.problems), "problem") + f", {count(len(loaded.warnings), 'warning')}.")
    else:
        lines += _summary(loaded.dataset, len(loaded.warnings))
    return not loaded.problems, "\n".join(lines)


def write_schemas(folder: Path) -> list[Path]:
    """Write the JSON Schema of every kind of file into `folder`, for editors' TOML plug-ins."""
    folder.mkdir(parents=True, exist_ok=True)
    schemas = {section: shape.json_schema(section) for section in SECTIONS} | {"dataset": shape.edition_schema()}
    written = []
    for name, schema in schemas.items():
        file = folder / f"{name}.json"
        file.write_text(json.dumps(schema, indent=2) + "\n", encoding="utf-8")
        written.append(file)
    return written


def _summary(dataset: Dataset, warnings: int) -> Iterator[str]:
    yield f"{dataset.edition.name} {dataset.edition.version}: no problems, {count(warnings, 'warning')}."
    yield ", ".join(f"{len(getattr(dataset, section)):,} {section}" for section in SECTIONS)
    days = {event.date.anniversary for event in dataset.events.values() if event.daily} - {None}
    yield f"{len(days)} of {DAYS} days have an event that may be posted."
    about = Counter(slug for event in dataset.events.values() for slug in event.organizations)
    for slug, number in about.most_common(1):
        share = round(100 * number / len(dataset.events))
        yield f"Most events are about {dataset.organizations[slug].name}: {share} %."
