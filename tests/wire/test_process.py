"""The whole bot as a process of its own, against a Discord on the loopback."""

from __future__ import annotations

import asyncio
import signal
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from .faults import CALLBACKS, Fault
from .loopback import LoopbackDiscord
from .process import SAMPLE, Running, bot, forget_starts
from .world import controls

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from .world import Channel, Interaction, Message, User

GUILDS = 1 << 0
NONE: dict[str, list[str]] = {"parse": []}


class Scene:
    """The loopback Discord with a server, two people, and folders for the bot."""

    def __init__(self, discord: LoopbackDiscord, folder: Path) -> None:
        self.discord = discord
        self.folder = folder
        self.guild = discord.guild("Harbour")
        self.channel = discord.channel(self.guild, "general")
        self.ada, self.bob = discord.user("ada"), discord.user("bob")
        self.outputs: list[Running] = []

    @asynccontextmanager
    async def started(self, **settings: str) -> AsyncIterator[Running]:
        """Start the bot without waiting for it."""
        wanted = {
            "DATA_DIR": str(SAMPLE),
            "STATE_DIR": str(self.folder / "state"),
            "DISCORD_TOKEN": self.discord.token,
            "DISCORD_API_URL": self.discord.api_url,
        }
        forget_starts(self.folder / "state")
        async with bot("run", cwd=self.folder, **(wanted | settings)) as running:
            self.outputs.append(running)
            yield running

    @asynccontextmanager
    async def ready(self, **settings: str) -> AsyncIterator[Running]:
        """Start the bot and wait until it serves."""
        async with self.started(**settings) as running:
            await self.discord.ready()  # discord.py itself says so only two seconds later
            yield running

    async def who(self, user: User | None = None, channel: Channel | None = None) -> Interaction:
        """Ask who Zoë Müller is."""
        return await self.discord.slash(user or self.ada, channel or self.channel, "who", {"name": "zoe-muller"})


@pytest_asyncio.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with LoopbackDiscord() as discord:
        one = Scene(discord, tmp_path)
        yield one
        assert discord.rest.unknown == []
        for running in one.outputs:
            assert discord.token not in running.output


def said(message: Message) -> str:
    """Return the text of a message."""
    return "\n".join(_contents(message.body["components"]))


def _contents(components: list[dict[str, Any]]) -> list[str]:
    found = [one["content"] for one in components if one["type"] == 10]
    for one in components:
        found += _contents(one.get("components", []))
    return found


async def test_it_connects_syncs_and_answers_who(scene: Scene) -> None:
    async with scene.ready():
        answer = await scene.who()

    assert "## Zoë Müller" in said(answer.message)
    assert answer.message.body["allowed_mentions"] == NONE
    assert not answer.message.ephemeral
    assert answer.seconds < 1
    assert len(scene.discord.rest.seen("PUT", r"/applications/\d+/commands")) == 1
    assert {command["name"] for command in scene.discord.world.commands[None]} >= {"who", "timeline", "quote", "help"}


async def test_it_asks_for_the_guilds_intent_only(scene: Scene) -> None:
    async with scene.ready():
        (identify,) = scene.discord.gateway.identifies

    assert identify["intents"] == GUILDS


async def test_it_autocompletes(scene: Scene) -> None:
    async with scene.ready():
        typed = await scene.discord.autocomplete(scene.ada, scene.channel, "who", {"name": "zo"})

    assert typed.choices == [{"name": "Zoë Müller — Author, Shore Press", "value": "zoe-muller"}]


async def test_a_button_turns_the_askers_message_and_gives_anyone_else_a_private_copy(scene: Scene) -> None:
    async with scene.ready():
        card = await scene.who()
        copy = await scene.discord.click(scene.bob, card.message, "Timeline")
        assert copy.message.ephemeral
        assert "## Zoë Müller" in said(card.message)

        turned = await scene.discord.click(scene.ada, card.message, "Timeline")

    assert turned.message is card.message
    assert "## Timeline: Zoë Müller" in said(card.message)
    assert scene.channel.messages == [card.message]


