"""A Discord on 127.0.0.1: enough of API v10 for the unmodified bot process, and for everything to go wrong.

    async with LoopbackDiscord() as discord:
        general = discord.channel(discord.guild("Archive"), "general")
        ada = discord.user("ada", locale="de")
        ...  # start `python -m bot run` with DISCORD_API_URL=discord.api_url and DISCORD_TOKEN=discord.token
        await discord.ready()
        answer = await discord.slash(ada, general, "who", {"name": "turing"})
        assert answer.seconds < 1
        assert discord.rest.unknown == []

`world.py` is what Discord knows; `rest.py` and `gateway.py` are its two doors, each with its records and
switches; `faults.py` is what can go wrong at the first; this module is the people in front of their screens.
Every wait ends after `within` seconds with a TimeoutError.
"""

import asyncio
import secrets
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web

from .gateway import Gateway
from .rest import Rest
from .world import (
    READ_AND_POST,
    Channel,
    ChannelType,
    Guild,
    Interaction,
    InteractionType,
    Json,
    Message,
    Role,
    User,
    World,
)

T = TypeVar("T")
Values = Mapping[str, object]
SLASH, ON_MESSAGE = 1, 3  # application command types


class LoopbackDiscord:
    """The server as an async context manager, and what its users do.

    `rest` has the requests seen, the unknown ones, faults and limits; `gateway` has the counters of the
    websocket and the ways to lose it.
    """

    def __init__(self, *, shards: int = 1) -> None:
        self.api_url = ""
        self.world = World(shards)
        self.token = self.world.token
        self.rest = Rest(self.world)
        self.gateway = Gateway(self.world)
        app = web.Application()
        app.router.add_get("/gateway", self.gateway.connect)
        app.add_subapp("/api/v10", self.rest.app())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)

    async def __aenter__(self) -> Self:
        """Listen on a free port."""
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0]
        self.api_url = f"http://{host}:{port}/api/v10"
        self.world.gateway_url = f"ws://{host}:{port}/gateway"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Cut every connection, within a second or so."""
        await self.gateway.close()
        await self._runner.cleanup()

    # The world: set it up before the bot starts, or while it runs.

    def user(self, name: str, *, locale: str = "en-US", permissions: int = 0, installed: bool = False) -> User:
        """Make a person; `permissions` are on top of reading and posting, `installed` = has added the app."""
        world, permissions = self.world, READ_AND_POST | permissions
        return User(id=world.new_id(), name=name, locale=locale, permissions=permissions, installed=installed)

    def guild(self, name: str, *, locale: str = "en-US", joined: bool = True) -> Guild:
        """Make a server; with `joined=False` the bot is not in it (yet, see `join`)."""
        guild_id = self.world.new_id()
        everyone = Role(id=guild_id, name="@everyone", permissions=READ_AND_POST)
        guild = Guild(id=guild_id, name=name, locale=locale, joined=joined, everyone=everyone)
        self.world.guilds[guild_id] = guild
        return guild

    def channel(self, guild: Guild, name: str, kind: ChannelType = ChannelType.TEXT) -> Channel:
        """Make a channel of a server (the bot is told of it with its server, so make it first)."""
        channel = Channel(id=self.world.new_id(), name=name, type=kind, guild=guild)
        guild.channels.append(channel)
        return self._add(channel)

    def dm(self, user: User) -> Channel:
        """Make the direct channel between a user and the bot."""
        return self._add(Channel(id=self.world.new_id(), name=user.name, type=ChannelType.BOT_DM))

    def group(self, name: str) -> Channel:
        """Make a private channel that the bot is not in: only a user's own install works there."""
        return self._add(Channel(id=self.world.new_id(), name=name, type=ChannelType.GROUP))

    def role(self, guild: Guild, name: str) -> Role:
        """Make a role."""
        guild.roles.append(Role(id=self.world.new_id(), name=name))
        return guild.roles[-1]

    def _add(self, channel: Channel) -> Channel:
        self.world.channels[channel.id] = channel
        return channel

    async def join(self, guild: Guild) -> None:
        """Add the running bot to a server: a GUILD_CREATE that does not say `unavailable`."""
        guild.joined = True
        await self.gateway.dispatch("GUILD_CREATE", guild.json(self.world.bot), guild)

    async def leave(self, guild: Guild) -> None:
        """Remove the running bot from a server."""
        guild.joined = False
        await self.gateway.dispatch("GUILD_DELETE", {"id": str(guild.id)}, guild)

    async def lose(self, guild: Guild) -> None:
        """Let a server become unavailable, as in an outage of Discord's."""
        await self.gateway.dispatch("GUILD_DELETE", {"id": str(guild.id), "unavailable": True}, guild)

    def write(self, user: User, channel: Channel, text: str) -> Message:
        """Post a message of a person (the bot is not told: it has no intent for messages)."""
        message = Message(id=self.world.new_id(), channel=channel, author=user, body={"content": text})
        channel.messages.append(message)
        return message

    # Waiting.

    async def ready(self, *, within: float = 10.0) -> None:
        """Wait until every shard has identified and was sent READY and its servers."""
        await self.until(lambda: self.gateway.ready, "gateway ready", within=within)

    async def until(self, found: Callable[[], T], what: str = "condition", *, within: float = 5.0) -> T:
        """Wait until `found()` is true, looking again after each request and gateway message; return it."""
        try:
            async with asyncio.timeout(within):
                while not (result := found()):
                    await self.world.change()
        except TimeoutError:
            last = [(request.method, request.path, request.status) for request in self.rest.requests[-3:]]
            message = f"{what}: not within {within} s; last requests {last}, unknown {self.rest.unknown}"
            raise TimeoutError(message) from None
        return result

    # What users do. Each waits for the bot's callback; send several at once with `asyncio.gather`.

    async def slash(
        self, user: User, channel: Channel, name: str, options: Values | None = None, *, within: float = 5.0
    ) -> Interaction:
        """Use a synced slash command, also "group sub"; options are plain values, channels or roles."""
        data = self._command_data(channel, name, options or {})
        return await self._act(InteractionType.COMMAND, user, channel, data, within)

    async def autocomplete(
        self, user: User, channel: Channel, name: str, options: Values, *, within: float = 5.0
    ) -> Interaction:
        """Type into the last of a slash command's `options`; the answer's `choices` are what is offered."""
        data = self._command_data(channel, name, options, focused=list(options)[-1])
        return await self._act(InteractionType.AUTOCOMPLETE, user, channel, data, within)

    async def use_on(self, user: User, message: Message, name: str, *, within: float = 5.0) -> Interaction:
        """Use a message context-menu command (right click, Apps)."""
        command = self._find_command(message.channel, ON_MESSAGE, name)
        target = str(message.id)
        data = {"target_id": target, "resolved": {"messages": {target: message.json()}}}
        data |= {key: command[key] for key in ("id", "name", "type")}
        return await self._act(InteractionType.COMMAND, user, message.channel, data, within)

    async def click(
        self,
        user: User,
        message: Message,
        control: str,
        values: list[str] | None = None,
        *,
        within: float = 5.0,
    ) -> Interaction:
        """Press the button with this label or custom_id, or choose `values` in the menu."""
        found = message.control(control)
        data = {"custom_id": found["custom_id"], "component_type": found["type"], "values": values or []}
        return await self._act(InteractionType.COMPONENT, user, message, data, within)

    async def submit(self, user: User, shown: Interaction, values: Values, *, within: float = 5.0) -> Interaction:
        """Send off the modal that an interaction was answered with; `values` by custom_id."""
        modal = shown.callback["data"]
        filled = [_filled(component, values) for component in modal["components"]]
        data = {"custom_id": modal["custom_id"], "components": filled}
        return await self._act(InteractionType.MODAL, user, shown.source or shown.channel, data, within)

    async def _act(
        self, kind: InteractionType, user: User, where: Channel | Message, data: Json, within: float
    ) -> Interaction:
        """Tell the bot, and wait for its callback; `where` is a message if one of its components was used."""
        source = where if isinstance(where, Message) else None
        channel = where.channel if isinstance(where, Message) else where
        number, token = self.world.new_id(), secrets.token_urlsafe(32)
        interaction = Interaction(id=number, token=token, type=kind, user=user, channel=channel, source=source)
        self.world.interactions[token] = interaction
        event = interaction.json(data, self.world.bot)
        await self.gateway.dispatch("INTERACTION_CREATE", event, channel.guild)
        await self.until(lambda: interaction.callback, f"callback of {kind.name} {data}", within=within)
        return interaction

    def _command_data(self, channel: Channel, name: str, values: Values, focused: str = "") -> Json:
        root, *path = name.split()
        command = self._find_command(channel, SLASH, root)
        data = {key: command[key] for key in ("id", "name", "type")}
        places = {str(value.id): value.json() for value in values.values() if isinstance(value, Channel)}
        roles = {str(value.id): value.json() for value in values.values() if isinstance(value, Role)}
        return data | {
            "options": _chosen(command, path, values, focused),
            "resolved": {"channels": places, "roles": roles},
        }

    def _find_command(self, channel: Channel, kind: int, name: str) -> Json:
        """Return a synced command that is offered in this channel."""
        guild_id = channel.guild.id if channel.guild else None
        synced = [*self.world.commands.get(guild_id, []), *self.world.commands.get(None, [])]
        for command in synced:
            allowed = command.get("contexts") or (0, 1, 2)
            if (command["type"], command["name"]) == (kind, name) and channel.context in allowed:
                return command
        message = f"no command {name!r} here; synced: {[command['name'] for command in synced]}"
        raise LookupError(message)


def _chosen(definition: Json, path: list[str], values: Values, focused: str) -> list[Json]:
    """Nest the values under the subcommand, each with the type that the command was synced with."""
    options = {option["name"]: option for option in definition.get("options", [])}
    if path:
        child = options[path[0]]
        nested = _chosen(child, path[1:], values, focused)
        return [{"name": child["name"], "type": child["type"], "options": nested}]
    chosen = []
    for name, value in values.items():
        plain = str(value.id) if isinstance(value, Channel | Role) else value
        marker = {"focused": True} if name == focused else {}
        chosen.append({"name": name, "type": options[name]["type"], "value": plain, **marker})
    return chosen


def _filled(component: Json, values: Values) -> Json:
    """Turn a modal's component into what its submission sends: no labels, but values."""
    filled: dict[str, Any] = {"type": component["type"]}
    if "custom_id" in component:
        value = values.get(component["custom_id"], component.get("value", ""))
        filled["custom_id"] = component["custom_id"]
        filled["values" if isinstance(value, list) else "value"] = value
    if "components" in component:
        filled["components"] = [_filled(child, values) for child in component["components"]]
    if "component" in component:
        filled["component"] = _filled(component["component"], values)
    return filled
