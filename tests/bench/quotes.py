"""`make bench`: how right the quote check is, and how long it takes. Nothing here is a test: machines differ."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import random
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.ask import check_quotes
from bot.core.quotecheck import Verdict
from bot.core.quoted import LONGEST_TEXT
from bot.dataset.load import load
from bot.store.build import build
from bot.store.catalogue import open_catalogue

from tests.quotecheck.cases import cases, judged

if TYPE_CHECKING:
    from collections import Counter

    from bot.core.model import Dataset, Quote

DATA = Path(__file__).parents[1] / "data"
MANY = 10_000
LENGTH = 2_000  # characters of a message, four quotations in it
TIMES = 15
HOSTILE = ("'a " * (LONGEST_TEXT // 3), "“" * (LONGEST_TEXT - 1) + "”", '"a b c d e f" ' * (LONGEST_TEXT // 14))


def grown(dataset: Dataset, number: int) -> Dataset:
    """Return `dataset` with quotes made up of its own words, until there are `number`."""
    chance = random.Random(1)  # noqa: S311  the same quotes each time
    vocabulary = sorted({word for quote in dataset.quotes.values() for word in quote.text.split()})
    model = next(iter(dataset.quotes.values()))
    quotes: dict[str, Quote] = dict(dataset.quotes)
    while len(quotes) < number:
        slug = f"made-up-{len(quotes)}"
        quotes[slug] = replace(model, slug=slug, text=" ".join(chance.choices(vocabulary, k=chance.randint(8, 40))))
    return replace(dataset, quotes=quotes)


def message(dataset: Dataset) -> str:
    """Return a message of LENGTH characters with four quotations: as on record, a part, altered, and none of ours."""
    chosen = [quote.text for quote in dataset.quotes.values() if len(quote.text) > 120][:3]
    said = [chosen[0], chosen[1][:110], chosen[2].replace(" the ", " a "), "Bees have opinions about our gardens " * 3]
    text = " and then ".join(f"“{words}”" for words in said)
    return (text + " filler" * LENGTH)[:LENGTH]


def timed(dataset: Dataset, folder: Path) -> dict[str, float]:
    """Return milliseconds of processor and waiting for a message and for hostile ones, against MANY quotes."""
    build(grown(dataset, MANY), "grown", folder / "grown.sqlite")
    took: dict[str, float] = {}
    with open_catalogue(folder / "grown.sqlite") as catalogue:
        for name, text in (
            ("2,000 characters", message(dataset)),
            *((f"hostile {n}", t) for n, t in enumerate(HOSTILE, 1)),
        ):
            each = []
            for _ in range(TIMES):
                begun = time.perf_counter()
                check_quotes(text, "", catalogue, whole=False)
                each.append((time.perf_counter() - begun) * 1000)
            took[name] = round(statistics.median(each), 1)
    return took


def table(counts: Counter[tuple[str, str]]) -> str:
    """Return rules against verdicts."""
    verdicts = [verdict for verdict in Verdict if any(key[1] == verdict for key in counts)]
    rows = [f"{'':<28}" + "".join(f"{verdict:>16}" for verdict in verdicts)]
    rows += [
        f"{rule:<28}" + "".join(f"{counts[rule, verdict] or '·':>16}" for verdict in verdicts)
        for rule in dict.fromkeys(rule for rule, _ in counts)
    ]
    return "\n".join(rows)


async def main() -> None:
    """Print the tables; with a file name, write the numbers there as JSON."""
    dataset = load(DATA, dt.datetime.now(dt.UTC).date())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build(dataset, "shipped", folder / "shipped.sqlite")
        with open_catalogue(folder / "shipped.sqlite") as catalogue:
            counts, wrong = judged(catalogue, list(cases(tuple(dataset.quotes.values()))))
        took = timed(dataset, folder)
    print(f"Quote check: {sum(counts.values())} cases, {len(wrong)} judged wrongly\n\n{table(counts)}\n")
    print(
        "\n".join(f"{name:<20}{ms:>8.1f} ms (median of {TIMES}, against {MANY:,} quotes)" for name, ms in took.items())
    )
    if len(sys.argv) > 1:
        numbers = {
            "confusion": {f"{rule} -> {verdict}": n for (rule, verdict), n in counts.items()},
            "milliseconds": took,
        }
        Path(sys.argv[1]).write_text(json.dumps(numbers, indent=2), encoding="utf-8")  # noqa: ASYNC240  nothing else runs


if __name__ == "__main__":
    asyncio.run(main())
