"""`/checkquote` and "Check quotes" as people use them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.ask import check_quotes
from bot.core.quoted import LONGEST_TEXT

from .stage import live

if TYPE_CHECKING:
    from .stage import Screen, Stage

SEA = "The sea is a clock that nobody winds."


async def on_message(stage: Stage, content: str) -> Screen:
    """Somebody writes this, and ada opens the message's menu."""
    message = await stage.bob.send(stage.channel, content)
    return stage._seen(await stage.ada.context_menu(stage.channel, "Check quotes", message))  # noqa: SLF001  as `ask` does


async def test_words_on_record_are_verbatim_with_their_speaker_and_source(stage: Stage) -> None:
    screen = await stage.ask("checkquote", text=SEA.upper())
    assert screen.private
    assert "**verbatim" in screen.text
    assert f"> {SEA}" in screen.text
    assert "**Zoë Müller**" in screen.text
    assert "1 March 1999" in screen.text
    assert "**Sources**" in screen.text


async def test_a_message_is_checked_span_by_span_and_its_speaker_is_found(stage: Stage) -> None:
    screen = await on_message(
        stage, f'"{SEA}" said Una O\'Keefe, and “The sea is a clock that everybody winds.” — Zoë Müller'
    )
    assert screen.private
    assert "**1 · someone else's" in screen.text
    assert "Named was Una O'Keefe; on record they are from Zoë Müller." in screen.text
    assert "**2 · altered" in screen.text
    assert r"~~[-nobody]~~ **[+everybody]**" in screen.text
    assert "“everybody” instead of “nobody”." in screen.text


async def test_a_message_without_quotations_says_what_to_do(stage: Stage) -> None:
    screen = await on_message(stage, "no marks here")
    assert "No words in quotation marks" in screen.text
    assert "/checkquote" in screen.text
    assert screen.buttons == {}


async def test_what_is_misattributed_and_what_is_not_on_record_is_said(stage: Stage) -> None:
    screen = await stage.ask("checkquote", text="Time and tide wait for me.")
    assert "disputed" in screen.text
    assert "an old proverb" in screen.text
    screen = await stage.ask("checkquote", text="Bees have an opinion about every garden in town")
    assert "not on record" in screen.text
    edition = stage.catalogue.edition
    assert f"Not in this dataset ({edition.name} {edition.version}" in screen.text
    assert "fake" not in screen.text.lower()


async def test_a_speaker_may_be_named_and_must_be_known(stage: Stage) -> None:
    screen = await stage.ask("checkquote", text=SEA, speaker="una-okeefe")
    assert "someone else's" in screen.text
    screen = await stage.ask("checkquote", text=SEA, speaker="nobody at all")
    assert "Nothing called" in screen.text


async def test_share_posts_it_for_everybody_also_after_a_restart(stage: Stage) -> None:
    screen = await stage.ask("checkquote", text=SEA)
    assert list(screen.buttons) == ["Share"]
    await stage.restart()
    shared = await stage.click(screen, "Share")
    assert not shared.private
    assert f"> {SEA}" in shared.text
    assert shared.buttons == {}


@pytest.mark.parametrize(
    "content",
    [
        '"@everyone **look** at [this](http://x.example) and <@1> please now"',
        '"' * 1999,
        "\u202e“a backward quotation of some length”\u200b",
        "> a block of **words** that @here nobody said\n> and another line",
    ],
)
async def test_nothing_that_somebody_wrote_is_rendered_or_pings(stage: Stage, content: str) -> None:
    screen = await on_message(stage, content)
    shown = live(screen.text)
    for dangerous in ("@everyone", "@here", "<@1>", "](http://x", "\u202e"):
        assert dangerous not in shown
    assert all(body["allowed_mentions"]["parse"] == [] for body in stage.sent() if "allowed_mentions" in body)


async def test_a_text_longer_than_anybody_quotes_is_refused_in_a_sentence(stage: Stage) -> None:
    answer = check_quotes("a" * (LONGEST_TEXT + 1), "", stage.catalogue, whole=True)
    assert not answer.found
    assert [line.text for line in answer.lines] == ["That is more than 6,000 characters. Check a shorter piece."]


async def test_many_quotations_are_answered_up_to_a_number(stage: Stage) -> None:
    screen = await on_message(stage, '"one two three four five" ' * 12)
    assert "Only the first 8 quotations were looked at; 4 more were not." in screen.text


async def test_a_broken_store_ends_in_one_private_sentence(stage: Stage) -> None:
    message = await stage.bob.send(stage.channel, f'"{SEA}"')
    await stage.break_store()
    screen = stage._seen(await stage.ada.context_menu(stage.channel, "Check quotes", message))  # noqa: SLF001  as `ask` does
    assert screen.private
    assert "Something went wrong here" in screen.text
