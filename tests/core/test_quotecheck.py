"""Quoted spans, and how they stand to the words on record."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.quotecheck import Mark, Verdict, Words, check
from bot.core.quoted import LONGEST_TEXT, Span, hinted, spans, words

TIDE = Words(
    "tide", "zoe", "But the tide does not wait, and no harbour can hold it. It never asks us first.", "verified"
)
LAMP = Words("lamp", "ada", "A lamp in the tower is worth more than ten maps in a drawer.", "verified")
SHORT = Words("short", "ada", "I resigned", "verified")
DOUBT = Words("doubt", "bob", "The sea is only a very long road with bad lamps.", "misattributed")
ALL = (TIDE, LAMP, SHORT, DOUBT)


def verdict(text: str, speaker: str | None = None) -> Verdict:
    return check(Span(text), ALL, speaker).verdict


@pytest.mark.parametrize(
    ("message", "quoted"),
    [
        ('He said "a plain one" and left', ["a plain one"]),
        ("He said “a curly one” and left", ["a curly one"]),
        ("Er sagte „ein tiefes“ und „noch eins”", ["ein tiefes", "noch eins"]),
        ("Il dit «un autre» et »noch eins«", ["un autre", "noch eins"]),
        ("'single marks around words' but 'one' isn't", ["single marks around words"]),
        ("it's a dog's life, isn't it", []),
        ("> a block\n> of two lines\nand more", ["a block\n> of two lines"]),
        ("nested “the word ‘tide’ is ours” here", ["the word ‘tide’ is ours"]),
        ('never "closed', []),
        ("", []),
        ('""  “ ” **', []),
    ],
)
def test_quoted_spans_are_found_in_marks_of_any_kind(message: str, quoted: list[str]) -> None:
    found = [span.text for span in spans(message)]
    assert [words(text) for text in found] == [words(text) for text in quoted]


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        ("", " — Jan Leike", "Jan Leike"),
        ("", "\n- Jan Leike, May 2024", "Jan Leike"),
        ("", ", Leike said.", "Leike"),
        ("", " said Jan Leike", "Jan Leike"),
        ("Then Sam Altman wrote: ", "", "Sam Altman"),
        ("According to Helen Toner, ", "", "Helen Toner"),
        ("Ilya Sutskever: ", "", "Ilya Sutskever"),
    ],
)
def test_the_words_around_a_span_give_its_speaker(before: str, after: str, name: str) -> None:
    assert name in hinted(Span("some words", before, after))[:2]


def test_nobody_is_guessed_from_words_that_name_nobody() -> None:
    assert hinted(Span("some words", "I read somewhere that ", " and it is true")) == ()


@pytest.mark.parametrize(
    "text",
    [
        "But the tide does not wait, and no harbour can hold it. It never asks us first.",
        "BUT THE TIDE DOES NOT WAIT — AND NO HARBOUR CAN HOLD IT; it never asks us first",
        "But  the **tide** does\u200b not wait, and _no_ harbour can hold it. It never asks us first!",
    ],
)
def test_case_typography_white_space_and_markdown_do_not_count(text: str) -> None:
    assert verdict(text) is Verdict.VERBATIM


def test_a_part_is_shortened_and_what_is_left_out_is_shown() -> None:
    found = check(Span("no harbour can hold it. It never asks"), ALL, None)
    assert found.verdict is Verdict.SHORTENED
    assert found.gaps == ("but the tide does not wait and", "us first")
    assert found.sense, "a negation of the same sentence is gone"


def test_a_marked_omission_that_takes_a_negation_away_changes_the_sense() -> None:
    found = check(Span("the tide does […] wait, and no harbour can hold it"), ALL, None)
    assert (found.verdict, found.sense) == (Verdict.SHORTENED, True)
    found = check(Span("A lamp in the tower ... ten maps in a drawer"), ALL, None)
    assert (found.verdict, found.gaps, found.sense) == (Verdict.SHORTENED, ("is worth more than",), False)


def test_a_negation_of_another_sentence_changes_nothing_and_neither_does_an_opening_but() -> None:
    words_on_record = Words("w", "ada", "But we sail at nine in the morning. You do not.", "verified")
    assert not check(Span("we sail at nine in the morning"), [words_on_record], None).sense


def test_other_words_are_shown_both_ways() -> None:
    found = check(Span("A lamp in the tower is worth less than ten maps in a drawer"), ALL, None)
    assert found.verdict is Verdict.ALTERED
    assert [(piece.words, piece.mark) for piece in found.pieces if piece.mark is not Mark.SAME] == [
        ("more", Mark.MISSING),
        ("less", Mark.ADDED),
    ]


def test_parts_of_two_quotes_are_stitched_and_so_are_parts_out_of_order() -> None:
    assert verdict("the tide does not wait, and ten maps in a drawer") is not Verdict.VERBATIM
    two = check(Span("But the tide does not wait, ten maps in a drawer."), ALL, None)
    assert (two.verdict, {one.slug for one in two.quotes}) == (Verdict.STITCHED, {"tide", "lamp"})
    assert verdict("ten maps in a drawer ... A lamp in the tower") is Verdict.STITCHED


def test_words_of_another_speaker_are_somebody_elses_and_altered_ones_stay_altered() -> None:
    assert verdict(LAMP.text, "ada") is Verdict.VERBATIM
    found = check(Span(LAMP.text), ALL, "zoe")
    assert (found.verdict, found.named) == (Verdict.SOMEONE_ELSES, "zoe")
    found = check(Span("A lamp in the tower is worth less than ten maps in a drawer"), ALL, "zoe")
    assert (found.verdict, found.named) == (Verdict.ALTERED, "zoe")


def test_what_is_on_record_as_misattributed_is_called_so() -> None:
    assert verdict(DOUBT.text) is Verdict.DISPUTED


def test_few_words_are_too_short_unless_they_are_a_whole_quote() -> None:
    assert verdict("I resigned") is Verdict.VERBATIM
    assert verdict("the tide does not") is Verdict.TOO_SHORT


def test_what_is_near_in_content_is_no_finding() -> None:
    found = check(Span("Ten drawers of maps matter less than one tower lamp"), ALL, None)
    assert found.verdict is Verdict.PARAPHRASE
    assert verdict("Bees have their own opinion about our gardens") is Verdict.NOT_ON_RECORD


@pytest.mark.parametrize(
    "text",
    [
        '"' * LONGEST_TEXT,
        "'" * LONGEST_TEXT,
        "'a " * (LONGEST_TEXT // 3),
        "“" * (LONGEST_TEXT - 1) + "”",
        "«»" * (LONGEST_TEXT // 2),
        "> " * (LONGEST_TEXT // 2),
        ">\n" * (LONGEST_TEXT // 2),
        "\u202e\u200b" * (LONGEST_TEXT // 2),
        '"@everyone **x** [y](http://z)" ' * (LONGEST_TEXT // 32),
        "“a ‘b " * (LONGEST_TEXT // 6),
    ],
)
def test_hostile_text_is_taken_apart_and_judged(text: str) -> None:
    for span in spans(text)[:8]:
        assert check(span, ALL * 15, None).verdict in Verdict


@given(st.text(max_size=400))
@settings(deadline=None, max_examples=150)
def test_any_text_gets_spans_that_stand_in_it_and_a_verdict(text: str) -> None:
    for span in spans(text):
        assert span.text in text
        assert check(span, ALL, None).verdict in Verdict
