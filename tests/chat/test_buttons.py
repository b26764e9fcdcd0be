from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.chat.buttons import OUTDATED

if TYPE_CHECKING:
    from pathlib import Path

    from .stage import Stage

PAGED: dict[str, dict[str, str]] = {
    "timeline": {"about": "gauges"},
    "quote": {"by": "zoe-muller"},
    "onthisday": {"date": "1 July"},
    "search": {"text": "lamp"},
    "source": {"name": "founding-charter"},
}


@pytest.mark.parametrize("command", PAGED)
async def test_next_and_previous_turn_the_askers_own_message(crowded: Stage, command: str) -> None:
    first = await crowded.ask(command, **PAGED[command])
    assert "page 1 of" in first.text
    assert "Previous" not in first.buttons

    second = await crowded.click(first, "Next")
    assert second.message.id == first.message.id
    assert "page 2 of" in second.text
    assert second.text != first.text

    back = await crowded.click(second, "Previous")
    assert back.message.id == first.message.id
    assert back.components == first.components


async def test_the_pages_hold_every_event_once_and_the_last_has_no_next(crowded: Stage) -> None:
    page = await crowded.ask("timeline", about="gauges", **{"from": "1901", "to": "1940"})
    seen = [line for line in page.text.splitlines() if " is lit" in line]
    for _ in range(20):
        if "Next" not in page.buttons:
            break
        page = await crowded.click(page, "Next")
        seen += [line for line in page.text.splitlines() if " is lit" in line]

    numbers = [int(line.split("Lamp ")[1].split()[0]) for line in seen]
    assert numbers == list(range(1, 41))
    assert "page 5 of 5" in page.text


async def test_anyone_else_gets_a_private_copy_and_the_askers_message_stays(crowded: Stage) -> None:
    first = await crowded.ask("timeline", about="gauges")

    copy = await crowded.click(first, "Next", user=crowded.bob)

    assert copy.private
    assert copy.message.id != first.message.id
    assert "page 2 of" in copy.text
    assert first.message.components == first.components


async def test_who_has_a_private_copy_turns_that_copy(crowded: Stage) -> None:
    first = await crowded.ask("timeline", about="gauges")
    copy = await crowded.click(first, "Next", user=crowded.bob)

    third = await crowded.click(copy, "Next", user=crowded.bob)

    assert third.message.id == copy.message.id
    assert "page 3 of" in third.text
    assert third.private


async def test_a_private_answer_stays_private_when_it_is_turned(crowded: Stage) -> None:
    first = await crowded.ask("timeline", about="gauges", private=True)

    second = await crowded.click(first, "Next")

    assert second.private
    assert second.message.id == first.message.id


async def test_the_buttons_of_a_card_lead_to_timeline_quotes_and_sources_and_back(stage: Stage) -> None:
    card = await stage.ask("who", name="zoe-muller")

    timeline = await stage.click(card, "Timeline")
    assert timeline.title == "## Timeline: Zoë Müller"
    again = await stage.click(timeline, "Zoë Müller")
    assert again.components == card.components
    quotes = await stage.click(again, "Quotes")
    assert "The sea is a clock that nobody winds." in quotes.text
    card = await stage.click(quotes, "Zoë Müller")
    sources = await stage.click(card, "Sources")
    assert "Charter of the Tidal Observatory" in sources.text


async def test_quotes_behind_a_timeline_are_those_about_its_subject(stage: Stage) -> None:
    timeline = await stage.ask("timeline", about="zoe-muller")

    quotes = await stage.click(timeline, "Quotes")

    assert "about Zoë Müller" in quotes.title
    assert "The sea is a clock that nobody winds." in quotes.text


async def test_the_menu_opens_what_was_chosen_only_for_who_chose(stage: Stage) -> None:
    timeline = await stage.ask("timeline", about="gauges")

    for user in (stage.ada, stage.bob):
        opened = await stage.choose(timeline, "ask1|e|gauge-breaks", user=user)
        assert opened.private
        assert opened.title == "## A gauge allegedly breaks after a skipped inspection"
        assert opened.message.id != timeline.message.id
    assert timeline.message.components == timeline.components


