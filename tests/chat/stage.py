"""A running bot and the people in front of it: what they do, and what they then see."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import discord
from simcord import Env
from simcord.builders import UserHandle

from bot.chat.client import OnRecord
from bot.chat.reload import Fixed
from bot.refresh import refresh
from bot.store.catalogue import open_catalogue
from bot.store.state import open_state

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from simcord.actors import MemberActor
    from simcord.builders import ChannelHandle
    from simcord.results import InteractionResult, ResponseMessage

    from bot.store.catalogue import Catalogue
    from bot.store.state import State

SAMPLE = Path(__file__).parent.parent / "sample"
TODAY = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
CROWD = 40
LONG_WORD = "Donaudampfschifffahrtsgesellschaft"

_TEXT, _ROW, _BUTTON, _SELECT = 10, 1, 2, 3  # component types


@dataclass(frozen=True)
class Screen:
    """One message as a person sees it."""

    message: ResponseMessage
    private: bool
    components: list[dict[str, Any]]

    @property
    def text(self) -> str:
        """All its text as it was sent, escapes and markdown included."""
        return "\n".join(one["content"] for one in walk(self.components) if one["type"] == _TEXT)

    @property
    def buttons(self) -> dict[str, str]:
        """The custom_id of each button by its label."""
        return {one["label"]: one["custom_id"] for one in walk(self.components) if one["type"] == _BUTTON}

    @property
    def options(self) -> dict[str, str]:
        """The value of each option of the menu by its label."""
        menus = [one for one in walk(self.components) if one["type"] == _SELECT]
        return {option["label"]: option["value"] for menu in menus for option in menu["options"]}

    @property
    def title(self) -> str:
        """The first line."""
        return self.text.split("\n", 1)[0]


@dataclass
class Stage:
    """The bot in one server with one channel, and two people."""

    env: Env
    client: OnRecord
    catalogue: Catalogue
    kept: State
    state: Path
    channel: ChannelHandle
    ada: MemberActor
    bob: MemberActor
    warden: MemberActor
    """Somebody who may manage the server."""
    stranger: UserHandle
    _clients: AsyncExitStack
    _store: AsyncExitStack
    broken: bool = False
    screens: list[Screen] = field(default_factory=list)

    async def ask(self, command: str, /, **options: object) -> Screen:
        """Type a slash command in the channel, as ada."""
        return await self.ask_as(self.ada, command, **options)

    async def ask_as(self, who: MemberActor | UserHandle, command: str, /, **options: object) -> Screen:
        """Type a slash command: in the channel or, for somebody who is in no server, in the bot's DM."""
        if isinstance(who, UserHandle):
            return self._seen(await who.slash(command, **options))
        return self._seen(await who.slash(self.channel, command, **options))

    async def offered(self, command: str, option: str, typed: str) -> dict[str, str]:
        """Type into an option; return the values that are offered, by what stands in the list."""
        choices = await self.ada.autocomplete(self.channel, command, option, typed)
        return {choice["name"]: choice["value"] for choice in choices}

    async def click(self, screen: Screen, label: str, *, user: MemberActor | UserHandle | None = None) -> Screen:
        """Press the button with this label."""
        return self._seen(await (user or self.ada).click(screen.message, label=label))

    async def press(self, screen: Screen, custom_id: str) -> Screen:
        """Press the button with this custom_id."""
        return self._seen(await self.ada.click(screen.message, custom_id=custom_id))

    async def press_as(self, user: MemberActor, screen: Screen, custom_id: str) -> Screen:
        """Press a button as somebody else."""
        return self._seen(await user.click(screen.message, custom_id=custom_id))

    async def press_made_up(self, screen: Screen, custom_id: str) -> Screen:
        """Press a button that this message never had, as one from another version of the bot would be."""
        row = next(one for one in walk(self._stored(screen)) if one["type"] == _ROW)
        row["components"][0]["custom_id"] = custom_id
        return await self.press(screen, custom_id)

    async def choose_made_up(self, screen: Screen, value: str) -> Screen:
        """Choose an option that this message never had."""
        menu = next(one for one in walk(self._stored(screen)) if one["type"] == _SELECT)
        menu["options"][0]["value"] = value
        return await self.choose(screen, value)

    def _stored(self, screen: Screen) -> list[dict[str, Any]]:
        """Return the message's components as simcord keeps them, to be changed in place."""
        return self.env.backend.get_message(screen.message.channel_id, screen.message.id).components

    async def choose(self, screen: Screen, value: str, *, user: MemberActor | UserHandle | None = None) -> Screen:
        """Choose from the menu."""
        return self._seen(await (user or self.ada).select(screen.message, [value]))

    async def restart(self, state: Path | None = None) -> None:
        """Replace the bot by a new one, as a new process would."""
        await self.restart_as(OnRecord(Fixed(self.catalogue), self.kept, state or self.state))

    async def restart_as(self, client: OnRecord) -> None:
        """Replace the bot by this one."""
        await self.client.poster.stop()
        self.client = await self._clients.enter_async_context(client)
        await self.env.restart_bot(self.client)

    def expect_errors(self) -> None:
        """Let the test end well although something went wrong in it."""
        self.broken = True

    async def break_store(self) -> None:
        """Close the database under the running bot."""
        self.expect_errors()
        await self._store.aclose()

    def sent(self) -> list[dict[str, Any]]:
        """Return the body of every message that the bot sent or edited."""
        calls = [entry.json for entry in self.env.http_requests if entry.method in {"POST", "PATCH"}]
        bodies = [call.get("data", call) for call in calls if isinstance(call, dict)]
        return [body for body in bodies if "components" in body]

    def syncs(self) -> int:
        """Return how many times the command tree was sent."""
        return sum(e.method == "PUT" and e.path.endswith("/commands") for e in self.env.http_requests)

    def _seen(self, result: InteractionResult) -> Screen:
        assert result.acknowledged, "Discord would say: the application did not respond"
        assert not result.followups, "one question, one message"
        message = result.response
        assert message is not None
        screen = Screen(message, message.ephemeral, message.components)
        self.screens.append(screen)
        return screen


