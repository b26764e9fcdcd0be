"""The REST side: the routes that the bot uses, a record of every request, faults and rate limits on demand.

Source of the rules: discord.com/developers/docs, API v10 (Resources; Interactions, Receiving and Responding).
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from .faults import MESSAGES, NO_FAULT, ApiError, Bucket, Fault, Request
from .world import CallbackType, Channel, ChannelType, Interaction, Json, Message, MessageFlag, World

DEADLINE = 3.0  # seconds for the first response to an interaction
NONCE_SECONDS = 300.0  # "the past few minutes"
NONCE_LENGTH = 25
GLOBAL_LIMIT = 50, 1.0  # requests a second
MESSAGE_LIMIT = 5, 2.0  # messages a channel; Discord publishes no figure, only headers
INTERACTIONS = ("/interactions/", "/webhooks/")  # no bot token needed, and exempt from the global limit

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Rest:
    """The HTTP API under /api/v10."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.requests: list[Request] = []
        self.unknown: list[str] = []
        """Requests for what is not modelled here: a test asserts that there are none."""
        self.faults: list[Fault] = []
        """Append to make things go wrong; the first that matches and is not used up counts."""
        self.limits = False
        """Enforce the rate limits."""
        self._everything = Bucket(*GLOBAL_LIMIT, everywhere=True)
        self._messages: dict[str, Bucket] = {}

    def seen(self, method: str, path: str) -> list[Request]:
        """Return the requests so far whose method and whole path (a regular expression) fit."""
        return [request for request in self.requests if request.matches(method, path)]

    def app(self) -> web.Application:
        """Return the routes; whatever is not among them lands in `unknown`."""
        messages = "/channels/{channel}/messages"
        webhook = "/webhooks/{app}/{token}"
        app = web.Application(middlewares=[self._serve])
        app.add_routes(
            [
                web.get("/gateway", self._gateway),
                web.get("/gateway/bot", self._gateway),
                web.get("/users/@me", self._me),
                web.get("/users/@me/guilds", self._my_guilds),
                web.get("/oauth2/applications/@me", self._application),
                web.get("/applications/@me", self._application),
                web.put("/applications/{app}/commands", self._sync),
                web.put("/applications/{app}/guilds/{guild}/commands", self._sync),
                web.get("/guilds/{guild}", self._guild),
                web.get("/guilds/{guild}/members/{user}", self._member),
                web.get("/channels/{channel}", self._channel),
                web.get(messages, self._history),
                web.post(messages, self._post),
                web.get(messages + "/{message}", self._message),
                web.patch(messages + "/{message}", self._edit),
                web.post(messages + "/{message}/crosspost", self._crosspost),
                web.post("/interactions/{interaction}/{token}/callback", self._callback),
                web.post(webhook, self._followup),
                web.get(webhook + "/messages/{message}", self._answer),
                web.patch(webhook + "/messages/{message}", self._edit_answer),
                web.route("*", "/{path:.*}", self._unknown),
            ]
        )
        return app

    @web.middleware
    async def _serve(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Record the request, let a fault have its way with it, else answer it."""
        body = await request.json() if request.content_type == "application/json" else None
        if request.content_type.startswith("multipart/"):
            handler = self._unknown  # uploads are not modelled
        path = request.path.removeprefix("/api/v10")
        record = Request(request.method, path, dict(request.query), body, dict(request.headers))
        self.requests.append(record)
        self.world.changed()
        fault = self._take_fault(record)
        await asyncio.sleep(fault.delay)
        response: web.StreamResponse = web.Response()
        if fault.status:
            response = _reply(fault.json, fault.status, fault.headers)
        elif fault.cut != "before":
            response = await self._respond(request, record, handler)
        if fault.hold:
            self.world.changed()
            await asyncio.sleep(fault.hold)
        if not fault.cut:
            record.status = response.status
        elif request.transport:
            request.transport.abort()
        self.world.changed()
        return response

    def _take_fault(self, record: Request) -> Fault:
        for fault in self.faults:
            if fault.times > 0 and record.matches(fault.method, fault.path):
                fault.times -= 1
                return fault
        return NO_FAULT

    async def _respond(self, request: web.Request, record: Request, handler: Handler) -> web.StreamResponse:
        bucket: Bucket | None = None
        if self.limits and record.matches("POST", MESSAGES):
            bucket = self._messages.setdefault(record.path, Bucket(*MESSAGE_LIMIT))
        try:
            self._admit(record, bucket)
            response = await handler(request)
        except ApiError as error:
            response = _reply(error.body, error.status, error.headers)
        if bucket:
            response.headers.update(bucket.headers())
        return response

    def _admit(self, record: Request, bucket: Bucket | None) -> None:
        """Refuse a wrong token and, if limits are on, one request too many."""
        if record.path.startswith(INTERACTIONS) or record.path == "/gateway":  # neither asks for a token
            return
        if record.headers.get("Authorization") != f"Bot {self.world.token}":
            raise ApiError(401, 0, "401: Unauthorized")
        if self.limits:
            self._everything.take()
        if bucket:
            bucket.take()

    # Who the bot is, and where.

    async def _gateway(self, _: web.Request) -> web.Response:
        """Get Gateway Bot."""
        starts = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        return _reply({"url": self.world.gateway_url, "shards": self.world.shards, "session_start_limit": starts})

    async def _me(self, _: web.Request) -> web.Response:
        return _reply(self.world.bot.json())

    async def _my_guilds(self, _: web.Request) -> web.Response:
        joined = [guild for guild in self.world.guilds.values() if guild.joined]
        return _reply([{"id": str(g.id), "name": g.name, "icon": None, "features": []} for g in joined])

    async def _application(self, _: web.Request) -> web.Response:
        bot = self.world.bot
        flags = {"bot_public": True, "bot_require_code_grant": False, "verify_key": "", "flags": 0}
        about = {"id": str(bot.id), "name": bot.name, "description": "", "icon": None, "owner": bot.json()}
        return _reply(about | flags)

    async def _sync(self, request: web.Request) -> web.Response:
        """Bulk overwrite: what is sent replaces what was there; a command of the same name keeps its id."""
        guild = request.match_info.get("guild")
        key = int(guild) if guild else None
        known = {(command["type"], command["name"]): command["id"] for command in self.world.commands.get(key, [])}
        made = []
        for command in await request.json():
            command_id = known.get((command.get("type", 1), command["name"]), str(self.world.new_id()))
            fixed = {"id": command_id, "application_id": str(self.world.bot.id), "version": "1"}
            made.append({"type": 1, "description": ""} | command | fixed | ({"guild_id": guild} if guild else {}))
        self.world.commands[key] = made
        return _reply(made)

    async def _guild(self, request: web.Request) -> web.Response:
        guild = self.world.guilds.get(int(request.match_info["guild"]))
        if guild is None or not guild.joined:
            raise ApiError(404, 10004, "Unknown Guild")
        return _reply(guild.json(self.world.bot))

    async def _member(self, request: web.Request) -> web.Response:
        if int(request.match_info["user"]) != self.world.bot.id:
            raise ApiError(404, 10007, "Unknown Member")
        return _reply(self.world.bot.member_json())

    # Channels and their messages.

    def _find_channel(self, request: web.Request) -> Channel:
        channel = self.world.channels.get(int(request.match_info["channel"]))
        if channel is None:
            raise ApiError(404, 10003, "Unknown Channel")
        if channel.type is ChannelType.GROUP or (channel.guild and not channel.guild.joined):
            raise ApiError(403, 50001, "Missing Access")
        return channel

    def _find_message(self, request: web.Request) -> Message:
        for message in self._find_channel(request).messages:
            if message.id == int(request.match_info["message"]):
                return message
        raise ApiError(404, 10008, "Unknown Message")

    def _new_message(self, channel: Channel, body: Json, more: MessageFlag = MessageFlag.NONE) -> Message:
        """Make a message of the bot; only an ephemeral one does not enter the channel."""
        flags = MessageFlag(body.get("flags") or 0) | more
        message = Message(id=self.world.new_id(), channel=channel, author=self.world.bot, body=body, flags=flags)
        if not message.ephemeral:
            channel.messages.append(message)
        return message

    async def _channel(self, request: web.Request) -> web.Response:
        return _reply(self._find_channel(request).json())

    async def _history(self, request: web.Request) -> web.Response:
        """Get Channel Messages: newest first; `after` pages from the oldest, otherwise from the newest."""
        before, after = (int(request.query.get(key, 0)) for key in ("before", "after"))
        found = [m for m in self._find_channel(request).messages if after < m.id and (not before or m.id < before)]
        limit = int(request.query.get("limit", 50))
        page = found[:limit] if after else found[-limit:]
        return _reply([message.json() for message in reversed(page)])

    async def _post(self, request: web.Request) -> web.Response:
        """Create Message, or with `enforce_nonce` return the recent message of the same nonce instead."""
        channel, body = self._find_channel(request), await request.json()
        nonce = body.get("nonce")
        if len(str(nonce or "")) > NONCE_LENGTH:
            raise ApiError(400, 50035, "Invalid Form Body")
        if nonce and body.get("enforce_nonce"):
            since = time.monotonic() - NONCE_SECONDS
            for message in channel.messages:
                if message.body.get("nonce") == nonce and message.made_at > since:
                    return _reply(message.json())
        return _reply(self._new_message(channel, body).json())

    async def _message(self, request: web.Request) -> web.Response:
        return _reply(self._find_message(request).json())

    async def _edit(self, request: web.Request) -> web.Response:
        message = self._find_message(request)
        message.edit(await request.json())
        return _reply(message.json())

    async def _crosspost(self, request: web.Request) -> web.Response:
        message = self._find_message(request)
        if message.channel.type is not ChannelType.ANNOUNCEMENT:
            raise ApiError(403, 50024, "Cannot execute action on this channel type")
        if MessageFlag.CROSSPOSTED in message.flags:
            raise ApiError(400, 40033, "This message has already been crossposted")
        message.flags |= MessageFlag.CROSSPOSTED
        return _reply(message.json())

    # Interactions: the callback, then 15 minutes (not modelled) of webhook.

    async def _callback(self, request: web.Request) -> web.Response:
        """Create Interaction Response: once, and within three real seconds."""
        interaction = self.world.interactions.get(request.match_info["token"])
        now = time.monotonic()
        if interaction is None or interaction.id != int(request.match_info["interaction"]):
            raise ApiError(404, 10062, "Unknown interaction")
        if interaction.answered_at is not None:
            raise ApiError(400, 40060, "Interaction has already been acknowledged.")
        if now - interaction.sent_at > DEADLINE:
            raise ApiError(404, 10062, "Unknown interaction")
        interaction.callback, interaction.answered_at = await request.json(), now
        self._apply(interaction)
        if request.query.get("with_response") not in ("1", "true"):
            return web.Response(status=204)
        resource: Json = {"type": interaction.callback["type"]}
        about: Json = {"id": str(interaction.id), "type": int(interaction.type)}
        if message := interaction.original:
            resource["message"] = message.json()
            about |= {"response_message_id": str(message.id), "response_message_ephemeral": message.ephemeral}
        return _reply({"interaction": about, "resource": resource})

    def _apply(self, interaction: Interaction) -> None:
        """Do what the callback's type says; choices and modals touch no message."""
        data = interaction.callback.get("data") or {}
        match interaction.callback["type"]:
            case CallbackType.MESSAGE:
                interaction.original = self._new_message(interaction.channel, data)
                interaction.original.asked = interaction.metadata
            case CallbackType.DEFERRED:
                interaction.original = self._new_message(interaction.channel, data, MessageFlag.LOADING)
                interaction.original.asked = interaction.metadata
            case CallbackType.DEFERRED_UPDATE | CallbackType.UPDATE if interaction.source:
                interaction.original = interaction.source
                interaction.source.edit(data)

    def _find_interaction(self, request: web.Request) -> Interaction:
        interaction = self.world.interactions.get(request.match_info["token"])
        if interaction is None or interaction.answered_at is None:
            raise ApiError(404, 10015, "Unknown Webhook")
        return interaction

    def _find_answer(self, request: web.Request) -> Message:
        interaction, wanted = self._find_interaction(request), request.match_info["message"]
        if wanted == "@original" and interaction.original:
            return interaction.original
        for message in interaction.followups:
            if str(message.id) == wanted:
                return message
        raise ApiError(404, 10008, "Unknown Message")

    async def _followup(self, request: web.Request) -> web.Response:
        """Create Followup Message; the first after a deferral fills in the message that is still loading."""
        interaction, body = self._find_interaction(request), await request.json()
        if interaction.original and interaction.original.loading:
            interaction.original.edit(body)
            return _reply(interaction.original.json())
        interaction.followups.append(self._new_message(interaction.channel, body))
        return _reply(interaction.followups[-1].json())

    async def _answer(self, request: web.Request) -> web.Response:
        return _reply(self._find_answer(request).json())

    async def _edit_answer(self, request: web.Request) -> web.Response:
        message = self._find_answer(request)
        message.edit(await request.json())
        return _reply(message.json())

    async def _unknown(self, request: web.Request) -> web.Response:
        self.unknown.append(f"{request.method} {request.path}")
        raise ApiError(404, 0, "404: Not Found")


def _reply(body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """Answer `application/json` without a charset: with one, discord.py takes the body for text."""
    data = json.dumps(body).encode()
    return web.Response(body=data, status=status, headers=headers, content_type="application/json")
