from __future__ import annotations

import datetime as dt
import re
import time
import unicodedata
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.chat import layout
from bot.core.answers.answer import Action, Answer, Line, Section, Style
from bot.core.dates import PartialDate
from bot.core.found import Named
from bot.core.model import Source
from bot.core.questions import Search, Timeline, Who

from .stage import live, walk

if TYPE_CHECKING:
    import discord

ODD = "*_~`|\\[]()<>@#:/.-+0123456789 \n\t\r\u00a0\u200b\u202e\ufeff\u0301é\U0001f4a5\u2028\x00\x07\ue000中"
WORDS = st.text(max_size=40) | st.text(ODD, max_size=40) | st.sampled_from(["", " ", "\u200b", "https://a.example/b"])
HUGE = st.builds(
    str.__mul__, st.text(min_size=1, max_size=8) | st.text(ODD, min_size=1, max_size=8), st.integers(1, 1000)
)
TEXT = WORDS | WORDS | HUGE
PATH = st.text("abc()_%~", max_size=40) | st.builds(
    str.__mul__, st.sampled_from(["a", "(", ")", "é"]), st.integers(1, 1000)
)
URL = PATH.map("https://a.example/".__add__) | TEXT
DATE = st.sampled_from([None, *map(PartialDate.parse, ("2024", "2024-05~", "2024-05-14", "2024-08-05/2024-08-06"))])
SOURCE = st.builds(
    Source,
    slug=st.uuids().map(str),
    title=TEXT,
    publisher=TEXT,
    published=DATE,
    url=URL,
    kind=st.just("news"),
    seen=st.just(dt.date(2026, 1, 1)),
)
QUESTION = st.builds(Who, TEXT) | st.builds(Search, TEXT, st.integers(1, 9)) | st.builds(Timeline, WORDS, WORDS, WORDS)
ACTIONS = st.lists(st.builds(Action, TEXT, QUESTION, TEXT), max_size=45).map(tuple)


@st.composite
def answers(draw: st.DrawFn, text: st.SearchStrategy[str] = TEXT) -> Answer:
    """Any Answer at all: a pool of sources, lines that cite some of them, a few of the lines thousands of times."""
    pool = draw(st.lists(SOURCE, max_size=30))
    cited = st.lists(st.sampled_from(pool), max_size=30).map(tuple) if pool else st.just(())
    line = st.builds(Line, text, cited, text, st.sampled_from(Style))
    lines = st.builds(tuple.__mul__, st.lists(line, max_size=6).map(tuple), st.sampled_from([1, 1, 6, 200]))
    section = st.builds(Section, text, lines, st.integers(0, 10**6))
    sections = st.builds(tuple.__mul__, st.lists(section, max_size=4).map(tuple), st.sampled_from([1, 1, 4]))
    return Answer(draw(text), draw(lines), draw(sections), draw(text), draw(ACTIONS), draw(ACTIONS))


def units(text: str) -> int:
    """Return the length as Discord counts it."""
    return len(text.encode("utf-16-le")) // 2


def drawn(answer: Answer) -> list[dict[str, Any]]:
    """Return the message's components as they would be sent, all of them, flat."""
    return list(walk(_sent(layout.draw(answer))))


def _sent(view: discord.ui.LayoutView) -> list[dict[str, Any]]:
    components: list[dict[str, Any]] = view.to_components()  # type: ignore[no-untyped-call]  # discord.py's own gap
    return components


def texts(components: list[dict[str, Any]]) -> list[str]:
    """Return the text displays' contents."""
    return [one["content"] for one in components if one["type"] == 10]


often = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def full_of(character: str) -> Answer:
    """Return an Answer in which everything is as long as it can be and made of one character."""
    word = character * 1200
    sources = tuple(
        Source(
            slug=str(number),
            title=word,
            publisher=word,
            published=PartialDate.parse("2024-08-05/2024-09-06"),
            url=f"https://a.example/{number}" + character * 370,
            kind="news",
            seen=dt.date(2026, 1, 1),
        )
        for number in range(30)
    )
    lines = (Line(word, sources, word, Style.QUOTE),) * 6
    actions = tuple(Action(word, Who(f"{character}{number}"), word) for number in range(60))
    return Answer(word, lines, (Section(word, lines, 10**9),) * 3, word, actions, actions)


