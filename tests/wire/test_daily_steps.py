"""The daily post over the wire: killed at exact steps and at random, the leader lost, a whole burst.

What the process does inside is hit by what it waits for outside: Discord's global limit, an answer that is kept back,
a state file that somebody else is writing to.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import signal
import sqlite3
from collections import Counter
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from bot.core import schedule
from bot.store.state import FILE, LOCK_FILE, open_state

from .faults import MESSAGES, Fault
from .test_daily import Scene, a_scene, eventually
from .world import READ_AND_POST, ChannelType, Message, MessageFlag

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from .faults import Request
    from .process import Running
    from .world import Channel, Guild, Interaction, User

CROSSPOSTS = MESSAGES + r"/\d+/crosspost"
READ_HISTORY = 0x10000
OLD = dt.timedelta(minutes=20)


@pytest_asyncio.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Scene]:
    async with a_scene(tmp_path) as one:
        yield one


async def kill(running: Running) -> None:
    running.signal(signal.SIGKILL)
    assert await running.ended() == -signal.SIGKILL


def assert_once(scene: Scene, *guilds: Guild) -> None:
    """One message, the row says which, and whatever was asked of Discord had the one nonce."""
    for guild in guilds:
        scene.assert_posted_once(guild)
        (row,) = scene.rows(guild)
        mark = schedule.mark(guild.id, dt.date.fromisoformat(row["local_date"]))
        assert {request.json["nonce"] for request in scene.requests(guild)} == {mark}


def sql(scene: Scene, command: str, *values: object) -> list[sqlite3.Row]:
    with closing(sqlite3.connect(scene.state / FILE, isolation_level=None)) as connection:
        return connection.execute(command, values).fetchall()


@contextmanager
def nobody_else_writes(scene: Scene) -> Iterator[None]:
    """Hold the state file's write lock."""
    with closing(sqlite3.connect(scene.state / FILE, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield


def leads(scene: Scene) -> bool:
    """Whether some process holds the lock of the one that makes the posts."""
    if not (scene.state / LOCK_FILE).exists():
        return False
    with closing(sqlite3.connect(scene.state / LOCK_FILE, isolation_level=None, timeout=0)) as connection:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            return True
    return False


async def in_news(scene: Scene) -> Guild:
    """Make a server whose post in an announcement channel is to be published, due now."""
    guild = scene.discord.guild("News")
    scene.guilds.append(guild)
    scene.places[guild.id] = scene.discord.channel(guild, "news", ChannelType.ANNOUNCEMENT)
    async with open_state(scene.state) as state:
        await state.save(replace(scene.daily(guild), publish=True), dt.datetime.now(dt.UTC))
    return guild


# Killed at a step.


async def test_killed_when_it_leads_and_has_claimed_nothing(stage: Scene) -> None:
    guild = stage.server()
    await stage.due(guild)
    with nobody_else_writes(stage):
        async with stage.running() as running:
            await eventually(lambda: leads(stage))
            await kill(running)
    assert (stage.rows(), stage.requests(guild)) == ([], [])
    await stage.settle(guild)
    assert_once(stage, guild)


async def test_killed_between_the_claim_and_the_request(stage: Scene) -> None:
    guilds = [stage.server(f"Server {n}") for n in range(8)]
    await stage.due(*guilds)
    # What the first post learns holds for all: those that come after it are claimed, and wait inside the process.
    stage.discord.rest.faults.append(Fault.too_many("POST", MESSAGES, 9.0, everywhere=True))
    async with stage.running() as running:
        await eventually(lambda: len(stage.rows()) == len(guilds))
        await kill(running)
    waiting = [guild for guild in guilds if not stage.requests(guild)]
    assert len(waiting) >= 4
    assert {stage.outcome(guild) for guild in guilds} == {"claimed"}
    assert [stage.messages(guild) for guild in guilds] == [[]] * len(guilds)
    await stage.settle(*guilds)
    assert_once(stage, *guilds)


async def test_killed_while_discord_holds_the_request_that_it_grants_only_after_the_next_start(stage: Scene) -> None:
    guild = stage.server()
    await stage.due(guild)
    stage.discord.rest.faults.append(Fault("POST", MESSAGES, delay=6.0))
    async with stage.running() as running:
        (held,) = await stage.discord.until(lambda: stage.requests(guild), "the request", within=20)
        await kill(running)
    assert stage.outcome(guild) == "claimed"
    await stage.settle(guild)
    assert held.status is None
    await stage.discord.until(lambda: held.status, "granted", within=10)
    assert len(stage.requests(guild)) == 2
    assert_once(stage, guild)


async def test_killed_when_the_message_is_made_and_the_answer_is_on_its_way(stage: Scene) -> None:
    guild = stage.server()
    await stage.due(guild)
    stage.discord.rest.faults.append(Fault("POST", MESSAGES, hold=20.0))
    async with stage.running() as running:
        await stage.discord.until(lambda: stage.messages(guild), "the message", within=20)
        await kill(running)
    assert stage.outcome(guild) == "claimed"
    assert stage.requests(guild)[0].status is None
    await stage.settle(guild)
    assert len(stage.requests(guild)) == 2
    assert_once(stage, guild)


async def test_killed_when_the_answer_was_sent_and_the_ledger_could_not_be_written(stage: Scene) -> None:
    guild = stage.server()
    await stage.due(guild)
    stage.discord.rest.faults.append(Fault("POST", MESSAGES, delay=0.3))
    async with stage.running() as running:
        (request,) = await stage.discord.until(lambda: stage.requests(guild), "the request", within=20)
        with nobody_else_writes(stage):
            await stage.discord.until(lambda: request.status, "the answer")
            await kill(running)
    assert stage.outcome(guild) == "claimed"
    await stage.settle(guild)
    assert_once(stage, guild)


async def test_killed_when_the_answer_has_certainly_come_and_the_ledger_is_not_written(stage: Scene) -> None:
    guild = await in_news(stage)
    stage.discord.rest.faults.append(Fault("POST", CROSSPOSTS, delay=20.0))
    async with stage.running() as running:  # it publishes what it has the answer of, and writes after that
        await stage.discord.until(lambda: stage.discord.rest.seen("POST", CROSSPOSTS), "published", within=20)
        await kill(running)
    assert stage.outcome(guild) == "claimed"
    await stage.settle(guild)
    assert_once(stage, guild)
    assert MessageFlag.CROSSPOSTED in stage.messages(guild)[0].flags


async def test_killed_when_it_is_published_says_nothing_wrong_of_it_afterwards(stage: Scene) -> None:
    guild = await in_news(stage)
    stage.discord.rest.faults.append(Fault("POST", CROSSPOSTS, hold=20.0))
    async with stage.running() as running:
        await stage.discord.until(
            lambda: any(MessageFlag.CROSSPOSTED in message.flags for message in stage.messages(guild)),
            "published",
            within=20,
        )
        await kill(running)
    await stage.settle(guild)
    assert_once(stage, guild)
    assert "not published" not in stage.rows(guild)[0]["reason"]


async def test_an_old_claim_that_is_found_is_published_where_that_was_chosen(stage: Scene) -> None:
    guild = await in_news(stage)
    stage.discord.rest.faults.append(Fault("POST", CROSSPOSTS, delay=20.0))
    async with stage.running() as running:
        await stage.discord.until(lambda: stage.discord.rest.seen("POST", CROSSPOSTS), "published", within=20)
        await kill(running)
    sql(stage, "UPDATE post SET claimed_at = claimed_at - 1200")
    await stage.settle(guild)
    assert_once(stage, guild)
    assert MessageFlag.CROSSPOSTED in stage.messages(guild)[0].flags


# Killed at random.

LANES, ROUNDS, POSTS = 5, 10, 3


def stage_of(scene: Scene, guild: Guild) -> str:
    """Name the step at which a server's post stands."""
    outcome, asked, made = scene.outcome(guild), scene.requests(guild), scene.messages(guild)
    if outcome == "claimed":
        return "claimed, made" if made else "claimed, asked" if asked else "claimed"
    return outcome or "before the claim"


def has_identified(scene: Scene, before: int) -> bool:
    return len(scene.discord.gateway.identifies) > before


def has_row(scene: Scene, guilds: list[Guild]) -> bool:
    return any(map(scene.outcome, guilds))


async def test_fifty_random_kills_lose_no_post_and_double_none(tmp_path: Path) -> None:
    table: Counter[str] = Counter()
    stages: Counter[str] = Counter()

    async def lane(number: int) -> None:
        chance = random.Random(number)  # noqa: S311  the same delays each time
        folder = tmp_path / str(number)
        folder.mkdir()
        async with a_scene(folder) as scene:
            guilds: list[Guild] = []
            for _ in range(ROUNDS):
                new = [scene.server(f"Server {len(scene.guilds)}") for _ in range(POSTS)]
                guilds += new
                await scene.due(*new)
                for guild in new:  # so that there is something to be killed in the middle of
                    path = f"/channels/{scene.places[guild.id].id}/messages"
                    delay, hold = chance.uniform(0, 0.1), chance.uniform(0, 0.1)
                    scene.discord.rest.faults.append(Fault("POST", path, delay=delay, hold=hold))
                open_ones = [guild for guild in guilds if scene.outcome(guild) in {"", "claimed"}]
                early = chance.random() < 0.3
                spread = 2.6 if early else 0.3  # discord.py takes two seconds to be ready
                seen = len(scene.discord.gateway.identifies)
                async with scene.running() as running:
                    await eventually(partial(has_identified, scene, seen) if early else partial(has_row, scene, new))
                    with pytest.raises(TimeoutError):
                        await running.ended(within=chance.uniform(0, spread))
                    await kill(running)
                table["kills"] += 1
                stages.update(stage_of(scene, guild) for guild in open_ones)
            await scene.settle(*guilds)
            for guild in guilds:
                made, (row,) = len(scene.messages(guild)), scene.rows(guild)
                table.update(posts=1, missing=not made, doubled=made > 1, sent=row["outcome"] == "sent")
            assert_once(scene, *guilds)
            assert [tuple(row) for row in sql(scene, "PRAGMA integrity_check")] == [("ok",)]

    await asyncio.gather(*map(lane, range(LANES)))
    kills = LANES * ROUNDS
    print("| rounds | kills | posts due | sent | missing | doubled |")  # noqa: T201  for -rP
    print(f"| {kills} | {table['kills']} | {table['posts']} | {table['sent']} ", end="")  # noqa: T201
    print(f"| {table['missing']} | {table['doubled']} |")  # noqa: T201
    print("posts in the making at a kill, by step:", dict(stages.most_common()))  # noqa: T201
    assert table == Counter(kills=kills, posts=kills * POSTS, sent=kills * POSTS, missing=0, doubled=0)
    assert sum(count for step, count in stages.items() if step.startswith("claimed")) >= 10


# Two processes.


async def test_the_leader_is_killed_in_the_midst_and_the_other_finishes_what_it_began(stage: Scene) -> None:
    guilds = [stage.server(f"Server {n}") for n in range(40)]
    await stage.due(*guilds)
    stage.discord.rest.faults.append(Fault("POST", MESSAGES, hold=0.3, times=30))
    async with stage.running() as one, stage.running() as two:
        await eventually(lambda: "is made" in one.output + two.output)
        leader, other = (one, two) if "is made" in one.output else (two, one)
        await kill(leader)
        begun = Counter(stage.outcome(guild) for guild in guilds)
        assert begun["sent"] < len(guilds)
        assert begun["claimed"]
        await eventually(lambda: all(row["outcome"] == "sent" for row in stage.rows()) and len(stage.rows()) == 40)
        assert other.process.returncode is None
    assert_once(stage, *guilds)


# Old claims, and what became of their channel meanwhile.


def marked(scene: Scene, guild: Guild, author: User) -> Message:
    """Put a message into a server's channel that carries today's mark."""
    mark = schedule.mark(guild.id, scene.local().date())
    body = {"content": "On this date, ...", "embeds": [{"footer": {"text": f"Tide Record · {mark}"}}]}
    channel = scene.places[guild.id]
    message = Message(id=scene.discord.world.new_id(), channel=channel, author=author, body=body)
    channel.messages.append(message)
    return message


async def test_old_claims_are_looked_for_and_only_what_is_certainly_not_there_is_sent(stage: Scene) -> None:
    names = ("behind others", "copied", "may not read", "buried", "gone", "down", "moved")
    behind, copied, closed, buried, gone, down, moved = guilds = [stage.server(name) for name in names]
    for guild in guilds:
        await stage.claimed(guild, OLD)
    ada, bot = stage.discord.user("ada"), stage.discord.world.bot
    for guild, count in ((behind, 250), (buried, 600)):
        for _ in range(count):
            stage.discord.write(ada, stage.places[guild.id], "hello")
    there, before = marked(stage, behind, bot), marked(stage, moved, bot)
    copy = marked(stage, copied, ada)
    closed.everyone.permissions = READ_AND_POST & ~READ_HISTORY
    gone.channels.clear()
    del stage.discord.world.channels[stage.places[gone.id].id]
    path = f"/channels/{stage.places[down.id].id}/messages"
    stage.discord.rest.faults.append(Fault("GET", path, 503, times=9))
    new_place = stage.discord.channel(moved, "news")
    async with open_state(stage.state) as state:
        settings = replace(stage.daily(moved), channel_id=new_place.id)
        await state.save(settings, dt.datetime.now(dt.UTC) + dt.timedelta(days=1))
    async with stage.running() as running:
        await eventually(lambda: [stage.outcome(guild) for guild in guilds].count("claimed") == 1)
        await running.says("cannot be read now")

    outcomes = {guild.name: stage.outcome(guild) for guild in guilds}
    assert outcomes == dict.fromkeys(names[:2], "sent") | dict.fromkeys(names[2:5], "unknown") | {
        "down": "claimed",
        "moved": "sent",
    }
    assert stage.rows(behind)[0]["message_id"] == there.id
    assert (stage.rows(moved)[0]["message_id"], new_place.messages) == (before.id, [])
    (_, made) = stage.messages(copied)
    assert (made.author, copy.author) == (bot, ada)
    assert stage.rows(copied)[0]["message_id"] == made.id
    assert [len(stage.requests(guild)) for guild in guilds] == [0, 1, 0, 0, 0, 0, 0]


async def test_a_young_claim_is_sent_again_where_it_was_sent_though_another_channel_is_set_now(stage: Scene) -> None:
    guild = stage.server()
    await stage.due(guild)
    stage.discord.rest.faults.append(Fault("POST", MESSAGES, hold=20.0))
    async with stage.running() as running:
        await stage.discord.until(lambda: stage.messages(guild), "the message", within=20)
        await kill(running)
    new_place: Channel = stage.discord.channel(guild, "news")
    sql(stage, "UPDATE daily SET channel_id = ?", new_place.id)
    await stage.settle(guild)
    assert_once(stage, guild)
    assert new_place.messages == []


async def test_a_hanging_channels_post_is_made_once_when_it_is_taken_up_again(stage: Scene) -> None:
    hanging, fine = stage.server("Hanging"), stage.server("Fine")
    path = f"/channels/{stage.places[hanging.id].id}/messages"
    stage.discord.rest.faults.append(Fault("POST", path, delay=6.0))
    await stage.due(hanging, fine)
    async with stage.running() as running:
        await eventually(lambda: stage.outcome(fine) == "sent")
        assert stage.outcome(hanging) in {"", "claimed"}
        await stage.discord.until(lambda: stage.requests(hanging), "the request")
        asked = {guild.name: stage.requests(guild)[0].at for guild in (hanging, fine)}
        assert abs(asked["Hanging"] - asked["Fine"]) < 1
        await kill(running)
    await stage.settle(hanging)
    assert_once(stage, hanging, fine)


MADE = Fault("POST", MESSAGES, hold=0.5), "is made"
REFUSED = Fault("POST", MESSAGES, 403, {"code": 50001, "message": "No"}, delay=0.5), "the bot may not post there"


@pytest.mark.parametrize(("fault", "said"), [MADE, REFUSED], ids=["made", "refused"])
async def test_being_removed_while_a_post_is_in_the_making_leaves_nothing_behind(
    stage: Scene, fault: Fault, said: str
) -> None:
    guild = stage.server()
    await stage.due(guild)
    stage.discord.rest.faults.append(replace(fault))
    async with stage.running() as running:
        await stage.discord.until(lambda: stage.messages(guild) or (fault.status and stage.requests(guild)), within=20)
        await stage.discord.leave(guild)
        await running.says("its settings are deleted")
        assert stage.requests(guild)[0].status is None
        await running.says(said)
        running.signal(signal.SIGTERM)  # which lets what is in the making come to its end
        assert await running.ended() == 0
    left = {table: len(sql(stage, f"SELECT * FROM {table}")) for table in ("daily", "post", "shown")}  # noqa: S608
    assert left == {"daily": 0, "post": 0, "shown": 0}


# Five thousand servers in one minute.

MANY, WATCHED, ASKED = 5_000, 480, 200


def busiest_second(times: list[float]) -> int:
    """Return the most requests that any window of a second holds."""
    return max(sum(start <= at < start + 1 for at in times[n : n + 80]) for n, start in enumerate(times))


@asynccontextmanager
async def a_burst(scene: Scene) -> AsyncIterator[list[Guild]]:
    guilds = [scene.server(f"Server {n}") for n in range(MANY)]
    now = dt.datetime.now(dt.UTC)
    async with open_state(scene.state) as state:
        await asyncio.gather(*(state.save(scene.daily(guild), now) for guild in guilds))
    scene.discord.rest.limits = True
    yield guilds


def posts(scene: Scene) -> list[Request]:
    return scene.discord.rest.seen("POST", MESSAGES)


def has_posts(scene: Scene, count: int) -> bool:
    return len(posts(scene)) >= count


async def test_a_burst_keeps_the_rate_and_look_ups_are_fast_and_sigterm_leaves_nothing_open(stage: Scene) -> None:
    discord = stage.discord
    ada = discord.user("ada")
    place = discord.channel(discord.guild("Asking"), "questions")
    answers: list[Interaction] = []
    async with a_burst(stage) as guilds:
        async with stage.running() as running:
            await discord.until(lambda: posts(stage), "the first post", within=60)
            for number in range(ASKED):
                enough = partial(has_posts, stage, number * WATCHED // ASKED)
                await discord.until(enough, "more posts", within=10)
                answers.append(await discord.slash(ada, place, "who", {"name": "zoe-muller"}))
            watched = [one for one in discord.rest.requests if one.at >= posts(stage)[0].at]
            discord.rest.faults.append(Fault("POST", MESSAGES, hold=8.0, times=20))
            reached = len(posts(stage)) + 10
            await discord.until(lambda: len(posts(stage)) >= reached, "posts held", within=10)
            running.signal(signal.SIGTERM)
            assert await running.ended() == 0
        open_ones = {row["guild_id"] for row in stage.rows() if row["outcome"] == "claimed"}
        assert open_ones
        sample = [guild for guild in guilds if guild.id in open_ones]
        steps = dict(Counter(stage_of(stage, guild) for guild in sample))
        await stage.settle(*sample)
        assert_once(stage, *sample)
        settled = {row["guild_id"]: row["message_id"] for row in stage.rows() if row["outcome"] == "sent"}

    counted = sorted(one.at for one in watched if not one.path.startswith("/interactions/"))
    rate, busiest = (len(counted) - 1) / (counted[-1] - counted[0]), busiest_second(counted)
    waits = sorted(one.seconds for one in answers)
    p50, p99 = waits[len(waits) // 2] * 1000, waits[int(len(waits) * 0.99)] * 1000
    print(f"{len(counted)} posts at {rate:.1f}/s, busiest second {busiest}; ", end="")  # noqa: T201  for -rP
    print(f"{ASKED} look-ups: p50 {p50:.1f} ms, p99 {p99:.1f} ms, slowest {waits[-1] * 1000:.1f} ms; ", end="")  # noqa: T201
    print(f"open after SIGTERM: {steps}, all settled by the next start")  # noqa: T201
    assert [one.path for one in watched if one.status == 429] == []
    assert 40 <= rate <= 50
    assert busiest <= 50
    assert waits[-1] < 1
    assert all(
        [one.id for one in stage.messages(guild)] == [settled[guild.id]] for guild in guilds if guild.id in settled
    )
    assert max(len(stage.messages(guild)) for guild in guilds) == 1
