from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.chat.custom_id import LIMIT, decode, encode
from bot.core import questions

if TYPE_CHECKING:
    from bot.core.questions import Question

KINDS: tuple[type[Question], ...] = get_args(questions.Question)
TEXT = st.text(max_size=30) | st.text("|%7C25ask1w", max_size=30)


def made(kind: type[Question]) -> st.SearchStrategy[Question]:
    """Return a strategy for every question of a kind that a button can stand for."""
    values = {field.name: st.integers(1, 999_999) if field.name == "page" else TEXT for field in fields(kind)}
    values.pop("pick", None)
    return st.builds(kind, **values)


QUESTIONS = st.one_of([made(kind) for kind in KINDS])


def units(text: str) -> int:
    """Return the length as Discord counts it."""
    return len(text.encode("utf-16-le")) // 2


@given(QUESTIONS)
@example(questions.Search("100%7C|%25|"))
def test_every_question_comes_back_from_its_custom_id_or_has_none(question: Question) -> None:
    custom_id = encode(question)

    if custom_id is not None:
        assert 1 <= units(custom_id) <= LIMIT
        assert decode(custom_id) == question


@given(QUESTIONS, QUESTIONS)
def test_two_questions_never_share_a_custom_id(one: Question, other: Question) -> None:
    if one != other and encode(one) is not None:
        assert encode(one) != encode(other)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_question_has_a_custom_id_for_ordinary_values(kind: type[Question]) -> None:
    values: dict[str, Any] = {field.name: "jan-leike" for field in fields(kind) if field.default not in (1, None)}
    question = kind(**values)

    custom_id = encode(question)

    assert custom_id is not None
    assert decode(custom_id) == question


@given(st.integers(95, 5000), st.sampled_from(["x", "|", "%", "é", "💥"]))
def test_what_would_be_too_long_has_no_custom_id(length: int, character: str) -> None:
    assert encode(questions.Search(character * length)) is None


def test_a_question_of_exactly_the_limit_has_one() -> None:
    room = LIMIT - units(encode(questions.Who("")) or "")

    assert encode(questions.Who("x" * room)) is not None
    assert encode(questions.Who("x" * (room + 1))) is None
    assert encode(questions.Who("💥" * (room // 2))) is not None
    assert encode(questions.Who("💥" * (room // 2 + 1))) is None


def test_the_longest_slugs_of_the_dataset_fit_with_dates_and_page() -> None:
    subject, record = "s" * 40, "r" * 60

    assert encode(questions.Timeline(subject, "14 September 2024", "30 September 2024", 999)) is not None
    assert encode(questions.Quotes(subject, subject, 999)) is not None
    for kind in (questions.OneEvent, questions.OneSource, questions.EventQuotes, questions.Roles, questions.Sources):
        assert encode(kind(record)) is not None


def test_a_random_draw_is_not_kept_so_the_same_button_draws_again() -> None:
    assert encode(questions.Quotes(pick=7)) == encode(questions.Quotes())


@pytest.mark.parametrize(
    "custom_id",
    [
        "",
        "ask1",
        "ask1|",
        "ask2|w|x",
        "ask1w|x",
        "xask1|w|x",
        "ask1|z|x",
        "ask1|w",
        "ask1|w|a|b",
        "ask1|a|x",
        "menu1",
        "ask1|t|a||",
        "ask1|t|a|||",
        "ask1|t|a|||x",
        "ask1|t|a|||0",
        "ask1|t|a|||-1",
        "ask1|t|a|||1.5",
        "ask1|t|a|||1000000",
        "ask1|t|a|||1|1",
        "ASK1|w|x",
        "ask1|W|x",
        "ask1||x",
        "ask1|ww|x",
        "ask1|t|a|||" + "9" * 5000,
    ],
)
def test_what_was_tampered_with_stands_for_nothing(custom_id: str) -> None:
    assert decode(custom_id) is None


@given(st.text() | st.text("ask1|wtqvdesocah%27C59", max_size=120).map("ask1|".__add__))
def test_any_text_at_all_is_a_question_or_nothing(custom_id: str) -> None:
    question = decode(custom_id)

    if question is not None:
        again = encode(question)
        assert again is None or decode(again) == question


def test_the_page_is_part_of_the_question() -> None:
    assert encode(questions.Timeline("x", page=1)) != encode(questions.Timeline("x", page=2))
