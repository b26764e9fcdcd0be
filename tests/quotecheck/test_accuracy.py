"""How often the verdict is right, on every case that can be made of the quotes on record."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.core.quotecheck import Verdict
from bot.dataset.load import load
from bot.store.build import build
from bot.store.catalogue import open_catalogue

from .cases import NOT_ON_RECORD, cases, judged

if TYPE_CHECKING:
    from collections import Counter

    from .cases import Case

    Judged = tuple[Counter[tuple[str, str]], list[tuple[Case, str]]]

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def judgement(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    dataset = load(DATA, dt.datetime.now(dt.UTC).date())
    file = tmp_path_factory.mktemp("quotes") / "dataset.sqlite"
    build(dataset, "shipped", file)
    with open_catalogue(file) as catalogue:
        return judged(catalogue, list(cases(tuple(dataset.quotes.values()))))


def total(judgement: Judged, rule: str, *verdicts: Verdict) -> int:
    return sum(n for (name, verdict), n in judgement[0].items() if name.startswith(rule) and verdict in verdicts)


def test_there_are_enough_cases_of_every_kind(judgement: Judged) -> None:
    assert sum(judgement[0].values()) >= 300
    assert total(judgement, "not on record", *Verdict) == len(NOT_ON_RECORD) >= 60
    for rule in ("verbatim", "shortened", "altered", "stitched", "someone else's"):
        assert total(judgement, rule, *Verdict) >= 25


def test_verbatim_shortened_and_stitched_words_are_always_called_so(judgement: Judged) -> None:
    kinds = ("verbatim", "shortened", "stitched")
    assert [case for case, _ in judgement[1] if case.rule.startswith(kinds)] == []


def test_the_words_of_somebody_else_are_always_called_so(judgement: Judged) -> None:
    assert [case for case, _ in judgement[1] if case.rule == "someone else's"] == []


def test_no_altered_quote_is_ever_called_verbatim_and_nearly_all_are_called_altered(judgement: Judged) -> None:
    assert total(judgement, "altered", Verdict.VERBATIM, Verdict.SHORTENED) == 0
    assert total(judgement, "altered", Verdict.ALTERED) >= 0.98 * total(judgement, "altered", *Verdict)


def test_what_is_not_on_record_or_said_in_other_words_is_never_called_altered_or_verbatim(judgement: Judged) -> None:
    wrong = (Verdict.ALTERED, Verdict.VERBATIM, Verdict.SHORTENED, Verdict.STITCHED)
    assert total(judgement, "not on record", *wrong) == 0
    assert total(judgement, "rewritten", *wrong) == 0
