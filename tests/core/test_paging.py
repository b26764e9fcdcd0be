"""A long answer is cut into pages that together hold every record once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import paging
from bot.core.paging import PAGE_SIZES, Paged, Window
from bot.core.questions import ALL, EventQuotes, OneSource, OnThisDay, Quotes, Roles, Search, Sources, Timeline

QUESTIONS: list[Paged] = [
    *(Timeline("x"), Quotes("x"), EventQuotes("x"), OnThisDay("05-14")),
    *(Search("x"), OneSource("x"), Sources("x"), Roles("x")),
]
FORMS = st.sampled_from(QUESTIONS)


def test_every_paged_question_has_a_size() -> None:
    assert {type(question) for question in QUESTIONS} == set(PAGE_SIZES)


@given(FORMS, st.integers(0, 60))
@settings(deadline=None, max_examples=150)
def test_the_pages_together_hold_every_record_once_and_in_order(question: Paged, total: int) -> None:
    records = tuple(range(total))
    turned = [replace(question, page=number) for number in range(1, paging.pages(question, total) + 1)]
    shown = [paging.window(page).of(records) for page in turned]
    assert tuple(record for page in shown for record in page) == records
    assert total == 0 or all(shown)


@given(FORMS, st.integers(0, 60))
@settings(deadline=None, max_examples=100)
def test_following_next_visits_every_page_and_previous_leads_back(question: Paged, total: int) -> None:
    seen = [question]
    while following := [turn for turn in paging.turns(seen[-1], total) if turn.label == "Next"]:
        (turn,) = following
        assert isinstance(turn.question, type(question))
        back = paging.turns(turn.question, total)[0]
        assert (back.label, back.question) == ("Previous", seen[-1])
        seen.append(turn.question)
    assert len(seen) == paging.pages(question, total)


def test_the_first_of_several_pages_only_leads_on_and_the_last_only_back() -> None:
    assert [turn.label for turn in paging.turns(Timeline("x", page=1), 17)] == ["Next"]
    assert [turn.label for turn in paging.turns(Timeline("x", page=2), 17)] == ["Previous", "Next"]
    assert [turn.label for turn in paging.turns(Timeline("x", page=3), 17)] == ["Previous"]


def test_a_page_says_which_it_is_only_when_there_are_several() -> None:
    assert paging.note(Timeline(page=2), 17) == "page 2 of 3"
    assert paging.note(Timeline(), 8) == ""
    assert paging.note(Timeline(), 0) == ""


@pytest.mark.parametrize("question", QUESTIONS)
def test_all_at_once_has_no_pages(question: Paged) -> None:
    everything = replace(question, page=ALL)
    records = tuple(range(100))
    assert paging.window(everything).of(records) == records
    assert paging.pages(everything, 100) == 1
    assert paging.turns(everything, 100) == ()
    assert paging.note(everything, 100) == ""


def test_a_window_past_the_end_is_empty() -> None:
    assert Window(3, 9).of((1, 2, 3)) == ()
