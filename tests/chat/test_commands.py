from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import discord
import pytest

from .stage import walk

if TYPE_CHECKING:
    from .stage import Stage

EVERY: dict[str, dict[str, str]] = {
    "who": {"name": "Zoë Müller"},
    "timeline": {"about": "gauges"},
    "quote": {"by": "una-okeefe"},
    "onthisday": {"date": "29 February"},
    "event": {"name": "gauge-breaks"},
    "search": {"text": "tides"},
    "source": {"name": "founding-charter"},
    "about": {},
    "help": {},
}


def ascii_start(typed: str) -> str:
    """Name a test after the first characters of what is typed in it."""
    return ascii(typed[:8])


async def test_who_gives_a_sentence_roles_with_dates_events_a_quote_and_sources(stage: Stage) -> None:
    seen = await stage.ask("who", name="zoe muller")

    assert seen.title == "## Zoë Müller"
    assert "Hydrographer. Founded the Tidal Observatory in 1999" in seen.text
    assert "**Director** · Tidal Observatory · 1 March 1999 to May 2010" in seen.text
    assert "**Author** · Shore Press · since 2021, as of 10 January 2026" in seen.text
    assert "**1 March 1999** · confirmed · The Tidal Observatory is founded" in seen.text
    assert "> The sea is a clock that nobody winds." in seen.text
    assert r"\[1\] [Charter of the Tidal Observatory](https://observatory.example/charter)" in seen.text
    assert not seen.private


async def test_who_tells_of_an_organization_and_its_people(stage: Stage) -> None:
    seen = await stage.ask("who", name="tidal observatory")

    assert seen.title == "## Tidal Observatory"
    assert "began 1 March 1999" in seen.text
    assert "**Zoë Müller** · Director · 1 March 1999 to May 2010" in seen.text


async def test_timeline_of_a_topic_is_in_order_of_time(stage: Stage) -> None:
    seen = await stage.ask("timeline", about="Gauges")

    positions = [seen.text.index(date) for date in ("1 March 1999", "29 February 2004", "1 June 2010")]
    assert positions == sorted(positions)
    assert "alleged · A gauge allegedly breaks" in seen.text


async def test_timeline_between_two_dates_leaves_out_what_lies_outside(stage: Stage) -> None:
    seen = await stage.ask("timeline", **{"from": "2010", "to": "June 2010"})

    assert "A gauge allegedly breaks" in seen.text
    assert "Zoë Müller leaves" in seen.text
    assert "leap day" not in seen.text
    assert "atlas" not in seen.text


async def test_timeline_without_options_shows_the_most_important_events(stage: Stage) -> None:
    seen = await stage.ask("timeline")

    assert "The Tidal Observatory is founded" in seen.text
    assert "The atlas of the tides is published" in seen.text
    assert "A gauge allegedly breaks" not in seen.text


async def test_timeline_says_when_from_lies_after_to_instead_of_swapping_them(stage: Stage) -> None:
    seen = await stage.ask("timeline", **{"from": "2020", "to": "May 2010"})

    assert "2020 (from) is later than May 2010 (to)" in seen.text
    assert seen.private


@pytest.mark.parametrize("typed", ["2010-06-01", "1 June 2010", "June 1, 2010", "1st of June 2010"])
async def test_a_date_may_be_written_as_people_write_it(stage: Stage, typed: str) -> None:
    seen = await stage.ask("timeline", **{"from": typed, "to": typed})

    assert "A gauge allegedly breaks" in seen.text
    assert "1 event on record" in seen.text


async def test_what_is_not_a_date_is_answered_with_an_example(stage: Stage) -> None:
    seen = await stage.ask("timeline", **{"from": "the other day"})

    assert "the other day" in seen.text
    assert "14 May 2024" in seen.text
    assert seen.private


async def test_quote_gives_the_words_who_when_where_context_and_status(stage: Stage) -> None:
    seen = await stage.ask("quote", by="Una O’Keefe")  # noqa: RUF001  the apostrophe that phones type

    assert "> No gauge of mine went unread" in seen.text
    assert "**Una O'Keefe**" in seen.text
    assert "paragraph 2" in seen.text
    assert "5 June 2010" in seen.text
    assert "on the inspection of the broken gauge" in seen.text
    assert "verified" in seen.text


