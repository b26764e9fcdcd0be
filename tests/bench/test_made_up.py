"""The benchmark's datasets are what an editor could have written: valid, and as many records as asked for."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from bot.dataset.load import examine, load

from .asks import Asker
from .made_up import made_up, write
from .shared import DATA

if TYPE_CHECKING:
    from pathlib import Path

TODAY = dt.datetime.now(dt.UTC).date()


def test_a_made_up_dataset_has_no_problems_and_the_size_asked_for(tmp_path: Path) -> None:
    tables = made_up(load(DATA, TODAY), 500, TODAY)
    write(tables, tmp_path / "data")
    examined = examine(tmp_path / "data", TODAY)
    assert examined.problems == []
    made = [len(getattr(examined.dataset, kind)) for kind in ("sources", "organizations", "people", "events", "quotes")]
    assert 490 <= sum(made) <= 510


def test_what_is_asked_is_about_records_that_are_there() -> None:
    tables = made_up(load(DATA, TODAY), 300, TODAY)
    for _ in range(20):
        asked = {ask.label: ask.options for ask in Asker(tables).one_of_each()}
        assert asked["who: a person"]["name"] in tables["people"]
        assert asked["event"]["name"] in tables["events"]
        assert asked["who: misspelt"]["name"] not in {person["name"] for person in tables["people"].values()}
