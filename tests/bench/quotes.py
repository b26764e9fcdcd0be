"""How right the quote check is, and how long it takes: a message with four quotations, and texts made to be slow."""

from __future__ import annotations

import random
import statistics
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.ask import check_quotes
from bot.core.quotecheck import Verdict
from bot.core.quoted import LONGEST_TEXT
from bot.store.build import build
from bot.store.catalogue import open_catalogue
from tests.bench.report import Line, Report, ms, table
from tests.quotecheck.cases import cases, judged

if TYPE_CHECKING:
    from collections import Counter

    from bot.core.model import Dataset, Quote
    from tests.bench.shared import Shared

MANY = 10_000
LENGTH = 2_000  # characters of a message, four quotations in it
TIMES = 15
HOSTILE = ("'a " * (LONGEST_TEXT // 3), "“" * (LONGEST_TEXT - 1) + "”", '"a b c d e f" ' * (LONGEST_TEXT // 14))


async def quotes(shared: Shared) -> Report:
    """Judge every case that can be made of the shipped quotes, and time the check against MANY of them."""
    dataset, folder = shared.shipped, shared.folder
    build(dataset, "shipped", folder / "shipped.sqlite")
    with open_catalogue(folder / "shipped.sqlite") as catalogue:
        counts, wrong = judged(catalogue, list(cases(tuple(dataset.quotes.values()))))
    build(_grown(dataset, MANY), "grown", folder / "grown.sqlite")
    took = {}
    texts = {"2,000 characters": _message(dataset)} | {f"hostile {n}": text for n, text in enumerate(HOSTILE, 1)}
    with open_catalogue(folder / "grown.sqlite") as catalogue:
        for name, text in texts.items():
            each = []
            for _ in range(TIMES):
                begun = time.perf_counter()
                check_quotes(text, "", catalogue, whole=False)
                each.append(time.perf_counter() - begun)
            took[name] = statistics.median(each)
    lines = [Line("quote check: cases, judged wrongly", f"{sum(counts.values())}, {len(wrong)}")]
    lines += [Line(f"quote check, {name}, {MANY:,} quotes", ms(seconds)) for name, seconds in took.items()]
    confusion = {f"{rule} -> {verdict}": n for (rule, verdict), n in counts.items()}
    return Report(lines, {"confusion": confusion, "seconds": took}, [_confusion(counts)])


def _grown(dataset: Dataset, number: int) -> Dataset:
    """Return `dataset` with quotes made up of its own words, until there are `number`."""
    chance = random.Random(1)  # noqa: S311  the same quotes each time
    vocabulary = sorted({word for quote in dataset.quotes.values() for word in quote.text.split()})
    model = next(iter(dataset.quotes.values()))
    grown: dict[str, Quote] = dict(dataset.quotes)
    while len(grown) < number:
        slug = f"made-up-{len(grown)}"
        grown[slug] = replace(model, slug=slug, text=" ".join(chance.choices(vocabulary, k=chance.randint(8, 40))))
    return replace(dataset, quotes=grown)


def _message(dataset: Dataset) -> str:
    """Return a message of LENGTH characters with four quotations: as on record, a part, altered, and none of ours."""
    chosen = [quote.text for quote in dataset.quotes.values() if len(quote.text) > 120][:3]
    said = [chosen[0], chosen[1][:110], chosen[2].replace(" the ", " a "), "Bees have opinions about our gardens " * 3]
    text = " and then ".join(f"“{words}”" for words in said)
    return (text + " filler" * LENGTH)[:LENGTH]


def _confusion(counts: Counter[tuple[str, str]]) -> str:
    """Return rules against verdicts."""
    verdicts = [verdict for verdict in Verdict if any(key[1] == verdict for key in counts)]
    rules = dict.fromkeys(rule for rule, _ in counts)
    rows = [[rule, *(str(counts[rule, verdict] or "·") for verdict in verdicts)] for rule in rules]
    return table(("made by", *verdicts), rows)