@often
@given(answers())
def test_a_message_never_breaks_discords_limits(answer: Answer) -> None:
    within_limits(drawn(answer))


@pytest.mark.parametrize("character", ["a", "(", "_", "\U0001f4a5", ":", "/"])
def test_an_answer_in_which_everything_is_too_long_keeps_within_the_limits(character: str) -> None:
    within_limits(drawn(full_of(character)))


def within_limits(components: list[dict[str, Any]]) -> None:
    """Check a message against every limit that Discord has for it."""

    assert sum(units(text) for text in texts(components)) <= 4000
    assert len(components) <= 40
    rows = [one for one in components if one["type"] == 1]
    buttons = [one for one in components if one["type"] == 2]
    menus = [one for one in components if one["type"] == 3]
    for row in rows:
        inside = [one["type"] for one in row["components"]]
        assert inside == [3] or (set(inside) == {2} and len(inside) <= 5)
    ids = [one["custom_id"] for one in (*buttons, *menus)]
    assert len(set(ids)) == len(ids)
    assert all(1 <= units(one) <= 100 for one in ids)
    assert all(1 <= units(button["label"].strip()) <= 80 for button in buttons)
    for menu in menus:
        assert 1 <= len(menu["options"]) <= 25
        assert units(menu.get("placeholder", "")) <= 150
        values = [option["value"] for option in menu["options"]]
        assert len(set(values)) == len(values)
        for option in menu["options"]:
            assert 1 <= units(option["label"].strip()) <= 100
            assert 1 <= units(option["value"]) <= 100
            assert units(option.get("description") or "-") <= 100


@often
@given(answers())
def test_a_message_always_says_something(answer: Answer) -> None:
    said = texts(drawn(answer))

    assert said
    assert all(text.strip() for text in said)
    assert re.match(r"## \S", said[0])


NO_BRACKETS = st.text(st.characters(blacklist_characters="[]", blacklist_categories=["Cs"]), max_size=60)


@often
@given(answers(NO_BRACKETS | NO_BRACKETS.map(lambda text: text * 40)))
def test_every_number_has_its_source_line_and_no_source_line_is_unused(answer: Answer) -> None:
    said = texts(drawn(answer))
    below = [text for text in said if text.startswith("-# **Sources**")]
    above = "\n".join(text for text in said if text not in below)

    cited = [int(number) for number in re.findall(r"\\?\[\\?\[?(\d+)\\?\]", above)]
    listed = [int(number) for text in below for number in re.findall(r"^-# \\\[(\d+)\\\] ", text, re.MULTILINE)]
    assert set(cited) == set(listed)
    assert listed == list(range(1, len(listed) + 1))
    assert list(dict.fromkeys(cited)) == listed


@often
@given(answers())
def test_a_number_leads_where_its_source_line_leads(answer: Answer) -> None:
    said = texts(drawn(answer))
    linked = {(int(n), url) for text in said for n, url in re.findall(r"(?<!\\)\[\[(\d+)\]\]\(([^)\s]+)\)", text)}
    listed = {
        (int(n), url)
        for text in said
        for n, url in re.findall(r"^-# \\\[(\d+)\\\] \[(?:\\.|[^\\\]])*\]\(([^)\s]+)\)", text, re.MULTILINE)
    }

    assert linked <= listed
    assert len({number for number, _ in linked}) == len(linked)


def as_discord_shows(text: str) -> str:
    """Take the escapes out as Discord does: a backslash before punctuation, never before a letter or a digit."""
    return re.sub(r"\\([^0-9A-Za-z\s])", r"\1", text)


def visible(text: str) -> str:
    """Return the characters that can be seen, in one line."""
    hidden = {"Cc", "Cf", "Cs", "Co"}
    return " ".join("".join(c for c in text if c.isspace() or unicodedata.category(c) not in hidden).split())


