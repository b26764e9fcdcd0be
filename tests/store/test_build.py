"""The built file is whole or is the old one, and it gives back every record as it was written."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.core.dates import MonthDay
from bot.core.paging import Window
from bot.dataset.files import fingerprint
from bot.dataset.load import load
from bot.dataset.problems import DatasetError
from bot.refresh import FILE, refresh
from bot.store.build import build, is_current
from bot.store.catalogue import open_catalogue

if TYPE_CHECKING:
    from bot.core.model import Dataset
    from bot.store.catalogue import Catalogue

ROOT = Path(__file__).parent.parent.parent
TOPICS = "topics.toml"


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


def identity(file: Path) -> tuple[int, int]:
    """Return what changes when a file is replaced by another."""
    status = file.stat()
    return status.st_ino, status.st_mtime_ns


def touch_up(data: Path, old: str, new: str) -> None:
    file = data / TOPICS
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def asked_in_a_new_process(folder: Path, program: Path) -> str:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(program), "LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-m", "bot", "ask", "about"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)  # noqa: S603  our own program
    return done.stdout


# Built, or left alone


def test_the_folder_is_made_and_holds_nothing_but_the_file(data: Path, state: Path, today: dt.date) -> None:
    assert refresh(data, state, today) == state / FILE
    assert [file.name for file in state.iterdir()] == [FILE]


def test_an_unchanged_dataset_is_not_built_again(data: Path, state: Path, today: dt.date) -> None:
    before = identity(refresh(data, state, today))
    assert identity(refresh(data, state, today)) == before


def test_a_changed_dataset_is_built_again(data: Path, state: Path, today: dt.date) -> None:
    before = identity(refresh(data, state, today))
    touch_up(data, "Charts and atlases", "Charts, globes and atlases")
    assert identity(refresh(data, state, today)) != before
    assert [file.name for file in state.iterdir()] == [FILE]


def test_a_file_renamed_in_the_dataset_is_a_change(data: Path, state: Path, today: dt.date) -> None:
    before = identity(refresh(data, state, today))
    (data / TOPICS).rename(data / "events" / "x.tmp")
    (data / "topics").mkdir()
    (data / "events" / "x.tmp").rename(data / "topics" / "all.toml")
    assert identity(refresh(data, state, today)) != before


@pytest.mark.parametrize(
    ("changed", "comment"), [("store/schema.sql", "--"), ("core/model.py", "#"), ("core/names.py", "#")]
)
def test_what_a_changed_program_would_fill_otherwise_is_built_again(
    tmp_path: Path, data: Path, changed: str, comment: str
) -> None:
    program = tmp_path / "program"
    shutil.copytree(ROOT / "bot", program / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    told = asked_in_a_new_process(data.parent, program)
    before = identity(tmp_path / "state" / FILE)
    assert asked_in_a_new_process(data.parent, program) == told
    assert identity(tmp_path / "state" / FILE) == before
    file = program / "bot" / changed
    file.write_text(file.read_text(encoding="utf-8") + f"\n{comment} a later version\n", encoding="utf-8")
    assert asked_in_a_new_process(data.parent, program) == told
    assert identity(tmp_path / "state" / FILE) != before


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\x00 cut off"])
def test_what_is_no_dataset_file_is_built_over(data: Path, state: Path, today: dt.date, content: bytes) -> None:
    state.mkdir()
    (state / FILE).write_bytes(content)
    assert not is_current(state / FILE, fingerprint(data))
    assert is_current(refresh(data, state, today), fingerprint(data))


def test_a_database_of_something_else_is_built_over(data: Path, state: Path, today: dt.date) -> None:
    state.mkdir()
    with closing(sqlite3.connect(state / FILE)) as connection:
        connection.execute("CREATE TABLE edition (fingerprint TEXT)")
    assert is_current(refresh(data, state, today), fingerprint(data))


def test_the_file_is_that_of_its_dataset_only(sample_file: Path, sample_folder: Path) -> None:
    assert is_current(sample_file, fingerprint(sample_folder))
    assert not is_current(sample_file, "another")
    assert not is_current(sample_file.with_name("nowhere.sqlite"), fingerprint(sample_folder))


# Never a worse file than before


def test_a_broken_dataset_never_replaces_a_good_file_and_the_good_one_goes_on_serving(
    data: Path, state: Path, today: dt.date, caplog: pytest.LogCaptureFixture
) -> None:
    file = refresh(data, state, today)
    before = file.read_bytes()
    touch_up(data, "summary = ", "sumary = ")
    assert refresh(data, state, today) == file
    assert file.read_bytes() == before
    assert [entry.name for entry in state.iterdir()] == [FILE]
    assert "topics.toml:1: gauges: sumary: is not a known key; did you mean summary?" in caplog.text


def test_a_broken_dataset_without_an_earlier_file_is_refused(data: Path, state: Path, today: dt.date) -> None:
    touch_up(data, "summary = ", "sumary = ")
    with pytest.raises(DatasetError):
        refresh(data, state, today)
    assert not (state / FILE).exists()


def test_a_mended_dataset_is_built(data: Path, state: Path, today: dt.date) -> None:
    touch_up(data, "summary = ", "sumary = ")
    with pytest.raises(DatasetError):
        refresh(data, state, today)
    touch_up(data, "sumary = ", "summary = ")
    assert is_current(refresh(data, state, today), fingerprint(data))


def test_a_crash_while_building_leaves_the_old_file_and_nothing_else(
    data: Path, state: Path, sample: Dataset, today: dt.date
) -> None:
    file = refresh(data, state, today)
    before = file.read_bytes()
    weighty = replace(sample.events["gauge-breaks"], importance=4)
    with pytest.raises(sqlite3.IntegrityError):
        build(replace(sample, events={**sample.events, weighty.slug: weighty}), "new", file)
    assert file.read_bytes() == before
    assert [entry.name for entry in state.iterdir()] == [FILE]


def test_long_work_says_in_the_log_how_far_it_is(
    data: Path, state: Path, today: dt.date, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level("INFO")
    refresh(data, state, today)
    assert "%" not in caplog.text  # it took no two seconds
    monkeypatch.setattr("bot.refresh.EVERY", 0.0)
    (data / "dataset.toml").write_text((data / "dataset.toml").read_text(encoding="utf-8") + "\n", encoding="utf-8")
    refresh(data, state, today)
    for doing in ("reading, 0 %", "checking, ", "writing records, ", "writing words, "):
        assert f"the dataset: {doing}" in caplog.text


def test_a_dangling_reference_is_refused_by_the_file_itself(tmp_path: Path, sample: Dataset) -> None:
    stray = replace(sample.quotes["okeefe-no-gauge-unread"], event="no-such-event")
    with pytest.raises(sqlite3.IntegrityError):
        build(replace(sample, quotes={stray.slug: stray}), "new", tmp_path / FILE)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_an_error_of_the_system(tmp_path: Path, sample: Dataset) -> None:
    with pytest.raises(FileNotFoundError):
        build(sample, "new", tmp_path / "nowhere" / FILE)


def test_a_reader_goes_on_with_the_file_that_it_opened(data: Path, state: Path, today: dt.date) -> None:
    with open_catalogue(refresh(data, state, today)) as opened:
        touch_up(data, "[maps]", '[charts]\nname = "Charts"\nsummary = "Of the sea."\n\n[maps]')
        fresh = refresh(data, state, today)
        assert len(opened.names.starting("", ("topic",), 25)) == 2
        with open_catalogue(fresh) as reopened:
            assert len(reopened.names.starting("", ("topic",), 25)) == 3


def test_the_same_dataset_makes_the_same_file(data: Path, tmp_path: Path, today: dt.date) -> None:
    one, other = refresh(data, tmp_path / "one", today), refresh(data, tmp_path / "other", today)
    with closing(sqlite3.connect(one)) as first, closing(sqlite3.connect(other)) as second:
        assert list(first.iterdump()) == list(second.iterdump())


# What the file holds


def test_every_reference_holds(sample_file: Path) -> None:
    with closing(sqlite3.connect(sample_file)) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_every_table_is_strict(sample_file: Path) -> None:
    with closing(sqlite3.connect(sample_file)) as connection:
        loose = connection.execute(
            "SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main' AND NOT strict"
            " AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
    assert loose == []


def test_an_open_catalogue_cannot_be_written(sample_file: Path) -> None:
    with open_catalogue(sample_file) as catalogue, pytest.raises(sqlite3.OperationalError, match="readonly"):
        catalogue._connection.execute("DELETE FROM event")  # noqa: SLF001  to try it is the test


@pytest.mark.parametrize("kind", ["person", "organization", "event", "quote"])
def test_every_record_comes_back_equal(catalogue: Catalogue, sample: Dataset, kind: str) -> None:
    people, bodies = sample.people.values(), sample.organizations.values()
    events, quotes = sample.events.values(), sample.quotes.values()
    if kind == "person":
        assert {r for p in people for r in (catalogue.person(p.slug)).records} == set(people)
    elif kind == "organization":
        assert {r for b in bodies for r in (catalogue.organization(b.slug)).records} == set(bodies)
    elif kind == "event":
        assert {r for e in events for r in (catalogue.event(e.slug)).records} == set(events)
    else:
        assert {r for q in quotes for r in (catalogue.quote(q.slug)).records} == set(quotes)


def test_every_source_and_correction_comes_back_equal(catalogue: Catalogue, sample: Dataset) -> None:
    for source in sample.sources.values():
        assert (catalogue.source(source.slug)).records == (source,)
    assert catalogue.corrections("leap-opening") == tuple(sample.corrections.values())
    assert catalogue.edition == sample.edition


def test_the_shipped_dataset_comes_back_equal(tmp_path: Path) -> None:
    dataset = load(ROOT / "data", dt.datetime.now(dt.UTC).date())
    build(dataset, "shipped", tmp_path / FILE)
    with open_catalogue(tmp_path / FILE) as catalogue:
        people = catalogue.records_of("person", dataset.people)
        bodies = catalogue.records_of("organization", dataset.organizations)
        events = catalogue.records_of("event", dataset.events)
        quotes = catalogue.records_of("quote", dataset.quotes)
        assert set(people.records) == set(dataset.people.values())
        assert set(bodies.records) == set(dataset.organizations.values())
        assert set(events.records) == set(dataset.events.values())
        assert set(quotes.records) == set(dataset.quotes.values())
        days = {event.date.anniversary for event in dataset.events.values()} - {None}
        assert set(catalogue.days_with_events()) == days
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_record_brings_the_sources_and_names_that_it_refers_to(catalogue: Catalogue, sample: Dataset) -> None:
    found = catalogue.event("gauge-breaks")
    assert found.references.cite(["letter-okeefe-2010", "gazette-2010-06-02"]) == (
        sample.sources["letter-okeefe-2010"],
        sample.sources["gazette-2010-06-02"],
    )
    assert {"una-okeefe": "Una O'Keefe", "gauge-team": "Gauge team"}.items() <= found.references.names.items()


def test_the_counts_are_those_of_the_dataset(catalogue: Catalogue, sample: Dataset) -> None:
    counted = catalogue.count()
    for kind in ("people", "organizations", "events", "quotes", "sources"):
        assert getattr(counted, kind) == len(getattr(sample, kind)), kind
    assert counted.last_checked == max(person.checked for person in sample.people.values())


def test_a_dataset_of_one_topic_can_be_asked(tmp_path: Path, sample: Dataset) -> None:
    empty = replace(sample, people={}, organizations={}, events={}, quotes={}, sources={}, corrections={}, redirects={})
    build(empty, "x", tmp_path / FILE)
    with open_catalogue(tmp_path / FILE) as catalogue:
        assert (catalogue.quote_at(5)).records == ()
        assert (catalogue.most_important(Window(5))).total == 0
        assert (catalogue.on_this_day(MonthDay(2, 29), Window(5))).records == ()
        assert catalogue.days_with_events() == ()
        assert (catalogue.count()).last_checked is None
        assert [one.slug for one in catalogue.names.starting("", ("topic",), 5)] == ["gauges", "maps"]
