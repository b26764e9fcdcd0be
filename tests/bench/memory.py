"""How much memory the bot keeps, in no server, in a thousand and in ten thousand, against a bare client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.refresh import refresh
from tests.bench.report import Line, Report
from tests.bench.shared import DATA
from tests.bench.stand import settled, stand

if TYPE_CHECKING:
    from tests.bench.shared import Shared

SERVERS = (1, 1_000, 10_000)
AIM = 1.15


async def memory(shared: Shared) -> Report:
    """Start both with as many servers, and read their resident size once all servers have come."""
    report, state = Report(), shared.folder / "memory"
    refresh(DATA, state, shared.today)  # or the first one would have built the dataset, which takes memory
    for servers in SERVERS:
        size = {}
        for name, data in (("bare", None), ("bot", DATA)):
            async with stand(state, data, servers=servers) as one:
                await settled()
                size[name] = one.resident()
        against = f"bare client ({size['bare']:.0f} MiB)"
        report.lines.append(
            Line(f"memory, {servers:,} servers", f"{size['bot']:.0f} MiB", size["bot"] / size["bare"], against, AIM)
        )
        report.numbers[str(servers)] = size
    return report