async def test_a_menu_opens_a_private_answer(scene: Scene) -> None:
    async with scene.ready():
        timeline = await scene.discord.slash(scene.ada, scene.channel, "timeline", {"about": "gauges"})
        (menu,) = [one for one in controls(timeline.message.body["components"]) if one["type"] == 3]
        chosen = menu["options"][0]["value"]
        opened = await scene.discord.click(scene.ada, timeline.message, menu["custom_id"], [chosen])

    assert opened.message.ephemeral
    assert "The Tidal Observatory is founded" in said(opened.message)


async def test_a_second_start_does_not_sync_again_and_old_buttons_still_work(scene: Scene) -> None:
    async with scene.ready() as first:
        card = await scene.who()
        first.signal(signal.SIGTERM)
        assert await first.ended() == 0
    async with scene.ready():
        turned = await scene.discord.click(scene.ada, card.message, "Timeline")

    assert "## Timeline: Zoë Müller" in said(turned.message)
    assert len(scene.discord.rest.seen("PUT", r".*/commands")) == 1


async def test_with_a_server_to_try_out_in_the_commands_are_synced_there(scene: Scene) -> None:
    async with scene.ready(SYNC_GUILD_ID=str(scene.guild.id)):
        answer = await scene.who()

    assert "## Zoë Müller" in said(answer.message)
    assert list(scene.discord.world.commands) == [scene.guild.id]


@pytest.mark.parametrize("code", [None, 4000, 1000])
async def test_it_resumes_after_a_dropped_gateway_and_answers_what_came_meanwhile(
    scene: Scene, code: int | None
) -> None:
    async with scene.ready():
        await scene.discord.gateway.drop(code)
        answer = await scene.who()

        assert "## Zoë Müller" in said(answer.message)
        assert len(scene.discord.gateway.resumes) == 1
        assert len(scene.discord.gateway.identifies) == 1


async def test_it_resumes_when_discord_asks_it_to_reconnect(scene: Scene) -> None:
    gateway = scene.discord.gateway
    async with scene.ready():
        await gateway.ask_to_reconnect()
        await scene.discord.until(lambda: gateway.resumes and gateway.ready, "resumed")
        answer = await scene.who()

    assert "## Zoë Müller" in said(answer.message)
    assert len(gateway.identifies) == 1


async def test_it_identifies_anew_when_its_session_is_gone(scene: Scene) -> None:
    gateway = scene.discord.gateway
    async with scene.ready():
        await gateway.invalidate(resumable=False)
        await scene.discord.until(lambda: len(gateway.identifies) == 2 and gateway.ready, "new session", within=12)
        answer = await scene.who()

    assert "## Zoë Müller" in said(answer.message)


async def test_two_users_at_once_each_get_their_own_answer(scene: Scene) -> None:
    async with scene.ready():
        asked = {"zoe-muller": "## Zoë Müller", "una-okeefe": "## Una O'Keefe", "shore-press": "## Shore Press"}
        users = [scene.ada, scene.bob] * 15
        answers = await asyncio.gather(
            *(
                scene.discord.slash(user, scene.channel, "who", {"name": list(asked)[number % 3]})
                for number, user in enumerate(users)
            )
        )

    for number, answer in enumerate(answers):
        assert said(answer.message).startswith(list(asked.values())[number % 3])
        assert answer.user is users[number]


async def test_a_429_on_the_callback_is_waited_out(scene: Scene) -> None:
    scene.discord.rest.faults.append(Fault.too_many("POST", CALLBACKS, 0.3))
    async with scene.ready():
        answer = await scene.who()

    assert "## Zoë Müller" in said(answer.message)
    assert [request.status for request in scene.discord.rest.seen("POST", CALLBACKS)] == [429, 200]
    assert 0.3 <= answer.seconds < 3