async def test_everything_that_an_answer_offers_can_be_pressed(stage: Stage) -> None:
    """Walk through every button and every option that can be reached from a few answers."""
    throwaway = await stage.ask("timeline", about="gauges", private=True)
    screens = [
        await stage.ask("who", name="zoe-muller"),
        await stage.ask("who", name="jan berg"),
        await stage.ask("event", name="leap-opening"),
        await stage.ask("search", text="tides gauge"),
        await stage.ask("source", name="founding-charter"),
        await stage.ask("quote"),
    ]
    pressed: set[str] = set()
    while screens:
        screen = screens.pop()
        for offered in {*screen.buttons.values(), *screen.options.values()} - pressed:
            opened = await stage.choose_made_up(throwaway, offered)
            assert "Something went wrong" not in opened.text, offered
            assert opened.text != OUTDATED, offered
            screens.append(opened)
            pressed.add(offered)
    assert len(pressed) > 20


async def test_buttons_and_menus_of_old_messages_work_after_a_restart(crowded: Stage) -> None:
    old = await crowded.ask("timeline", about="gauges")
    await crowded.restart()

    opened = await crowded.choose(old, old.options["Lamp 1 is lit"])
    assert opened.title == "## Lamp 1 is lit"
    second = await crowded.click(old, "Next")
    assert second.message.id == old.message.id
    assert "page 2 of" in second.text
    copy = await crowded.click(old, "Next", user=crowded.bob)
    assert copy.private
    assert "page 3 of" in copy.text


async def test_old_buttons_work_after_a_restart_with_an_empty_state_folder(stage: Stage, tmp_path: Path) -> None:
    old = await stage.ask("who", name="zoe-muller")
    await stage.restart(tmp_path / "another")

    assert (await stage.click(old, "Timeline")).title == "## Timeline: Zoë Müller"


async def test_a_button_to_a_page_that_is_gone_shows_the_first_page(stage: Stage) -> None:
    old = await stage.ask("timeline", about="gauges")

    seen = await stage.press_made_up(old, "ask1|t|gauges|||7")

    assert "The Tidal Observatory is founded" in seen.text


async def test_a_button_to_a_record_that_is_gone_says_so(stage: Stage) -> None:
    old = await stage.ask("who", name="zoe-muller")

    seen = await stage.press_made_up(old, "ask1|w|somebody-withdrawn")

    assert "Not on record" in seen.title


@pytest.mark.parametrize(
    "custom_id",
    ["ask1|?|x", "ask1|w", "ask1|w|a|b", "ask1|t|a|||zero", "ask1|t|a|||0", "ask1|t|a|||99999999", "ask1|", "ask2|w|x"],
)
async def test_an_outdated_button_is_told_privately_to_ask_again(stage: Stage, custom_id: str) -> None:
    old = await stage.ask("who", name="zoe-muller")

    seen = await stage.press_made_up(old, custom_id)

    assert seen.private
    assert seen.text == OUTDATED
    assert old.message.components != []


@pytest.mark.parametrize("value", ["ask1|?|x", "ask0|w|zoe-muller", "nonsense"])
async def test_an_outdated_option_is_told_privately_to_ask_again(stage: Stage, value: str) -> None:
    old = await stage.ask("timeline", about="gauges")

    seen = await stage.choose_made_up(old, value)

    assert seen.private
    assert seen.text == OUTDATED


async def test_random_quotes_go_on_and_on_from_one_button(stage: Stage) -> None:
    screen = await stage.ask("quote")
    seen = {screen.text}
    for _ in range(20):
        screen = await stage.click(screen, "Another")
        seen.add(screen.text)

    assert len(seen) > 1


async def test_buttons_work_in_the_bots_dm(stage: Stage) -> None:
    card = await stage.ask_as(stage.stranger, "who", name="zoe-muller")

    timeline = await stage.click(card, "Timeline", user=stage.stranger)

    assert timeline.message.id == card.message.id
    opened = await stage.choose(timeline, "ask1|e|leap-opening", user=stage.stranger)
    assert opened.title == "## The observatory opens its doors on a leap day"
