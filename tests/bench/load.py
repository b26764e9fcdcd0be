"""The bot under load: ten thousand posts due at once, and two hundred interactions a second."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import time
from typing import TYPE_CHECKING

from bot.core.schedule import Daily
from bot.store.state import open_state
from tests.bench.asks import Asker
from tests.bench.report import Line, Report, centile, ms
from tests.bench.shared import DATA
from tests.bench.stand import settled, stand
from tests.wire.faults import MESSAGES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bench.shared import Shared
    from tests.bench.stand import Stand

DUE = 10_000
MEASURED = 60.0  # seconds of a burst, and of the mixed load
LIMIT = 50.0  # requests a second: Discord, Rate Limits
EVERY = 0.1  # seconds between two look-ups while posts are made
RATE = 200.0  # interactions a second
TOO_MANY = 429
DEADLINE = 3.0  # seconds: Discord, Responding to Interactions


async def burst(shared: Shared) -> Report:
    """Let all servers' posts be due in one minute; ask meanwhile, as before while nothing was due."""
    state, seconds = shared.folder / "burst", MEASURED * shared.effort
    async with stand(state, DATA, servers=DUE) as one:
        await settled()
        asker = Asker({"people": {slug: {} for slug in shared.shipped.people}})
        quiet = await _look_ups(one, asker, seconds / 2)
        one.discord.rest.limits = True
        await _let_be_due(one, state)
        await one.discord.until(lambda: one.discord.rest.seen("POST", MESSAGES), "a post", within=60)
        begun = time.monotonic()
        meanwhile = await _look_ups(one, asker, seconds)
        sent = [request for request in one.discord.rest.seen("POST", MESSAGES) if request.at <= begun + seconds]
    refused = sum(request.status == TOO_MANY for request in sent)
    rate = (len(sent) - 1) / (sent[-1].at - sent[0].at)
    lines = [
        Line(
            f"daily posts of {DUE:,} servers",
            f"{rate:.1f} a second",
            rate / LIMIT,
            "Discord's limit",
            0.95,
            at_least=True,
        ),
        Line("daily posts refused (429)", f"{refused} of {len(sent):,}"),
        Line(
            "look-ups meanwhile, p99",
            ms(centile(meanwhile, 99)),
            centile(meanwhile, 99) / centile(quiet, 99),
            f"quiet ({ms(centile(quiet, 99))})",
            1.5,
        ),
        Line(
            "look-ups meanwhile, p50", ms(centile(meanwhile, 50)), centile(meanwhile, 50) / centile(quiet, 50), "quiet"
        ),
    ]
    spread = {
        name: {p: centile(took, p) for p in (50, 99)} for name, took in (("quiet", quiet), ("meanwhile", meanwhile))
    }
    return Report(lines, {"rate": rate, "refused": refused, **spread})


async def _look_ups(one: Stand, asker: Asker, seconds: float) -> list[float]:
    """Ask for one person after the other, with a pause between."""
    until, took = time.monotonic() + seconds, []
    while time.monotonic() < until:
        took.append(await one.ask(asker.person()))
        await asyncio.sleep(EVERY)
    return took


async def _let_be_due(one: Stand, state: Path) -> None:
    """Set up a post in every server, two minutes ago by UTC."""
    now = dt.datetime.now(dt.UTC)
    due = now - dt.timedelta(minutes=2)
    async with open_state(state) as kept:
        for guild in one.discord.world.guilds.values():
            await kept.save(
                Daily(
                    guild_id=guild.id,
                    channel_id=guild.channels[0].id,
                    minute=due.hour * 60 + due.minute,
                    zone="UTC",
                    first_date=due.date(),
                ),
                now,
            )


async def mixed(shared: Shared) -> Report:
    """Ask everything in turn, RATE times a second, whether or not the last was answered."""
    size, made = next(iter(shared.made.items()))
    asker, seconds = Asker(made.tables), MEASURED * shared.effort
    async with stand(shared.folder / "mixed", made.folder, servers=100) as one:
        await settled()
        channels = list(one.discord.world.channels.values())
        for _ in range(3):
            for ask in asker.one_of_each():
                await one.ask(ask)
        before, asks = one.resident(), asker.one_of_each()
        chance = random.Random(5)  # noqa: S311  the order only
        begun, running = time.monotonic(), []
        for number in range(int(RATE * seconds)):
            asks = asks or asker.one_of_each()
            one.channel = chance.choice(channels)
            running.append(asyncio.create_task(one.ask(asks.pop())))
            await asyncio.sleep(max(0.0, begun + (number + 1) / RATE - time.monotonic()))
        took = await asyncio.gather(*running, return_exceptions=True)
        lasted, after = time.monotonic() - begun, one.resident()
        said = one.running.output
    answered = [seconds for seconds in took if isinstance(seconds, float)]
    errors = len(took) - len(answered) + said.count("Traceback")
    p99 = centile(answered, 99)
    what = f"mixed load, {len(answered) / lasted:.0f} interactions a second"
    lines = [
        Line(f"{what}: errors", str(errors)),
        Line(
            f"{what}: p50 / p99", f"{ms(centile(answered, 50))} / {ms(p99)}", p99 / DEADLINE, "Discord's 3 s (p99)", 0.1
        ),
        Line(f"{what}: memory after / before", f"{after:.0f} MiB", after / before, f"{before:.0f} MiB", 1.1),
    ]
    return Report(lines, {"size": size, "errors": errors, "p99": p99, "before": before, "after": after})
