from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .stage import CROWD

if TYPE_CHECKING:
    from .stage import Stage

OPTIONS = [("who", "name"), ("timeline", "about"), ("quote", "by"), ("event", "name"), ("source", "name")]
HOSTILE = [
    "%",
    "*",
    '"',
    "' OR 1=1 --",
    "NEAR(a b)",
    "AND",
    "\x00",
    "\u202e",
    "💥" * 50,
    "<@1>",
    "x" * 6000,
    "a " * 500,
]


async def test_names_are_offered_while_they_are_typed_with_the_slug_as_value(stage: Stage) -> None:
    assert await stage.offered("who", "name", "zo") == {"Zoë Müller — Author, Shore Press": "zoe-muller"}


async def test_namesakes_are_told_apart_in_the_list(stage: Stage) -> None:
    offered = await stage.offered("who", "name", "jan b")

    assert sorted(offered.values()) == ["jan-berg", "jan-berg-ii"]
    assert "Jan Berg — Cartographer, Shore Press" in offered


@pytest.mark.parametrize(("typed", "slug"), [("mulle zo", "zoe-muller"), ("ÖE", ""), ("müllr", "zoe-muller")])
async def test_words_may_come_in_any_order_and_be_misspelt(stage: Stage, typed: str, slug: str) -> None:
    offered = await stage.offered("who", "name", typed)

    assert list(offered.values()) == ([slug] if slug else [])


@pytest.mark.parametrize("typed", ["okeefe", "O'Keefe", "o keefe", "O’Keefe", "UNA", "okefee"])  # noqa: RUF001
async def test_apostrophes_and_misspellings_find_the_same_person(stage: Stage, typed: str) -> None:
    assert "una-okeefe" in (await stage.offered("who", "name", typed)).values()


@pytest.mark.parametrize(("command", "option"), OPTIONS)
async def test_empty_text_offers_something_to_begin_with(stage: Stage, command: str, option: str) -> None:
    assert await stage.offered(command, option, "")


@pytest.mark.parametrize(("command", "option"), OPTIONS)
async def test_no_more_than_25_choices_of_100_characters_are_offered(crowded: Stage, command: str, option: str) -> None:
    for typed in ("", "k", "keep", "lamp", "is lit", "e"):
        choices = await crowded.ada.autocomplete(crowded.channel, command, option, typed)
        assert len(choices) <= 25
        assert all(1 <= len(choice["name"].encode("utf-16-le")) // 2 <= 100 for choice in choices)
        assert all(1 <= len(choice["value"]) <= 100 for choice in choices)
        assert len({choice["value"] for choice in choices}) == len(choices)


async def test_a_crowd_fills_the_list_to_the_last_place(crowded: Stage) -> None:
    assert CROWD > 25
    assert len(await crowded.ada.autocomplete(crowded.channel, "who", "name", "keep")) == 25


@pytest.mark.parametrize(("command", "option"), OPTIONS)
async def test_every_choice_is_answered_when_it_is_sent(stage: Stage, command: str, option: str) -> None:
    for value in (await stage.offered(command, option, "")).values():
        seen = await stage.ask(command, **{option: value})
        assert "Not on record" not in seen.title
        assert "Which" not in seen.title


@pytest.mark.parametrize(("command", "option"), OPTIONS)
@pytest.mark.parametrize("typed", HOSTILE, ids=lambda typed: repr(typed[:8]))
async def test_hostile_text_breaks_nothing(stage: Stage, command: str, option: str, typed: str) -> None:
    offered = await stage.offered(command, option, typed)

    assert len(offered) <= 25


async def test_who_offers_no_topics_and_event_offers_no_people(stage: Stage) -> None:
    assert "gauges" not in (await stage.offered("who", "name", "gauges")).values()
    assert "zoe-muller" not in (await stage.offered("event", "name", "zoe")).values()
    assert "gauges" in (await stage.offered("timeline", "about", "gau")).values()


async def test_a_source_is_found_by_its_publisher(stage: Stage) -> None:
    offered = await stage.offered("source", "name", "harbour gaz")

    assert {"gazette-2004-02-29", "gazette-2010-06-02"} <= set(offered.values())


async def test_autocomplete_works_in_the_bots_dm(stage: Stage) -> None:
    choices = await stage.stranger.autocomplete("who", "name", "zoe")

    assert [choice["value"] for choice in choices] == ["zoe-muller"]