async def test_quote_about_words_finds_those_who_said_them(stage: Stage) -> None:
    seen = await stage.ask("quote", about="clock")

    assert "> The sea is a clock that nobody winds." in seen.text
    assert "No gauge of mine" not in seen.text


async def test_a_misattributed_quote_says_so_and_why(stage: Stage) -> None:
    seen = await stage.ask("quote", by="zoe-muller", about="tide")

    assert "misattributed" in seen.text
    assert "old proverb turned around" in seen.text


async def test_quote_without_options_draws_one_and_offers_another(stage: Stage) -> None:
    seen = await stage.ask("quote")

    assert "verified" in seen.text
    assert "Time and tide wait for me" not in seen.text
    again = await stage.click(seen, "Another")
    assert again.text.count("\n> ") == 1


async def test_on_this_day_shows_the_leap_day_in_all_years(stage: Stage) -> None:
    seen = await stage.ask("onthisday", date="Feb 29")

    assert "On this day: 29 February" in seen.title
    assert "29 February 2004" in seen.text
    assert "Visitors saw the gauges for the first time." in seen.text


async def test_on_this_day_without_a_date_is_today(stage: Stage) -> None:
    seen = await stage.ask("onthisday")

    assert "On this day: 1 March" in seen.title
    assert "The Tidal Observatory is founded" in seen.text


async def test_an_empty_day_says_so_privately_and_its_buttons_lead_to_the_nearest_days(stage: Stage) -> None:
    seen = await stage.ask("onthisday", date="15 March")

    assert "Nothing on record for 15 March." in seen.text
    assert "The nearest days that have something: 1 March and 1 June." in seen.text
    assert seen.private
    there = await stage.click(seen, "1 March")
    assert "The Tidal Observatory is founded" in there.text


async def test_event_gives_both_sides_quotes_and_what_it_relates_to(stage: Stage) -> None:
    seen = await stage.ask("event", name="gauge allegedly")

    assert "**1 June 2010** · alleged · publicly known 2 June 2010" in seen.text
    assert "**The other side** · Una O'Keefe wrote that the inspection had taken place." in seen.text
    assert "No gauge of mine went unread" in seen.text
    assert "Zoë Müller leaves the observatory" in seen.text


async def test_event_shows_its_corrections(stage: Stage) -> None:
    seen = await stage.ask("event", name="leap-opening")

    assert "5 January 2026" in seen.text
    assert "said: The observatory opened on 1 March 2004." in seen.text
    assert "Now: It opened on 29 February 2004." in seen.text


async def test_search_finds_words_in_any_order_best_first_with_the_command_to_go_on(stage: Stage) -> None:
    seen = await stage.ask("search", text="tides nonsense atlas")

    assert "Atlas" in seen.text or "atlas" in seen.text
    assert "/event name:atlas-published" in seen.text.replace("\\", "")
    assert seen.options


async def test_source_names_the_records_that_rest_on_it(stage: Stage) -> None:
    seen = await stage.ask("source", name="founding-charter")

    assert seen.title == "## Charter of the Tidal Observatory"
    assert "records rest on it" in seen.text
    assert "Zoë Müller" in seen.text
    assert "The Tidal Observatory is founded" in seen.text


async def test_every_record_that_a_source_lists_can_be_opened_from_its_menu(stage: Stage) -> None:
    source = await stage.ask("source", name="founding-charter")

    assert "The sea is a clock that nobody winds." in source.options
    for value in source.options.values():
        opened = await stage.choose(source, value)
        assert "Not on record" not in opened.text, value


async def test_about_gives_version_counts_licence_and_privacy(stage: Stage) -> None:
    seen = await stage.ask("about")

    assert seen.title == "## Tide Record 2026.1.1"
    assert re.search(r"\d+ events, \d+ quotes, \d+ people, \d+ organizations and \d+ sources", seen.text)
    assert "last checked 10 January 2026" in seen.text
    assert "CC BY 4.0" in seen.text
    assert "Tell the harbour master." in seen.text
    assert "Nothing about you is stored" in seen.text


async def test_help_names_every_command_with_an_example(stage: Stage) -> None:
    seen = await stage.ask("help")

    for command in stage.client.tree.get_commands(type=discord.AppCommandType.chat_input):
        assert f"**/{command.name}**" in seen.text