@settings(max_examples=500)
@given(WORDS)
@example("1. January")
@example("2) two")
@example("- dash")
@example("2024. A year")
@example("a\\*b")
def test_plain_text_shows_the_very_characters_that_it_was_made_of(text: str) -> None:
    assert as_discord_shows(layout.plain(text)) == visible(text)


@settings(max_examples=500)
@given(WORDS)
@example("1. January")
@example("- dash")
@example("<@1> **x** [a](http://b) https://c @everyone")
def test_plain_text_holds_nothing_that_discord_acts_on(text: str) -> None:
    left = live(layout.plain(text))

    assert not re.search(r"[*_~`|<>@#\[\]]|://", left)
    assert not re.match(r"\s*([-+]|\d+[.)])\s", layout.plain(text))
    assert "\n" not in left


@settings(max_examples=300)
@given(HUGE | WORDS, st.integers(2, 900))
def test_cut_text_ends_in_an_ellipsis_and_never_in_half_an_escape(text: str, limit: int) -> None:
    cut = layout.cut(layout.plain(text), limit)

    assert 1 <= units(cut) <= limit
    if units(layout.plain(text).strip()) > limit:
        assert cut.endswith("…")
        body = cut[:-1]
        assert (len(body) - len(body.rstrip("\\"))) % 2 == 0
    assert not re.search(r"[*_~`|<>@#\[\]]", live(cut))


@given(st.builds(Named, slug=HUGE | st.text(min_size=1, max_size=100), kind=st.just("person"), name=TEXT, hint=TEXT))
def test_a_choice_of_an_autocomplete_is_never_too_long_or_empty(named: Named) -> None:
    choice = layout.choice(named)

    assert 1 <= units(choice.name.strip()) <= 100
    assert 1 <= units(str(choice.value)) <= 100


@given(TEXT)
def test_a_notice_keeps_within_the_limit(text: str) -> None:
    (one,) = _sent(layout.notice(text))

    assert one["type"] == 10
    assert 1 <= units(one["content"]) <= 4000


def test_what_was_left_out_is_counted() -> None:
    section = Section("Many", tuple(Line(f"{number} " + "word " * 40) for number in range(100)), more=5)

    (text, *_) = texts(drawn(Answer("Title", (Line("Summary."),), (section,), "Footer")))

    found = re.search(r"^-# and (\d+) more$", text, re.MULTILINE)
    assert found
    shown = len(re.findall(r"^\d+ word", text, re.MULTILINE))
    assert 0 < shown < 100
    assert shown + int(found[1]) == 105


def test_a_thousand_lines_are_drawn_in_no_time() -> None:
    lines = tuple(Line(f"{number} words") for number in range(1000))
    started = time.process_time()

    (text, *_) = texts(drawn(Answer("Title", lines, (Section("Many", lines), Section("More", lines)))))

    assert text.startswith("## Title\n0 words\n")
    assert time.process_time() - started < 1


def test_a_single_source_for_many_lines_is_listed_once() -> None:
    source = Source(
        slug="s", title="T", publisher="P", url="https://a.example/b", kind="news", seen=dt.date(2026, 1, 1)
    )
    lines = tuple(Line(f"line {number}", (source, source)) for number in range(5))

    (above, below) = texts(drawn(Answer("Title", lines)))

    assert above.count("[[1]](https://a.example/b)") == 5
    assert below == "-# **Sources**\n-# \\[1\\] [T](https://a.example/b) · P"


def test_an_address_that_could_break_out_of_a_link_is_not_linked() -> None:
    for url in (
        "https://a.example/b c",
        "https://a.example/>",
        "javascript:alert(1)",
        'https://a.example/"x"',
        "nowhere",
    ):
        source = Source(slug="s", title="T", publisher="P", url=url, kind="news", seen=dt.date(2026, 1, 1))
        said = "\n".join(texts(drawn(Answer("Title", (Line("line", (source,)),)))))
        assert "](" not in said
        assert url not in said
