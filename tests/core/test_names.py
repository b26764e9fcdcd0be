"""How names are compared: what people type on any keyboard is the same name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.names import called, fold, spellings

if TYPE_CHECKING:
    from bot.core.model import Dataset

LETTERS = st.text(st.characters(max_codepoint=0x24F, exclude_characters="ŉı"), max_size=20)


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Zoë Müller", "zoe muller"),
        ("Zoë Müller", "ZOE  MÜLLER"),
        ("Zoë Müller", "Zoe\u0308 Mu\u0308ller"),
        ("Una O'Keefe", "una okeefe"),
        ("Una O'Keefe", "Una O’Keefe"),  # noqa: RUF001  a typographic apostrophe
        ("Una O’Keefe", "Una O'Keefe"),  # noqa: RUF001  the same the other way round
        ("Una O'Keefe", "una o`keefe"),
        ("@zoetides", "zoetides"),
        ("zoe-muller", "Zoë Müller"),
        ("J. Berg, Jr.", "j berg jr"),
        ("Straße", "STRASSE"),
        ("İstanbul", "istanbul"),
        ("Ａｔｌａｓ", "atlas"),  # noqa: RUF001  full-width letters
        ("Łukasz Kaiser", "Lukasz Kaiser"),
        ("Bjørn Ærø", "bjorn aero"),
    ],
)
def test_two_ways_to_write_a_name_are_one_name(written: str, typed: str) -> None:
    assert fold(written) == fold(typed)


@pytest.mark.parametrize(("one", "other"), [("Jan Berg", "Jan Berger"), ("GPT-4", "GPT-3"), ("Müller", "Möller")])
def test_different_names_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize("empty", ["", " ", "***", "\0", "🌊", "_", "\u200b", "'"])
def test_a_text_without_letters_is_no_name(empty: str) -> None:
    assert fold(empty) == ""
    assert set(spellings(empty)) == {""}


@given(LETTERS)
@settings(deadline=None, max_examples=200)
def test_a_folded_name_is_not_changed_by_folding_again(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(LETTERS)
@settings(deadline=None, max_examples=200)
def test_case_does_not_matter(name: str) -> None:
    assert fold(name.lower()) == fold(name.lower().upper().lower())


@given(st.text(max_size=40))
@settings(deadline=None, max_examples=200)
def test_a_folded_name_holds_only_words_with_single_spaces(name: str) -> None:
    assert fold(name).split(" ") == (fold(name).split() or [""])


@pytest.mark.parametrize("apostrophe", ["'", "’", "‘", "ʼ", "`", "´"])  # noqa: RUF001  what keyboards give
def test_an_apostrophe_may_be_left_out_or_typed_as_a_space(apostrophe: str) -> None:
    assert spellings(f"Una O{apostrophe}Keefe") == ("una okeefe", "una o keefe")


def test_a_name_without_an_apostrophe_has_one_spelling() -> None:
    assert spellings("Zoë Müller") == ("zoe muller",)


def test_every_record_has_a_name_and_a_line_that_tells_it_apart(sample: Dataset) -> None:
    hints = {named.slug: (named.kind, named.name, named.hint) for named, _ in called(sample)}
    assert hints["zoe-muller"] == ("person", "Zoë Müller", "Author, Shore Press")
    assert hints["una-okeefe"] == ("person", "Una O'Keefe", "Chief engineer, Gauge team")
    assert hints["gauge-team"] == ("organization", "Gauge team", "team, part of Tidal Observatory")
    assert hints["gauge-breaks"][2] == "1 June 2010 · alleged"
    assert hints["letter-okeefe-2010"] == ("source", "Letter on the gauge", "Una O'Keefe, 5 June 2010")
    assert hints["visitor-smell-of-the-sea"][2] == "a visitor who gave no name"


def test_a_namesake_without_a_role_is_told_apart_by_more_than_being_a_person(sample: Dataset) -> None:
    hints = {named.slug: named.hint for named, _ in called(sample)}
    assert hints["jan-berg"] == "Cartographer, Shore Press"
    assert "pilot" in hints["jan-berg-ii"].lower()


def test_a_name_is_answered_to_in_all_its_forms(sample: Dataset) -> None:
    answers = {named.slug: names for named, names in called(sample)}
    assert answers["zoe-muller"] == ("Zoë Müller", "@zoetides")
    assert answers["tidal-observatory"] == ("Tidal Observatory", "the Observatory")
    assert answers["muller-the-sea-is-a-clock"] == ()
