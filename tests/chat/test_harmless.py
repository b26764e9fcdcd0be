"""Nothing that is in the data or that somebody typed pings, links or is set as markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from .stage import live, walk
from .test_commands import EVERY

if TYPE_CHECKING:
    from .stage import Stage

TYPED = "<@1> **x** [a](http://b) https://c @everyone"
LINK = re.compile(r"\[(?:\[\d+\]|[^\]]*)\]\((https://[^)\s]+)\)")  # what the bot itself links: numbers and titles


def markup(text: str) -> list[str]:
    """Return what Discord would act on in `text` besides the bot's own headings, leads, quotes and links."""
    left = []
    for line in live(text).splitlines():
        line = LINK.sub("", line)  # noqa: PLW2901  what is left of it is the point
        line = re.sub(r"^(## |-# |> )", "", line)  # noqa: PLW2901
        line = re.sub(r"\*\*[^*]+\*\*", "", line)  # noqa: PLW2901
        left += re.findall(r"[*_~`|@<>#\[\]]|https?://|^\s*(?:[-+*]|\d+[.)]) ", line)
    return left


async def test_markdown_and_mentions_in_a_quote_stay_the_characters_that_they_are(stage: Stage) -> None:
    seen = await stage.ask("quote", by="una-okeefe")

    assert r"> No gauge of mine went unread, \*not one\* — and \@everyone knows it." in seen.text
    assert markup(seen.text) == []


@pytest.mark.parametrize(
    ("command", "option"),
    [
        ("who", "name"),
        ("timeline", "about"),
        ("timeline", "from"),
        ("quote", "about"),
        ("event", "name"),
        ("source", "name"),
        ("search", "text"),
        ("onthisday", "date"),
        ("quote", "by"),
    ],
)
async def test_typed_markdown_mentions_and_links_stay_the_characters_that_they_are(
    stage: Stage, command: str, option: str
) -> None:
    for typed in (TYPED[:29], TYPED[16:]) if option in {"from", "date"} else (TYPED,):
        seen = await stage.ask(command, **{option: typed[:30] if option in {"from", "date"} else typed})
        assert "everyone" in seen.text or r"\*\*x\*\*" in seen.text
        assert markup(seen.text) == []


@pytest.mark.parametrize(
    "typed",
    [
        "# big",
        "-# small",
        "> quote",
        ">>> quote",
        "* item",
        "- item",
        "1. item",
        "```code```",
        "||hidden||",
        "~~gone~~",
        "<#1>",
        "<@&1>",
        "</who:1>",
        "<t:0:R>",
        "<:smile:1>",
        "<a:smile:1>",
        "@here",
        "__under__",
        "discord.gg/x",
        "[a](<https://b>)",
        "<https://b>",
        "\\*x\\*",
        "\\\\*x*",
        "a\u200b*b*",
        "HTTPS://B.example",
        "mail@example.org",
    ],
)
async def test_no_form_of_markup_survives(stage: Stage, typed: str) -> None:
    seen = await stage.ask("search", text=typed)

    assert markup(seen.text) == []


@pytest.mark.parametrize("command", EVERY)
async def test_every_answer_holds_no_other_markup_than_the_bots_own(stage: Stage, command: str) -> None:
    seen = await stage.ask(command, **EVERY[command])

    assert markup(seen.text) == []


async def test_everything_that_is_sent_mentions_nobody(stage: Stage) -> None:
    card = await stage.ask("who", name="zoe-muller")
    timeline = await stage.click(card, "Timeline")
    await stage.click(timeline, "Quotes", user=stage.bob)
    await stage.choose(timeline, "ask1|e|leap-opening")
    await stage.ask("who", name=TYPED)
    await stage.press_made_up(await stage.ask("who", name="zoe-muller"), "ask1|?|x")
    await stage.break_store()
    await stage.ask("about")

    sent = stage.sent()
    assert len(sent) == 8
    assert [body["allowed_mentions"] for body in sent] == [{"parse": []}] * 8


async def test_links_lead_only_to_the_sources_addresses(stage: Stage) -> None:
    for command, options in EVERY.items():
        seen = await stage.ask(command, **options)
        for address in LINK.findall(seen.text):
            assert re.fullmatch(r"https://(observatory|gazette|okeefe|press)\.example/[\w/%-]+", address)


async def test_an_address_with_brackets_stays_one_link(stage: Stage) -> None:
    seen = await stage.ask("source", name="gazette-2004-02-29")

    assert "(https://gazette.example/2004/leap_%28report%29)" in seen.text


async def test_a_control_character_in_a_typed_name_is_not_sent_back(stage: Stage) -> None:
    seen = await stage.ask("who", name="a\u202eb\u200bc\x07d-nobody")

    assert not re.search("[\u202e\u200b\x07]", _everything(seen.components))


def _everything(components: list[dict[str, Any]]) -> str:
    shown = ("content", "label", "placeholder", "description")
    return "\n".join(str(one[key]) for one in walk(components) for key in shown if key in one)