async def test_a_5xx_on_the_callback_is_tried_again_within_the_deadline(scene: Scene) -> None:
    scene.discord.rest.faults.append(Fault("POST", CALLBACKS, status=502))
    async with scene.ready():
        answer = await scene.who()

    assert "## Zoë Müller" in said(answer.message)
    assert answer.seconds < 3


async def test_a_callback_that_comes_too_late_is_noted_in_a_line_and_the_next_one_is_answered(scene: Scene) -> None:
    late = Fault("POST", CALLBACKS, status=404, json={"code": 10062, "message": "Unknown interaction"})
    scene.discord.rest.faults.append(late)
    async with scene.ready() as running:
        with pytest.raises(TimeoutError):
            await scene.discord.slash(scene.ada, scene.channel, "help", within=0.5)
        line = await running.says("was gone")
        answer = await scene.who()

    assert "WARNING" in line
    assert "Traceback" not in running.output
    assert "## Zoë Müller" in said(answer.message)


async def test_a_cut_connection_on_the_callback_leaves_the_bot_alive(scene: Scene) -> None:
    scene.discord.rest.faults.append(Fault("POST", CALLBACKS, cut="before"))
    async with scene.ready():
        first = await scene.who()
        second = await scene.who(scene.bob)

    assert "Something went wrong here" in said(first.message)
    assert first.message.ephemeral
    assert "## Zoë Müller" in said(second.message)


async def test_a_sync_that_fails_once_does_not_keep_the_bot_away(scene: Scene) -> None:
    scene.discord.rest.faults.append(Fault("PUT", r".*/commands", status=502))
    async with scene.ready():
        answer = await scene.who()

    assert "## Zoë Müller" in said(answer.message)


async def test_a_user_who_installed_it_asks_in_a_place_where_the_bot_is_not(scene: Scene) -> None:
    cleo = scene.discord.user("cleo", installed=True)
    foreign = scene.discord.channel(scene.discord.guild("Elsewhere", joined=False), "chat")
    group = scene.discord.group("friends")
    async with scene.ready():
        for place in (foreign, group, scene.discord.dm(cleo)):
            card = await scene.who(cleo, place)
            assert "## Zoë Müller" in said(card.message)
            assert place.messages == [card.message]
            turned = await scene.discord.click(cleo, card.message, "Timeline")
            assert "## Timeline: Zoë Müller" in said(turned.message)


async def test_it_notices_a_server_that_adds_it(scene: Scene) -> None:
    new = scene.discord.guild("New", joined=False)
    channel = scene.discord.channel(new, "general")
    async with scene.ready():
        await scene.discord.join(new)
        answer = await scene.who(scene.bob, channel)

    assert "## Zoë Müller" in said(answer.message)


async def test_it_prints_the_two_invite_links(scene: Scene) -> None:
    async with scene.ready() as running:
        server = await running.says("add it to a server")
        account = await running.says("add it to your account")

    number = scene.discord.world.bot.id
    assert f"https://discord.com/oauth2/authorize?client_id={number}" in server
    assert "scope=bot+applications.commands" in server
    assert f"client_id={number}" in account
    assert "integration_type=1" in account


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_stops_it_cleanly_within_seconds(scene: Scene, number: signal.Signals) -> None:
    async with scene.ready() as running:
        await scene.who()
        running.signal(number)

        assert await running.ended(within=5) == 0
        await scene.discord.until(lambda: scene.discord.gateway.goodbyes, "goodbye")

    assert scene.discord.gateway.goodbyes == [1000]
    assert "Traceback" not in running.output
    assert "Unclosed" not in running.output


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_while_it_is_still_connecting_stops_it_cleanly(scene: Scene, number: signal.Signals) -> None:
    scene.discord.rest.faults.append(Fault("GET", "/users/@me", delay=20))
    async with scene.started() as running:
        await scene.discord.until(lambda: scene.discord.rest.seen("GET", "/users/@me"), "login", within=10)
        running.signal(number)

        assert await running.ended(within=5) == 0

    assert "Traceback" not in running.output


