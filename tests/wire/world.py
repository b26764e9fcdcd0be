"""What the loopback Discord knows: its servers, channels, people, messages and interactions.

The shapes follow discord.com/developers/docs (API v10), cut down to the fields that discord.py 2.7 reads.
"""

import asyncio
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum, IntFlag
from typing import Any

Json = dict[str, Any]

DISCORD_EPOCH_MS = 1_420_070_400_000
READ_AND_POST = 0x400 | 0x800 | 0x4000 | 0x8000 | 0x10000  # view, send, embed links, attach files, read history
MANAGE_SERVER = 0x20


class MessageFlag(IntFlag):
    """Message flags (Resources, Message) that the bot can meet."""

    NONE = 0
    CROSSPOSTED = 1 << 0
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    COMPONENTS_V2 = 1 << 15


class ChannelType(IntEnum):
    """Channel types (Resources, Channel) in which commands can be used here."""

    TEXT = 0
    BOT_DM = 1
    GROUP = 3
    ANNOUNCEMENT = 5


class InteractionType(IntEnum):
    """Interaction types (Interactions, Receiving and Responding)."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


class CallbackType(IntEnum):
    """Interaction callback types (Interactions, Receiving and Responding)."""

    MESSAGE = 4
    DEFERRED = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


@dataclass(eq=False, kw_only=True)
class User:
    """A person, or the bot; `permissions` hold in every server, `installed` = has added the app."""

    id: int
    name: str
    locale: str = "en-US"
    permissions: int = READ_AND_POST
    installed: bool = False
    bot: bool = False

    def json(self) -> Json:
        """Return the user object."""
        return {
            "id": str(self.id),
            "username": self.name,
            "discriminator": "0",
            "global_name": self.name,
            "avatar": None,
            "bot": self.bot,
        }

    def member_json(self) -> Json:
        """Return the guild member object."""
        return {
            "user": self.json(),
            "roles": [],
            "joined_at": "2026-01-01T00:00:00+00:00",
            "deaf": False,
            "mute": False,
            "flags": 0,
            "permissions": str(self.permissions),
        }


@dataclass(eq=False, kw_only=True)
class Role:
    """A role of a server; the one with the server's id is @everyone and carries what the bot may do."""

    id: int
    name: str
    permissions: int = 0

    def json(self) -> Json:
        """Return the role object."""
        return {
            "id": str(self.id),
            "name": self.name,
            "permissions": str(self.permissions),
            "color": 0,
            "position": 0,
            "hoist": False,
            "managed": False,
            "mentionable": True,
        }


@dataclass(eq=False, kw_only=True)
class Message:
    """A message as the bot last left it: `body` is what it sent, with every edit laid over it."""

    id: int
    channel: "Channel"
    author: User
    body: Json
    flags: MessageFlag = MessageFlag.NONE
    asked: Json | None = None
    """What it answers (interaction_metadata): who did what; None for what was posted unasked."""
    made_at: float = field(default_factory=time.monotonic)
    timestamp: str = field(default_factory=lambda: datetime.now(UTC).isoformat())
    edited: str | None = None

    @property
    def content(self) -> str:
        """Its plain text, empty if there is none."""
        return str(self.body.get("content") or "")

    @property
    def ephemeral(self) -> bool:
        """Only for the eyes of the one who asked."""
        return MessageFlag.EPHEMERAL in self.flags

    @property
    def loading(self) -> bool:
        """Deferred, and not filled in yet."""
        return MessageFlag.LOADING in self.flags

    def edit(self, body: Json) -> None:
        """Lay new fields over the old ones; ephemeral and Components V2 cannot be taken off again."""
        self.body |= body
        self.flags = (self.flags | MessageFlag(body.get("flags") or 0)) & ~MessageFlag.LOADING
        self.edited = datetime.now(UTC).isoformat()

    def control(self, wanted: str) -> Json:
        """Return the button or menu with this label or custom_id; LookupError if there is none to press."""
        offered = list(controls(self.body.get("components") or []))
        for one in offered:
            if wanted in (one["custom_id"], one.get("label")) and not one.get("disabled"):
                return one
        message = f"nothing to press called {wanted!r} among {offered}"
        raise LookupError(message)

    def json(self) -> Json:
        """Return the message object."""
        return {
            "id": str(self.id),
            "channel_id": str(self.channel.id),
            "type": 0,
            "author": self.author.json(),
            "content": self.content,
            "embeds": self.body.get("embeds") or [],
            "components": self.body.get("components") or [],
            "nonce": self.body.get("nonce"),
            **({"interaction_metadata": self.asked} if self.asked else {}),
            "flags": int(self.flags),
            "timestamp": self.timestamp,
            "edited_timestamp": self.edited,
            "attachments": [],
            "mentions": [],
            "mention_roles": [],
            "mention_everyone": False,
            "pinned": False,
            "tts": False,
        }


def controls(components: list[Json]) -> Iterator[Json]:
    """Every component with a custom_id, however deep: rows, containers, sections' accessories, labels."""
    for component in components:
        if "custom_id" in component:
            yield component
        yield from controls(component.get("components", []))
        yield from controls([component[key] for key in ("accessory", "component") if key in component])