@pytest.mark.parametrize("command", EVERY)
async def test_every_command_works_in_the_bots_dm(stage: Stage, command: str) -> None:
    seen = await stage.ask_as(stage.stranger, command, **EVERY[command])

    assert seen.title.startswith("## ")
    assert "Not on record" not in seen.title


@pytest.mark.parametrize("command", EVERY)
async def test_private_shows_the_answer_to_the_asker_alone(stage: Stage, command: str) -> None:
    open_to_all = await stage.ask(command, **EVERY[command])
    private = await stage.ask(command, private=True, **EVERY[command])

    assert not open_to_all.private
    assert private.private
    assert private.title == open_to_all.title


@pytest.mark.parametrize("command", EVERY)
async def test_the_same_question_has_the_same_answer(stage: Stage, command: str) -> None:
    first = await stage.ask(command, **EVERY[command])
    second = await stage.ask_as(stage.bob, command, **EVERY[command])

    assert first.components == second.components


async def test_a_misspelt_name_that_means_one_person_is_answered(stage: Stage) -> None:
    seen = await stage.ask("who", name="zoe mueller")

    assert "Zoë Müller" in seen.text


@pytest.mark.parametrize("typed", ["ZOE-MULLER", "@zoetides", "zoë müller", "Zoe"])
async def test_a_name_may_be_a_slug_a_handle_or_a_part_in_any_case(stage: Stage, typed: str) -> None:
    assert (await stage.ask("who", name=typed)).title == "## Zoë Müller"


async def test_a_merged_record_still_answers_to_its_old_slug(stage: Stage) -> None:
    seen = await stage.ask("who", name="jan-berger")

    assert "Cartographer" in seen.text


async def test_a_miss_is_private_and_its_buttons_lead_to_the_nearest_name(stage: Stage) -> None:
    seen = await stage.ask("who", name="Una Okief")

    assert seen.private
    assert "Did you mean Una O'Keefe?" in seen.text
    found = await stage.click(seen, "Una O'Keefe")
    assert found.title == "## Una O'Keefe"
    assert found.private


async def test_a_complete_miss_offers_to_search(stage: Stage) -> None:
    seen = await stage.ask("who", name="gauges broke")

    assert seen.private
    found = await stage.click(seen, "Search for it")
    assert "gauge" in found.text.lower()
    assert "have some of these words" in found.text


async def test_namesakes_are_offered_as_buttons_that_can_be_told_apart(stage: Stage) -> None:
    seen = await stage.ask("who", name="Jan Berg")

    assert seen.private
    assert "Cartographer, Shore Press" in seen.text
    ids = [button["custom_id"] for button in _buttons(seen.components)]
    assert sorted(ids) == ["ask1|w|jan-berg", "ask1|w|jan-berg-ii"]
    pilot = await stage.press(seen, "ask1|w|jan-berg-ii")
    assert "Pilot of the harbour" in pilot.text


async def test_namesakes_have_buttons_with_different_labels(stage: Stage) -> None:
    seen = await stage.ask("who", name="Jan Berg")

    labels = [button["label"] for button in _buttons(seen.components)]
    assert len(set(labels)) == len(labels) == 2


@pytest.mark.parametrize("command", ["who", "event", "source"])
@pytest.mark.parametrize(
    "typed", [" ", "\t\n", "%", "*", '"', "'; DROP TABLE name; --", "\x00", "💥" * 50, "x" * 100], ids=ascii_start
)
async def test_whatever_is_typed_as_a_name_gets_a_private_answer(stage: Stage, command: str, typed: str) -> None:
    seen = await stage.ask(command, name=typed)

    assert seen.private
    assert "Something went wrong" not in seen.text


@pytest.mark.parametrize(
    "typed", [" ", "%", "AND OR NOT", '"', "NEAR(", "*", "\x00", "title:x", "💥" * 25, "a" * 50], ids=ascii_start
)
async def test_whatever_is_searched_for_gets_an_answer(stage: Stage, typed: str) -> None:
    for seen in (await stage.ask("search", text=typed), await stage.ask("quote", about=typed)):
        assert "Something went wrong" not in seen.text


def _buttons(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for one in walk(components) if one["type"] == 2]
