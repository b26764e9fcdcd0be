"""The gateway: hello, identify, ready, heartbeats, resume with replay, and ways to lose the connection.

Source of the rules: discord.com/developers/docs, Events, Gateway (v10, JSON). Frames are sent as plain text:
discord.py 2.7.1 asks for `compress=zlib-stream` (zstd if it finds a package for it), but inflates only
binary frames.

discord.py takes the gateway's address from GET /gateway/bot for the first IDENTIFY and from READY for a
RESUME, but for a new session (op 9 false, or a reconnect that failed) from its own
`DiscordWebSocket.DEFAULT_GATEWAY`: the real Discord. To come back from these, the process under test has to
set that one too.
"""

import contextlib
import json
import secrets
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from .world import Guild, Json, World

PRIVILEGED_INTENTS = 1 << 1 | 1 << 8 | 1 << 15  # members, presences, message content
CLOSED_FOR_GOOD = (1000, 1001)  # "invalidates the session", if it is the client who closes


class Connection(web.WebSocketResponse):
    """A websocket that can also end without a close frame."""

    def __init__(self, request: web.Request) -> None:
        super().__init__()
        self._transport = request.transport

    def cut(self) -> None:
        """End as if the network did."""
        if self._transport:
            self._transport.abort()


@dataclass(eq=False)
class Session:
    """One shard's session: it outlives its connections, and remembers its events for a RESUME."""

    shard: int
    ws: Connection | None = None
    ready: bool = False
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    events: list[Json] = field(default_factory=list)


class Gateway:
    """The websocket side. Counters and switches are plain attributes; set or read them at any time."""

    def __init__(self, world: World) -> None:
        self.heartbeat_interval = 41.25
        """Seconds, as told to connections from now on."""
        self.acknowledge = True
        """Answer heartbeats; False is how a dead connection looks."""
        self.refuse = 0
        """How many of the next connections get a 503 instead of a websocket."""
        self.identifies: list[Json] = []
        self.resumes: list[Json] = []
        self.heartbeats = 0
        self.goodbyes: list[int | None] = []
        """Close codes with which the bot itself ended a connection; 1006 = it vanished."""
        self._world = world
        self._sessions: dict[int, Session] = {}

    @property
    def ready(self) -> bool:
        """Every shard is connected and was sent all it starts with."""
        live = [session for session in self._sessions.values() if session.ws and session.ready]
        return len(live) == self._world.shards

    @property
    def connected(self) -> bool:
        """Some shard has a connection."""
        return any(session.ws for session in self._sessions.values())

    async def dispatch(self, name: str, data: Json, guild: Guild | None) -> None:
        """Send an event to its server's shard: kept while it is disconnected, lost if it has no session."""
        shard = (guild.id >> 22) % self._world.shards if guild else 0
        if session := self._sessions.get(shard):
            await self._event(session, name, data)

    async def drop(self, code: int | None = None, shard: int = 0) -> None:
        """Close a shard's connection with this code, or cut it without a word; its session stays."""
        session = self._sessions[shard]
        if ws := session.ws:
            session.ws = None
            if code is None:
                ws.cut()
            else:
                await ws.close(code=code)

    async def ask_to_reconnect(self, shard: int = 0) -> None:
        """Op 7: the bot shall connect again and resume."""
        await _send(self._sessions[shard].ws, {"op": 7, "d": None})

    async def invalidate(self, *, resumable: bool, shard: int = 0) -> None:
        """Op 9: true = resume, false = the session is gone and the bot has to identify anew."""
        session = self._sessions[shard]
        if not resumable:
            del self._sessions[shard]
        await _send(session.ws, {"op": 9, "d": resumable})

    async def close(self) -> None:
        """Cut every connection; the bot learns nothing."""
        for shard in list(self._sessions):
            await self.drop(shard=shard)

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection from hello to its end."""
        if self.refuse:
            self.refuse -= 1
            raise web.HTTPServiceUnavailable
        ws = Connection(request)
        await ws.prepare(request)
        await _send(ws, {"op": 10, "d": {"heartbeat_interval": int(self.heartbeat_interval * 1000)}})
        session: Session | None = None
        async for frame in ws:
            if frame.type is not WSMsgType.TEXT:
                break
            message = json.loads(frame.data)
            match message["op"]:
                case 1:
                    self.heartbeats += 1
                    if self.acknowledge:
                        await _send(ws, {"op": 11})
                case 2:
                    session = await self._identify(ws, message["d"])
                case 6:
                    session = await self._resume(ws, message["d"])
            self._world.changed()
        if session and session.ws is ws:
            session.ws = None
            self.goodbyes.append(ws.close_code)
            if ws.close_code in CLOSED_FOR_GOOD and self._sessions.get(session.shard) is session:
                del self._sessions[session.shard]
        self._world.changed()
        return ws

    async def _identify(self, ws: Connection, data: Json) -> Session | None:
        """Start a session: READY with its servers unavailable, then a GUILD_CREATE for each."""
        self.identifies.append(data)
        if data["token"] != self._world.token:
            await ws.close(code=4004)
            return None
        if data["intents"] & PRIVILEGED_INTENTS:
            await ws.close(code=4014)
            return None
        number, count = data.get("shard", (0, 1))
        session = self._sessions[number] = Session(number, ws)
        guilds = [g for g in self._world.guilds.values() if g.joined and (g.id >> 22) % count == number]
        ready = {
            "v": 10,
            "user": self._world.bot.json(),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self._world.gateway_url,
            "shard": [number, count],
            "application": {"id": str(self._world.bot.id), "flags": 0},
        }
        await self._event(session, "READY", ready)
        for guild in guilds:
            await self._event(session, "GUILD_CREATE", guild.json(self._world.bot) | {"unavailable": False})
        session.ready = True
        return session

    async def _resume(self, ws: Connection, data: Json) -> Session | None:
        """Replay what the bot missed, in order, then RESUMED; op 9 false for a session that is gone."""
        self.resumes.append(data)
        session = next((s for s in self._sessions.values() if s.id == data["session_id"]), None)
        if session is None:
            await _send(ws, {"op": 9, "d": False})
            return None
        session.ws = None
        sent = data["seq"]
        while sent < len(session.events):
            await _send(ws, session.events[sent])
            sent += 1
        session.ws = ws
        await self._event(session, "RESUMED", {})
        return session

    async def _event(self, session: Session, name: str, data: Json) -> None:
        event = {"op": 0, "t": name, "s": len(session.events) + 1, "d": data}
        session.events.append(event)
        await _send(session.ws, event)


async def _send(ws: Connection | None, frame: Json) -> None:
    """Send a frame if there is still somebody to send it to."""
    with contextlib.suppress(ConnectionError):
        if ws is not None:
            await ws.send_json(frame)