def walk(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield every component, however deep."""
    for one in components:
        yield one
        yield from walk(one.get("components", []))


@asynccontextmanager
async def on_stage(dataset: Path, state: Path) -> AsyncIterator[Stage]:
    """Run the bot on a built dataset and let two people into a channel with it."""
    async with AsyncExitStack() as clients, AsyncExitStack() as store:
        catalogue = store.enter_context(open_catalogue(dataset))
        kept = await clients.enter_async_context(open_state(state))
        client = await clients.enter_async_context(OnRecord(Fixed(catalogue), kept, state))
        env = Env(client, shard_count=1)
        env.backend.clock._epoch = TODAY  # noqa: SLF001  simcord has no public name for the day it starts on
        await env.start()
        try:
            guild = env.create_guild("Harbour")
            channel = guild.create_text_channel("general")
            ada, bob = (guild.add_member(env.create_user(name)) for name in ("ada", "bob"))
            role = guild.create_role("Wardens", permissions=discord.Permissions(manage_guild=True))
            warden = guild.add_member(env.create_user("warden"), roles=[role])
            stranger = env.create_user("stranger")
            yield Stage(env, client, catalogue, kept, state, channel, ada, bob, warden, stranger, clients, store)
        finally:
            await env.shutdown()


def built(data: Path, state: Path) -> Path:
    """Build a dataset as it was on the day of the tests."""
    return refresh(data, state, TODAY.date())


def crowd(folder: Path) -> Path:
    """Copy the sample and add many people, events and quotes, so that every answer has a second page."""
    data = shutil.copytree(SAMPLE, folder)
    numbers = range(1, CROWD + 1)
    record = {"sources": ["founding-charter"], "evidence": ["https://observatory.example/charter"]}
    tables: dict[str, dict[str, dict[str, Any]]] = {
        "people": {
            f"keeper-{n}": {
                "name": f"Keeper Number{n:02} {LONG_WORD}",
                "summary": "Kept a lamp.",
                "roles": [
                    {
                        "title": f"Keeper of the lamp in the {LONG_WORD} of the long name",
                        "organization": "tidal-observatory",
                        "start": f"{1900 + n}",
                        "sources": ["founding-charter"],
                    }
                ],
                "sources": ["founding-charter"],
                "checked": "2026-01-10",
            }
            for n in numbers
        },
        "events": {
            f"lamp-{n}": {
                "date": f"{1900 + n}-07-0{n % 2 + 1}",
                "title": f"Lamp {n} is lit",
                "summary": "A lamp was lit in the tower.",
                "status": "confirmed",
                "people": ["zoe-muller"],
                "organizations": ["tidal-observatory"],
                "topics": ["gauges"],
                "importance": 1,
                **record,
            }
            for n in numbers
        },
        "quotes": {
            f"muller-lamp-{n}": {
                "speaker": "zoe-muller",
                "text": f"Lamp {n} is lit.",
                "said": f"{1900 + n}",
                "context": "in the tower",
                "event": "lamp-1",
                "source": "founding-charter",
                "status": "verified",
                "evidence": ["https://observatory.example/charter"],
            }
            for n in numbers
        },
    }
    for section, records in tables.items():
        (data / section).mkdir(exist_ok=True)
        (data / section / "crowd.json").write_text(json.dumps(records), encoding="utf-8")
    return data


_ESCAPE = re.compile(r"\\[^0-9A-Za-z\s]")  # what Discord takes for an escape: never a letter, digit or space


def live(text: str) -> str:
    """Return `text` with a dot for each character that a backslash made harmless: what is left, Discord acts on."""
    return _ESCAPE.sub("·", text)