@dataclass(eq=False, kw_only=True)
class Channel:
    """A place to use a command in; `messages` is what everybody there sees, oldest first."""

    id: int
    name: str
    type: ChannelType
    guild: "Guild | None" = None
    messages: list[Message] = field(default_factory=list)

    @property
    def context(self) -> int:
        """Interaction context: 0 in a server, 1 in the DM with the bot, 2 in other private channels."""
        return {ChannelType.BOT_DM: 1, ChannelType.GROUP: 2}.get(self.type, 0)

    def json(self) -> Json:
        """Return the channel object."""
        return {
            "id": str(self.id),
            "name": self.name,
            "type": int(self.type),
            "position": 0,
            "permission_overwrites": [],
            "recipients": [],
            "permissions": str(READ_AND_POST),
            **({"guild_id": str(self.guild.id)} if self.guild else {}),
        }


@dataclass(eq=False, kw_only=True)
class Guild:
    """A server; `joined` = the bot is in it (otherwise only its users' own installs work there)."""

    id: int
    name: str
    locale: str
    joined: bool
    everyone: Role
    channels: list[Channel] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)

    def json(self, bot: User) -> Json:
        """Return the guild object."""
        return {
            "id": str(self.id),
            "name": self.name,
            "preferred_locale": self.locale,
            "owner_id": "1",
            "features": [],
            "member_count": 2,
            "roles": [role.json() for role in (self.everyone, *self.roles)],
            "channels": [channel.json() for channel in self.channels],
            "members": [bot.member_json()],
        }


@dataclass(eq=False, kw_only=True)
class Interaction:
    """One thing a user did, and what became of it; times are `time.monotonic()`."""

    id: int
    token: str
    type: InteractionType
    user: User
    channel: Channel
    source: Message | None
    sent_at: float = field(default_factory=time.monotonic)
    answered_at: float | None = None
    callback: Json = field(default_factory=dict)
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)

    @property
    def owners(self) -> Json:
        """Who authorized it (authorizing_integration_owners): "0" the server, "1" the user's own install."""
        guild = self.channel.guild
        by_server = str(guild.id) if guild and guild.joined else "0" if self.channel.context == 1 else None
        by_user = str(self.user.id) if self.user.installed else None
        return {key: owner for key, owner in (("0", by_server), ("1", by_user)) if owner}

    @property
    def metadata(self) -> Json:
        """Return what a message that answers this says of it (interaction_metadata)."""
        about: Json = {"id": str(self.id), "type": int(self.type), "user": self.user.json()}
        about["authorizing_integration_owners"] = self.owners
        return about | ({"interacted_message_id": str(self.source.id)} if self.source else {})

    def json(self, data: Json, bot: User) -> Json:
        """Return the interaction object: a member and the server's locale in a server, else a user."""
        guild = self.channel.guild
        event = {
            "id": str(self.id),
            "application_id": str(bot.id),
            "type": int(self.type),
            "token": self.token,
            "version": 1,
            "data": data,
            "channel": self.channel.json(),
            "channel_id": str(self.channel.id),
            "locale": self.user.locale,
            "app_permissions": str(guild.everyone.permissions if guild and guild.joined else READ_AND_POST),
            "entitlements": [],
            "authorizing_integration_owners": self.owners,
            "context": self.channel.context,
            "attachment_size_limit": 10 << 20,
        }
        if self.source:
            event["message"] = self.source.json()
        if guild is None:
            return event | {"user": self.user.json()}
        about = {"id": str(guild.id), "locale": guild.locale, "features": []}
        member = self.user.member_json()
        return event | {
            "guild_id": str(guild.id),
            "guild": about,
            "guild_locale": guild.locale,
            "member": member,
        }

    @property
    def seconds(self) -> float:
        """From the event to its callback."""
        if self.answered_at is None:
            message = "not answered"
            raise LookupError(message)
        return self.answered_at - self.sent_at

    @property
    def message(self) -> Message:
        """The answer as it is now, later edits included."""
        if self.original is None:
            message = f"answered without a message: {self.callback}"
            raise LookupError(message)
        return self.original

    @property
    def choices(self) -> list[Json]:
        """What an autocomplete offered."""
        return list(self.callback["data"]["choices"])


class World:
    """Everything that REST and gateway share, and the one thing that tests wait on."""

    def __init__(self, shards: int) -> None:
        self.token = ".".join(secrets.token_urlsafe(length) for length in (18, 4, 28))  # the shape of a real one
        self.shards = shards
        self.gateway_url = ""
        self._last_id = 0
        self._changed = asyncio.Event()
        self.bot = User(id=self.new_id(), name="bot", bot=True)
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.interactions: dict[str, Interaction] = {}
        self.commands: dict[int | None, list[Json]] = {}

    def new_id(self) -> int:
        """Return a snowflake; each has its own millisecond, so that consecutive servers alternate shards."""
        now = int(time.time() * 1000) - DISCORD_EPOCH_MS
        self._last_id = max(self._last_id + (1 << 22), now << 22)
        return self._last_id

    def changed(self) -> None:
        """Let everyone who waits look again."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def change(self) -> None:
        """Wait until something happens."""
        await self._changed.wait()