async def test_a_wrong_token_ends_with_one_sentence_and_exit_2(scene: Scene) -> None:
    wrong = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE." + "x" * 38
    async with scene.started(DISCORD_TOKEN=wrong) as running:
        assert await running.ended() == 2

    (line,) = [line for line in running.lines if "token" in line.lower()]
    assert "Discord refused the token" in line
    assert "Traceback" not in running.output
    assert wrong not in running.output
    assert wrong.split(".")[2] not in running.output
    assert scene.discord.gateway.identifies == []


async def test_no_token_says_where_to_get_one_and_that_the_demo_needs_none(scene: Scene) -> None:
    async with scene.started(DISCORD_TOKEN="") as running:
        assert await running.ended() == 2

    assert "https://discord.com/developers/applications" in running.output
    assert "make demo" in running.output
    assert len(running.lines) == 1
    assert scene.discord.rest.requests == []


async def test_the_token_may_stand_in_a_file(scene: Scene) -> None:
    file = scene.folder / "token"
    file.write_text(scene.discord.token + "\n", encoding="utf-8")
    async with scene.ready(DISCORD_TOKEN="", DISCORD_TOKEN_FILE=str(file)):
        assert "## Zoë Müller" in said((await scene.who()).message)


async def test_the_token_is_in_no_line_even_when_everything_is_logged(scene: Scene) -> None:
    async with scene.ready(LOG_LEVEL="DEBUG") as running:
        await scene.who()
        await scene.discord.gateway.drop(4000)
        await scene.who()
        running.signal(signal.SIGTERM)
        assert await running.ended() == 0

    assert scene.discord.token not in running.output


async def test_what_was_typed_is_in_no_line_even_when_everything_is_logged(scene: Scene) -> None:
    async with scene.ready(LOG_LEVEL="DEBUG") as running:
        await scene.discord.slash(scene.ada, scene.channel, "search", {"text": "a secret question"})
        await scene.discord.slash(scene.ada, scene.channel, "checkquote", {"text": "a secret quotation of some words"})
        await scene.discord.autocomplete(scene.ada, scene.channel, "who", {"name": "a secret name"})
        running.signal(signal.SIGTERM)
        assert await running.ended() == 0

    assert "secret" not in running.output


async def test_a_discord_that_is_down_at_the_start_is_waited_for(scene: Scene) -> None:
    scene.discord.rest.faults.append(Fault("GET", "/users/@me", status=503, times=2))
    async with scene.ready() as running:
        assert "## Zoë Müller" in said((await scene.who()).message)

    assert [line.rpartition(";")[2].strip() for line in running.lines if "cannot be reached" in line] == [
        "next try in 1 s",
        "next try in 2 s",
    ]
    assert "Traceback" not in running.output
    assert "Unclosed" not in running.output


async def test_a_gateway_that_is_down_at_the_start_is_waited_for(scene: Scene) -> None:
    scene.discord.gateway.refuse = 1
    async with scene.started() as running:
        await scene.discord.ready(within=40)
        assert "## Zoë Müller" in said((await scene.who()).message)
        running.signal(signal.SIGTERM)
        assert await running.ended() == 0


async def test_a_server_to_sync_to_that_the_bot_may_not_enter_is_told_without_a_traceback(scene: Scene) -> None:
    refused = Fault("PUT", r".*/commands", status=403, json={"code": 50001, "message": "Missing Access"}, times=9)
    scene.discord.rest.faults.append(refused)
    async with scene.started(SYNC_GUILD_ID="123456789012345678") as running:
        assert await running.ended(within=20) != 0

    assert "Traceback" not in running.output
    assert "Missing Access" in running.output


async def test_a_discord_that_cannot_be_reached_is_waited_for_and_a_signal_ends_the_wait(scene: Scene) -> None:
    async with scene.started(DISCORD_API_URL="http://127.0.0.1:9/api/v10") as running:
        await running.says("next try in 2 s")
        running.signal(signal.SIGTERM)
        assert await running.ended(within=5) == 0

    assert "Traceback" not in running.output
