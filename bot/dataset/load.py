"""Reads a dataset folder whole: the Dataset when nothing is wrong, and everything that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.model import Dataset, Edition, Redirect
from bot.core.progress import QUIETLY
from bot.dataset import lint, shape
from bot.dataset.files import EDITION_FILE, SECTIONS, dataset_files, read_tables
from bot.dataset.problems import DatasetError, Place, Problem

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from bot.core.model import Record
    from bot.core.progress import Tell
    from bot.dataset.files import Tables

_NO_EDITION = Edition(name="?", version="?", topic="?", licence="?", maintainer="?", report="?")


@dataclass(frozen=True)
class Loaded:
    """A dataset and what is wrong with it; `problems` keep it from being used, `warnings` do not."""

    dataset: Dataset
    problems: list[Problem]
    warnings: list[Problem]


def load(folder: Path, today: dt.date, tell: Tell = QUIETLY) -> Dataset:
    """Read a dataset that is to be used.

    Raises:
        DatasetError: something is wrong with it; it carries every problem.

    """
    loaded = examine(folder, today, tell)
    if loaded.problems:
        raise DatasetError(loaded.problems)
    return loaded.dataset


def examine(folder: Path, today: dt.date, tell: Tell = QUIETLY) -> Loaded:
    """Read a dataset and say everything that is wrong with it, as of `today`."""
    if not folder.is_dir():
        return Loaded(Dataset(_NO_EDITION), [Problem(Place(folder, known_line=1), "", "is not a folder")], [])
    edition, problems = _edition(folder / EDITION_FILE)
    dataset, places = Dataset(edition), dict[str, Place]()
    files = list(dataset_files(folder))
    for number, (section, file) in enumerate(files):
        tell("reading", number / len(files))
        if not section:
            kinds = ", ".join(f"{name}.toml" for name in SECTIONS)
            problems.append(Problem(Place(file), "", f"belongs to no section; the sections are {kinds}"))
            continue
        tables = read_tables(file)
        problems += _syntax(file, tables)
        for slug, table, line in tables.tables:
            problems += _add(dataset, section, Place(file, slug, line), table, places)
    if not places and not problems:
        problems.append(Problem(Place(folder / EDITION_FILE), "", "the dataset has no records"))
    warnings = _examine_whole(dataset, places, problems, today, tell)
    problems.sort(key=lambda one: (one.place.file, one.place.line))
    return Loaded(dataset, problems, warnings)


def _edition(file: Path) -> tuple[Edition, list[Problem]]:
    if not file.exists():
        return _NO_EDITION, [Problem(Place(file), "", "is missing: it names the dataset, its version and its keeper")]
    tables = read_tables(file)
    if tables.errors:
        return _NO_EDITION, _syntax(file, tables)
    try:
        return shape.edition({key: value for key, value, _ in tables.tables}), []
    except shape.ShapeError as error:
        return _NO_EDITION, [Problem(Place(file), field, message) for field, message in error.faults]


def _syntax(file: Path, tables: Tables) -> list[Problem]:
    return [Problem(Place(file, slug, line), "", message) for line, slug, message in tables.errors]


def _add(dataset: Dataset, section: str, place: Place, table: object, places: dict[str, Place]) -> list[Problem]:
    """Add one record to `dataset`, or return what is wrong with it."""
    first = places.setdefault(place.slug, place)
    if first is not place:
        where = f"{first.file.name} line {first.line}"
        return [Problem(place, "", f"this slug stands in {where} already; slugs are unique over all files")]
    try:
        record = shape.record(section, place.slug, table)
    except shape.ShapeError as error:
        return [Problem(place, field, message) for field, message in error.faults]
    target = "redirects" if isinstance(record, Redirect) else section
    getattr(dataset, target)[place.slug] = record
    return []


def _examine_whole(
    dataset: Dataset, places: dict[str, Place], problems: list[Problem], today: dt.date, tell: Tell
) -> list[Problem]:
    """Check what needs the whole dataset: add to `problems`, return the warnings."""
    broken = {problem.place.slug for problem in problems}  # a reference to one of these is no second mistake
    records: list[Record] = [
        record for section in (*SECTIONS, "redirects") for record in getattr(dataset, section).values()
    ]
    used = lint.used_slugs(records)
    warnings = []
    for number, record in enumerate(records):
        tell("checking", number / len(records))
        place = places[record.slug]
        for field, message in lint.faults(record, dataset, today):
            if not any(repr(slug) in message for slug in broken if slug):
                problems.append(Problem(place, field, message))
        warnings += [Problem(place, field, said, warning=True) for field, said in lint.warnings(record, used, today)]
    for slug, (field, message) in lint.same_address(dataset):
        problems.append(Problem(places[slug], field, message))
    return warnings
