"""The daily post over the wire: the real process killed at every step, two at once, and Discord failing."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import shutil
import signal
import sqlite3
import time
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from bot.core import schedule
from bot.core.schedule import Daily
from bot.store.state import FILE, open_state

from .faults import MESSAGES, Fault
from .loopback import LoopbackDiscord
from .process import SAMPLE, Running, bot, forget_starts
from .world import ChannelType, MessageFlag

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from .faults import Request
    from .world import Channel, Guild

EVENT = """
[gauge-of-the-day]
date = "{date}"
title = "A gauge is read"
summary = "Somebody read a gauge."
status = "confirmed"
importance = 3
sources = ["founding-charter"]
evidence = ["https://observatory.example/charter"]
"""
LATE = dt.timedelta(minutes=2)


class Scene:
    """A Discord, a dataset with an event of today, and servers whose post is due."""

    def __init__(self, discord: LoopbackDiscord, folder: Path) -> None:
        self.discord, self.folder = discord, folder
        self.state = folder / "state"
        offset = dt.datetime.now(dt.UTC).hour - 12  # noon there: no test meets the turn of the day
        self.zone = f"Etc/GMT{offset:+}"
        self.data = folder / "data"
        shutil.copytree(SAMPLE, self.data)
        day = self.local().replace(year=self.local().year - 20)
        (self.data / "events" / "today.toml").write_text(EVENT.format(date=day.date()), encoding="utf-8")
        self.places: dict[int, Channel] = {}
        self.guilds: list[Guild] = []

    def local(self) -> dt.datetime:
        return dt.datetime.now(ZoneInfo(self.zone))

    def server(self, name: str = "Harbour") -> Guild:
        guild = self.discord.guild(name)
        self.guilds.append(guild)
        self.places[guild.id] = self.discord.channel(guild, "history")
        return guild

    def daily(self, guild: Guild) -> Daily:
        now = self.local() - LATE
        minute = now.hour * 60 + now.minute
        channel = self.places[guild.id]
        return Daily(guild_id=guild.id, channel_id=channel.id, minute=minute, zone=self.zone, first_date=now.date())

    async def due(self, *guilds: Guild) -> None:
        """Let the posts of these servers be due now."""
        async with open_state(self.state) as state:
            for guild in guilds:
                await state.save(self.daily(guild), dt.datetime.now(dt.UTC))

    async def claimed(self, guild: Guild, age: dt.timedelta) -> Daily:
        """Leave a row behind as a process does that was killed `age` ago."""
        daily, now = self.daily(guild), dt.datetime.now(dt.UTC)
        async with open_state(self.state) as state:
            await state.save(daily, now + dt.timedelta(days=1))
            assert await state.claim(daily, self.local().date(), now - age, now - age)
        return daily

    def rows(self, guild: Guild | None = None) -> list[sqlite3.Row]:
        """Read the ledger beside the running bot."""
        if not (self.state / FILE).exists():
            return []
        with closing(sqlite3.connect(f"file:{self.state / FILE}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            rows = connection.execute("SELECT * FROM post ORDER BY guild_id").fetchall()
        return [row for row in rows if guild is None or row["guild_id"] == guild.id]

    def outcome(self, guild: Guild) -> str:
        return "".join(row["outcome"] for row in self.rows(guild))

    def messages(self, guild: Guild) -> list[Any]:
        return list(self.places[guild.id].messages)

    def requests(self, guild: Guild) -> list[Request]:
        return self.discord.rest.seen("POST", f"/channels/{self.places[guild.id].id}/messages")

    def assert_posted_once(self, guild: Guild) -> None:
        (message,) = self.messages(guild)
        (row,) = self.rows(guild)
        assert (row["outcome"], row["message_id"]) == ("sent", message.id)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Running]:
        settings: dict[str, str | Path] = {
            "DATA_DIR": self.data,
            "STATE_DIR": self.state,
            "DISCORD_TOKEN": self.discord.token,
            "DISCORD_API_URL": self.discord.api_url,
        }
        forget_starts(self.state)
        async with bot("run", cwd=self.folder, **settings) as running:
            yield running

    @asynccontextmanager
    async def killed_when(self, seen: Callable[[], object], delay: float = 0.0) -> AsyncIterator[None]:
        """Run the bot until something is seen, and kill it then."""
        async with self.running() as running:
            await eventually(seen)
            if delay:
                await asyncio.sleep(delay)
            running.signal(signal.SIGKILL)
            await running.ended()
        yield

    async def settle(self, *guilds: Guild) -> None:
        """Run the bot until nothing is claimed any more and every server has its row."""
        async with self.running():
            await eventually(lambda: all(self.outcome(guild) not in {"", "claimed"} for guild in guilds))


async def eventually(seen: Callable[[], object], within: float = 20.0) -> None:
    """Look every two milliseconds; the state file tells nobody that it has changed."""
    end = time.monotonic() + within
    while not seen():
        assert time.monotonic() < end, "it never came"
        await asyncio.sleep(0.002)


@asynccontextmanager
async def a_scene(folder: Path) -> AsyncIterator[Scene]:
    async with LoopbackDiscord() as discord:
        scene = Scene(discord, folder)
        yield scene
        assert discord.rest.unknown == []


@pytest_asyncio.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with a_scene(tmp_path) as one:
        yield one


async def test_what_is_due_is_posted_once_with_its_mark_and_a_nonce(scene: Scene) -> None:
    guild = scene.server()
    await scene.due(guild)
    async with scene.running():
        await eventually(lambda: scene.outcome(guild) == "sent")

    scene.assert_posted_once(guild)
    (message,) = scene.messages(guild)
    mark = schedule.mark(guild.id, scene.local().date())
    assert message.content.startswith("On this date, ")
    assert message.body["embeds"][0]["footer"]["text"].endswith(mark)
    assert (message.body["nonce"], message.body["enforce_nonce"]) == (mark, True)
    assert message.body["allowed_mentions"]["parse"] == []


async def test_killed_before_the_claim(scene: Scene) -> None:
    guild = scene.server()
    await scene.due(guild)
    async with scene.killed_when(lambda: scene.discord.gateway.identifies):
        assert scene.rows() == []
    await scene.settle(guild)
    scene.assert_posted_once(guild)


async def test_killed_after_the_claim(scene: Scene) -> None:
    guild = scene.server()
    await scene.due(guild)
    async with scene.killed_when(scene.rows):
        assert scene.outcome(guild) in {"claimed", "sent"}
    await scene.settle(guild)
    scene.assert_posted_once(guild)


async def test_killed_while_discord_holds_the_request(scene: Scene) -> None:
    guild = scene.server()
    await scene.due(guild)
    scene.discord.rest.faults.append(Fault("POST", MESSAGES, delay=1.0))
    async with scene.killed_when(lambda: scene.discord.rest.seen("POST", MESSAGES)):
        assert scene.outcome(guild) == "claimed"
    await scene.settle(guild)
    scene.assert_posted_once(guild)


async def test_killed_after_the_message_was_made_and_before_the_answer_came(scene: Scene) -> None:
    guild = scene.server()
    await scene.due(guild)
    scene.discord.rest.faults.append(Fault("POST", MESSAGES, cut="after"))
    async with scene.killed_when(lambda: scene.messages(guild)):
        assert scene.outcome(guild) == "claimed"
    await scene.settle(guild)
    scene.assert_posted_once(guild)


async def test_killed_when_the_message_is_there(scene: Scene) -> None:
    guild = scene.server()
    await scene.due(guild)
    async with scene.killed_when(lambda: scene.messages(guild)):
        assert scene.outcome(guild) in {"claimed", "sent"}
    await scene.settle(guild)
    scene.assert_posted_once(guild)


async def test_killed_after_the_ledger_was_written(scene: Scene) -> None:
    guild = scene.server()
    await scene.due(guild)
    async with scene.killed_when(lambda: scene.outcome(guild) == "sent"):
        scene.assert_posted_once(guild)
    other = scene.server("Other")
    await scene.due(other)
    await scene.settle(guild, other)
    scene.assert_posted_once(guild)
    scene.assert_posted_once(other)


KILLS, LANES = 52, 4


async def test_fifty_kills_at_random_places_lose_no_post_and_double_none(tmp_path: Path) -> None:
    chance = random.Random(20261123)  # noqa: S311  the same places each time, as far as a process can

    async def lane(number: int) -> tuple[int, int, int]:
        folder = tmp_path / str(number)
        folder.mkdir()
        async with a_scene(folder) as scene:
            guilds = [scene.server(f"Server {n}") for n in range(KILLS // LANES)]
            for guild in guilds:
                await scene.due(guild)
                fault = chance.choice([None, None, Fault("POST", MESSAGES, delay=0.05)])
                if fault:
                    scene.discord.rest.faults.append(fault)
                trigger = chance.choice([scene.outcome, scene.requests, scene.messages])
                async with scene.killed_when(partial(trigger, guild), delay=chance.uniform(0, 0.06)):
                    pass
            await scene.settle(*guilds)
            made = [len(scene.messages(guild)) for guild in guilds]
            sent = sum(scene.outcome(guild) == "sent" for guild in guilds)
            return made.count(0), sum(count > 1 for count in made), sent

    lanes = await asyncio.gather(*map(lane, range(LANES)))
    missing, doubled, sent = (sum(numbers) for numbers in zip(*lanes, strict=True))
    print(f"| kills {KILLS} | posts due {KILLS} | sent {sent} | missing {missing} | doubled {doubled} |")  # noqa: T201  for -rP
    assert (missing, doubled, sent) == (0, 0, KILLS)


async def test_two_processes_on_one_state_make_each_post_once_and_the_other_takes_over(scene: Scene) -> None:
    guilds = [scene.server(f"Server {n}") for n in range(8)]
    await scene.due(*guilds[:6])
    async with scene.running() as one, scene.running() as two:
        await eventually(lambda: all(scene.outcome(guild) == "sent" for guild in guilds[:6]))
        leader = one if "is made" in one.output else two
        assert "is made" not in (two if leader is one else one).output
        leader.signal(signal.SIGKILL)
        await leader.ended()
        await scene.due(*guilds[6:])
        await eventually(lambda: all(scene.outcome(guild) == "sent" for guild in guilds))
    for guild in guilds:
        scene.assert_posted_once(guild)


async def test_an_old_claim_is_found_in_its_channel_and_not_sent_again(scene: Scene) -> None:
    guild = scene.server()
    await scene.due(guild)
    await scene.settle(guild)
    (message,) = scene.messages(guild)
    with closing(sqlite3.connect(scene.state / FILE)) as connection:  # as if the answer had never come, ten minutes ago
        connection.execute("UPDATE post SET outcome = 'claimed', message_id = NULL, claimed_at = claimed_at - 600")
        connection.commit()
    await scene.settle(guild)

    scene.assert_posted_once(guild)
    assert scene.messages(guild) == [message]
    assert len(scene.discord.rest.seen("POST", MESSAGES)) == 1


async def test_an_old_claim_that_is_not_in_its_channel_is_sent_once_and_marked_late(scene: Scene) -> None:
    guild = scene.server()
    await scene.claimed(guild, dt.timedelta(minutes=20))
    await scene.settle(guild)

    scene.assert_posted_once(guild)
    (message,) = scene.messages(guild)
    assert "late, due at" in message.body["embeds"][0]["footer"]["text"]


async def test_an_old_claim_whose_channel_cannot_be_read_becomes_unknown_and_is_never_sent(scene: Scene) -> None:
    guild = scene.server()
    await scene.claimed(guild, dt.timedelta(minutes=20))
    refused = Fault("GET", MESSAGES, 403, {"code": 50001, "message": "Missing Access"}, times=9)
    scene.discord.rest.faults.append(refused)
    await scene.settle(guild)

    assert scene.outcome(guild) == "unknown"
    assert scene.messages(guild) == []


async def test_a_claim_from_seven_hours_ago_is_not_made_up(scene: Scene) -> None:
    guild = scene.server()
    await scene.claimed(guild, dt.timedelta(hours=7))
    await scene.settle(guild)

    assert scene.outcome(guild) == "failed"
    assert scene.messages(guild) == []


@pytest.mark.parametrize(
    "fault",
    [
        Fault.too_many("POST", MESSAGES, 0.3),
        Fault("POST", MESSAGES, 500, times=2),
        Fault("POST", MESSAGES, 502),
    ],
    ids=["429", "500 twice", "502"],
)
async def test_what_discord_py_tries_again_itself_makes_one_post(scene: Scene, fault: Fault) -> None:
    guild = scene.server()
    await scene.due(guild)
    scene.discord.rest.faults.append(fault)
    await scene.settle(guild)

    scene.assert_posted_once(guild)
    sent = scene.discord.rest.seen("POST", MESSAGES)
    assert len(sent) > 1
    assert len({request.json["nonce"] for request in sent}) == 1


@pytest.mark.parametrize(
    "fault",
    [
        Fault("POST", MESSAGES, 503),
        Fault("POST", MESSAGES, cut="before"),
        Fault("POST", MESSAGES, cut="after"),
        Fault.too_many("POST", MESSAGES, 1, via=False),
    ],
    ids=["503", "cut before", "cut after", "429 without Via"],
)
async def test_what_fails_at_once_stays_claimed_and_is_made_once_after_a_restart(scene: Scene, fault: Fault) -> None:
    guild = scene.server()
    await scene.due(guild)
    scene.discord.rest.faults.append(fault)
    async with scene.running() as running:
        await running.says("it is tried again")
        assert scene.outcome(guild) == "claimed"
    await scene.settle(guild)

    scene.assert_posted_once(guild)


async def test_a_forbidden_and_a_missing_channel_pause_only_their_own_servers(scene: Scene) -> None:
    forbidden, gone, fine = (scene.server(name) for name in ("Forbidden", "Gone", "Fine"))
    for guild, status, code in ((forbidden, 403, 50013), (gone, 404, 10003)):
        path = f"/channels/{scene.places[guild.id].id}/messages"
        scene.discord.rest.faults.append(Fault("POST", path, status, {"code": code, "message": "No"}, times=9))
    await scene.due(forbidden, gone, fine)
    await scene.settle(forbidden, gone, fine)

    scene.assert_posted_once(fine)
    async with open_state(scene.state) as state:
        paused = {guild.name: one.paused for guild in scene.guilds if (one := await state.daily(guild.id))}
    assert "/daily resume" in paused["Forbidden"]
    assert "/daily on channel" in paused["Gone"]
    assert paused["Fine"] == ""
    assert {scene.outcome(forbidden), scene.outcome(gone)} == {"failed"}


async def test_a_channel_that_hangs_delays_no_other_servers_post(scene: Scene) -> None:
    hanging, fine = scene.server("Hanging"), scene.server("Fine")
    path = f"/channels/{scene.places[hanging.id].id}/messages"
    scene.discord.rest.faults.append(Fault("POST", path, delay=15.0))
    await scene.due(hanging, fine)
    async with scene.running():
        await eventually(lambda: scene.outcome(fine) == "sent", within=8)
        assert scene.outcome(hanging) in {"", "claimed"}


async def test_a_post_in_an_announcement_channel_is_published_where_that_was_chosen(scene: Scene) -> None:
    guild = scene.discord.guild("News")
    scene.places[guild.id] = scene.discord.channel(guild, "news", ChannelType.ANNOUNCEMENT)
    async with open_state(scene.state) as state:
        await state.save(replace(scene.daily(guild), publish=True), dt.datetime.now(dt.UTC))
    await scene.settle(guild)

    scene.assert_posted_once(guild)
    (message,) = scene.messages(guild)
    assert MessageFlag.CROSSPOSTED in message.flags


async def test_being_removed_from_a_server_deletes_its_settings(scene: Scene) -> None:
    guild = scene.server()
    await scene.due(guild)
    async with scene.running() as running:
        await eventually(lambda: scene.outcome(guild) == "sent")
        await scene.discord.leave(guild)
        await running.says("its settings are deleted")
    async with open_state(scene.state) as state:
        assert await state.daily(guild.id) is None


async def test_an_outage_of_a_server_deletes_nothing(scene: Scene) -> None:
    lost, left = scene.server("Lost"), scene.server("Left")
    await scene.due(lost, left)
    async with scene.running() as running:
        await eventually(lambda: scene.outcome(lost) == scene.outcome(left) == "sent")
        await scene.discord.lose(lost)
        await scene.discord.leave(left)  # events come in order: when this one is through, so is the other
        await running.says(f"removed from server {left.id}")
        assert f"removed from server {lost.id}" not in running.output
    async with open_state(scene.state) as state:
        assert await state.daily(lost.id)
        assert await state.daily(left.id) is None


async def test_an_answer_that_never_comes_is_given_up_and_the_post_is_made_once(scene: Scene) -> None:
    guild = scene.server()
    await scene.due(guild)
    scene.discord.rest.faults.append(Fault("POST", MESSAGES, delay=36.0))
    async with scene.running() as running:
        await running.says("it is tried again", within=40)
        assert scene.outcome(guild) == "claimed"
    await scene.settle(guild)
    scene.assert_posted_once(guild)


async def test_sigterm_lets_a_post_in_the_making_be_made(scene: Scene) -> None:
    guild = scene.server()
    await scene.due(guild)
    scene.discord.rest.faults.append(Fault("POST", MESSAGES, delay=0.5))
    async with scene.running() as running:
        await eventually(lambda: scene.discord.rest.seen("POST", MESSAGES))
        running.signal(signal.SIGTERM)
        assert await running.ended() == 0
    scene.assert_posted_once(guild)


MANY = 5_000


async def test_five_thousand_servers_in_one_minute_stay_within_discords_rate(scene: Scene) -> None:
    guilds = [scene.server(f"Server {n}") for n in range(MANY)]
    now = dt.datetime.now(dt.UTC)
    scene.state.mkdir()
    async with open_state(scene.state) as state:
        await asyncio.gather(*(state.save(scene.daily(guild), now) for guild in guilds))
    scene.discord.rest.limits = True
    ada = scene.discord.user("ada")
    async with scene.running():
        await eventually(lambda: len(scene.discord.rest.requests) > 60, within=60)
        place, options = scene.places[guilds[0].id], {"name": "zoe-muller"}
        asked = [await scene.discord.slash(ada, place, "who", options) for _ in range(20)]
        await eventually(lambda: len(scene.discord.rest.requests) > 480, within=30)
        sent = scene.discord.rest.seen("POST", MESSAGES)

    refused = [request.at - sent[0].at for request in sent if request.status == 429]
    assert refused == []
    times = sorted(request.at for request in sent)
    busiest = max(sum(start <= at < start + 1 for at in times[n : n + 60]) for n, start in enumerate(times))
    rate = (len(times) - 1) / (times[-1] - times[0])
    slowest = max(one.seconds or 9 for one in asked)
    said = f"{len(times)} posts at {rate:.1f}/s, busiest second {busiest}"
    print(f"{said}, slowest of 20 look-ups {slowest * 1000:.0f} ms")  # noqa: T201  for -rP
    assert 40 < rate <= 50  # the server's own clock, over the whole; that it refused nothing is the rule
    assert slowest < 2
