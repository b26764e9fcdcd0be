from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from .test_autocomplete import OPTIONS
from .test_commands import EVERY

if TYPE_CHECKING:
    from .stage import Screen, Stage

# /help needs nothing from the store.
STORED = [command for command in EVERY if command != "help"]
SENTENCE = re.compile(r"Something went wrong here, not with what you typed\. It is noted as ([0-9a-f]{6})\b.*\.")


def told(screen: Screen, caplog: pytest.LogCaptureFixture) -> str:
    """Check that `screen` is the one private sentence and that its id is in the log with the cause; return the id."""
    assert screen.private
    found = SENTENCE.fullmatch(screen.text)
    assert found, screen.text
    assert not screen.buttons
    logged = [record for record in caplog.records if found[1] in record.getMessage()]
    assert len(logged) == 1
    assert logged[0].exc_info
    return found[1]


@pytest.mark.parametrize("command", STORED)
async def test_a_command_over_a_broken_store_ends_in_one_private_sentence_with_an_id_in_the_log(
    stage: Stage, caplog: pytest.LogCaptureFixture, command: str
) -> None:
    await stage.break_store()

    told(await stage.ask(command, **EVERY[command]), caplog)


@pytest.mark.parametrize("command", [command for command in EVERY if command not in {"about", "help"}])
async def test_every_button_over_a_broken_store_ends_in_one_private_sentence_with_an_id_in_the_log(
    crowded: Stage, caplog: pytest.LogCaptureFixture, command: str
) -> None:
    screen = await crowded.ask(command, **EVERY[command])
    await crowded.break_store()

    for custom_id in screen.buttons.values():
        told(await crowded.press(screen, custom_id), caplog)
        told(await crowded.press_as(crowded.bob, screen, custom_id), caplog)
    for value in screen.options.values():
        told(await crowded.choose(screen, value), caplog)
    assert screen.buttons or screen.options
    assert screen.message.components == screen.components


@pytest.mark.parametrize(("command", "option"), OPTIONS)
@pytest.mark.parametrize("typed", ["", "zo", "zoemuller"])
async def test_every_autocomplete_over_a_broken_store_offers_nothing_and_is_noted_in_the_log(
    stage: Stage, caplog: pytest.LogCaptureFixture, command: str, option: str, typed: str
) -> None:
    await stage.break_store()

    assert await stage.offered(command, option, typed) == {}
    (logged,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert re.match(r"[0-9a-f]{6}: autocomplete", logged.getMessage())
    assert logged.exc_info


async def test_two_failures_have_two_ids(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    await stage.break_store()

    first, second = [told(await stage.ask("about"), caplog) for _ in range(2)]

    assert first != second


async def test_nothing_that_was_typed_is_in_the_log(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    await stage.break_store()

    await stage.ask("who", name="my secret question")
    await stage.offered("who", "name", "my secret question")

    assert "secret" not in caplog.text


async def test_help_works_without_a_store(stage: Stage) -> None:
    await stage.break_store()

    assert (await stage.ask("help")).title == "## Commands"


@pytest.mark.parametrize("status", [500, 403])
async def test_an_answer_that_discord_refuses_is_apologised_for(
    stage: Stage, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    stage.expect_errors()
    stage.env.inject_error("POST", "/interactions/*/callback", status=status)

    told(await stage.ask("who", name="zoe-muller"), caplog)


async def test_an_interaction_that_is_gone_is_noted_and_nothing_else_is_tried(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.expect_errors()
    stage.env.inject_error("POST", "/interactions/*/callback", status=404, code=10062, message="Unknown interaction")
    before = len(stage.env.http_requests)

    await stage.ada.slash(stage.channel, "who", name="zoe-muller")

    assert len(stage.env.http_requests) == before + 1
    (logged,) = [record for record in caplog.records if record.levelname == "WARNING"]
    assert "was gone" in logged.getMessage()
