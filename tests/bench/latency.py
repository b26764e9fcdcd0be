"""How long an answer takes over the wire: from the event on the gateway to the callback, at three sizes of dataset."""

from __future__ import annotations

import random
from collections import defaultdict
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from tests.bench.asks import Asker
from tests.bench.report import Line, Report, centile, ms, table
from tests.bench.stand import settled, stand

if TYPE_CHECKING:
    from tests.bench.shared import Shared

ROUNDS = 150
WARM_UP = 5
AIMS = {"look-ups": (1.6, 2.0), "typing": (1.3, 1.5)}  # at the smallest and at the largest size
GROWTH = 1.5


async def latency(shared: Shared) -> Report:
    """Ask a bot of each size and the bare one in turn, so that all meet the same machine."""
    took: dict[tuple[str, int], list[float]] = defaultdict(list)
    bare: list[float] = []
    async with AsyncExitStack() as stack:
        reference = await stack.enter_async_context(stand(shared.folder / "bare", None))
        stands = {
            size: await stack.enter_async_context(stand(shared.folder / f"state-{size}", made.folder))
            for size, made in shared.made.items()
        }
        await settled()
        askers = {size: Asker(made.tables) for size, made in shared.made.items()}
        chance = random.Random(3)  # noqa: S311  the order only
        for number in range(-WARM_UP, shared.rounds(ROUNDS)):
            asked = [
                (size, ask) for size, asker in askers.items() for ask in (*asker.one_of_each(), *asker.of_admins())
            ]
            chance.shuffle(asked)
            for position, (size, ask) in enumerate(asked):
                seconds = await stands[size].ask(ask)
                plain = await reference.ok() if position % len(stands) == 0 else 0.0
                if number >= 0:
                    took[ask.label, size].append(seconds)
                    bare += [plain] if plain else []
    return _report(took, bare, list(shared.made))


def _compared(spread: dict[int, float], base: dict[int, float]) -> str:
    times = " / ".join(f"{spread[percent] / base[percent]:.2f}" for percent in base)
    return f"{' / '.join(ms(seconds) for seconds in spread.values())} ({times})"


def _report(took: dict[tuple[str, int], list[float]], bare: list[float], sizes: list[int]) -> Report:
    base = {percent: centile(bare, percent) for percent in (50, 99)}
    labels = list(dict.fromkeys(label for label, _ in took))
    rows = [["bare command"] + [f"{ms(base[50])} / {ms(base[99])}"] + [""] * (len(sizes) - 1)]
    rows += [
        [
            label,
            *(_compared({percent: centile(took[label, size], percent) for percent in base}, base) for size in sizes),
        ]
        for label in labels
    ]
    report = Report(
        tables=[table(("p50 / p99 (times the bare command)", *(f"{size:,} records" for size in sizes)), rows)],
        numbers={
            "bare": {"p50": base[50], "p99": base[99]},
            "asks": {
                label: {
                    str(size): {"p50": centile(took[label, size], 50), "p99": centile(took[label, size], 99)}
                    for size in sizes
                }
                for label in labels
            },
        },
    )
    report.lines.append(Line("bare command, p50 / p99", f"{ms(base[50])} / {ms(base[99])}"))
    for group, aims in AIMS.items():
        pooled = {
            size: [t for label in labels if ("typing" in label) == (group == "typing") for t in took[label, size]]
            for size in sizes
        }
        for size in sizes:
            mid, high = centile(pooled[size], 50), centile(pooled[size], 99)
            aim = {sizes[0]: aims[0], sizes[-1]: aims[1]}.get(size)
            what = f"{group}, {size:,} records, p50 / p99"
            report.lines.append(Line(what, f"{ms(mid)} / {ms(high)}", mid / base[50], "bare command", aim))
        grown = centile(pooled[sizes[-1]], 50) / centile(pooled[sizes[0]], 50)
        report.lines.append(Line(f"{group}, growth", "", grown, f"{sizes[-1]:,} : {sizes[0]:,}", GROWTH))
        report.numbers[group] = {
            str(size): {"p50": centile(pooled[size], 50), "p99": centile(pooled[size], 99)} for size in sizes
        }
    return report
