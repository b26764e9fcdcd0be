"""The same questions put to what people would otherwise use, on the same data: three tasks, five ways."""

from __future__ import annotations

import json
import random
import sqlite3
import time
from collections import defaultdict
from contextlib import closing
from typing import TYPE_CHECKING, Any

from rapidfuzz import process

from bot.ask import CARDS
from bot.core.names import fold
from bot.core.paging import Window
from bot.store.catalogue import open_catalogue
from tests.bench.report import Line, Report, centile, ms, table

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.store.catalogue import Catalogue
    from tests.bench.made_up import Tables
    from tests.bench.shared import Made, Shared

TIMES = 60
SHOWN = 10
OFFERED = 25
OURS, LIMIT = "On Record", "sqlite3, the same statement"


async def against(shared: Shared) -> Report:
    """Time each way in turn, at the largest size."""
    size, made = list(shared.made.items())[-1]
    took: dict[tuple[str, str], list[float]] = defaultdict(list)
    chance = random.Random(4)  # noqa: S311  the questions only
    people = list(made.tables["people"].values())
    bodies = list(made.tables["organizations"])
    with open_catalogue(made.file) as catalogue, closing(_direct(made)) as direct:
        tasks = _tasks(catalogue, direct, made.tables)
        for _ in range(shared.rounds(TIMES)):
            typed = chance.choice(people)["name"][: chance.randint(2, 7)]
            body = bodies[int(len(bodies) ** chance.random()) - 1]
            words = chance.choice(list(made.tables["events"].values()))["title"].split()
            asked = {
                "complete a name": typed,
                "events about one": body,
                "find words": " ".join(chance.sample(words, 2)),
            }
            for task, by_way in tasks.items():
                for way, answer in by_way.items():
                    begun = time.perf_counter()
                    answer(asked[task])
                    took[task, way].append(time.perf_counter() - begun)
    mid = {key: centile(values, 50) for key, values in took.items()}
    ways = list(dict.fromkeys(way for _, way in mid))
    rows = [
        [
            task,
            *(
                f"{ms(mid[task, way])} ({mid[task, way] / mid[task, OURS]:.2g}x)" if (task, way) in mid else ""
                for way in ways
            ),
        ]
        for task in tasks
    ]
    lines = [
        Line(f"{task}, {size:,} records", ms(mid[task, OURS]), mid[task, OURS] / mid[task, LIMIT], LIMIT)
        for task in tasks
    ]
    numbers = {f"{task} / {way}": seconds for (task, way), seconds in mid.items()}
    return Report(lines, numbers, [table((f"p50, {size:,} records", *ways), rows)])


def _direct(made: Made) -> sqlite3.Connection:
    """Open the same file, with the record's text in a plain table of its own for LIKE to scan."""
    connection = sqlite3.connect(made.file.absolute().as_uri() + "?mode=ro&immutable=1", uri=True)
    connection.execute(
        "CREATE TEMP TABLE plain AS SELECT slug, name || ' ' || content AS text FROM record WHERE kind = 'event'"
    )
    return connection


def _tasks(
    catalogue: Catalogue, direct: sqlite3.Connection, tables: Tables
) -> dict[str, dict[str, Callable[[str], Any]]]:
    """Return for each task the ways to do it."""
    cards = {slug: one["name"] for kind in ("people", "organizations") for slug, one in tables[kind].items()}
    folded = {slug: fold(name) for slug, name in cards.items()}
    names = list(cards.values())
    events = json.loads(json.dumps(tables["events"]))  # what a bot holds that reads one JSON file at its start
    told = {slug: set(fold(f"{e['title']} {e['summary']}").split()) for slug, e in events.items()}
    return {
        "complete a name": {
            OURS: lambda typed: catalogue.names.starting(typed, CARDS, OFFERED),
            LIMIT: lambda typed: direct.execute(
                """
                SELECT DISTINCT record.slug, kind, record.name, hint
                FROM subject_index JOIN name ON name.id = subject_index.rowid JOIN record ON record.id = name.record
                WHERE subject_index MATCH ? AND kind IN ('person', 'organization') ORDER BY subject_index.rowid LIMIT ?
                """,
                (" ".join(f'"{word}"*' for word in fold(typed).split()), OFFERED),
            ).fetchall(),
            "LIKE": lambda typed: direct.execute(
                "SELECT slug, name FROM record WHERE kind IN ('person', 'organization') AND name LIKE ? LIMIT ?",
                (f"%{typed}%", OFFERED),
            ).fetchall(),
            "rapidfuzz over all names": lambda typed: process.extract(typed, names, limit=OFFERED),
            "JSON in memory": lambda typed: [s for s, name in folded.items() if fold(typed) in name][:OFFERED],
        },
        "events about one": {
            OURS: lambda slug: catalogue.highlights_of(slug, SHOWN),
            LIMIT: lambda slug: direct.execute(
                """
                WITH shown AS (
                    SELECT event AS slug, first_day, last_day, sequence FROM event_subject WHERE subject = :subject
                    ORDER BY importance DESC, first_day DESC, sequence DESC LIMIT :limit)
                SELECT content, (SELECT count(*) FROM event_subject WHERE subject = :subject)
                FROM shown JOIN record USING (slug) ORDER BY first_day DESC, last_day DESC, sequence DESC
                """,
                {"subject": slug, "limit": SHOWN},
            ).fetchall(),
            "LIKE": lambda slug: direct.execute(
                "SELECT text FROM plain WHERE text LIKE ? LIMIT ?", (f'%"{slug}"%', SHOWN)
            ).fetchall(),
            "JSON in memory": lambda slug: sorted(
                (e for e in events.values() if slug in e["organizations"]),
                key=lambda e: (e["importance"], e["date"]),
                reverse=True,
            )[:SHOWN],
        },
        "find words": {
            OURS: lambda text: catalogue.search(text, Window(SHOWN)),
            LIMIT: lambda text: direct.execute(
                """
                WITH shown AS (
                    SELECT rowid AS id, bm25(text_index, 4.0, 1.0) AS distance
                    FROM text_index WHERE text_index MATCH :match ORDER BY distance, rowid LIMIT :limit)
                SELECT (SELECT count(*) FROM text_index WHERE text_index MATCH :match) AS total, kind, slug
                FROM shown JOIN record USING (id) ORDER BY distance, id
                """,
                {"match": " OR ".join(f'"{word}"' for word in fold(text).split()), "limit": SHOWN},
            ).fetchall(),
            # Neither can say which is the best; like ours, both say how many there are.
            "LIKE": lambda text: direct.execute(
                "SELECT slug FROM plain WHERE text LIKE ? OR text LIKE ?",
                [f"%{word}%" for word in (text.split() * 2)[:2]],
            ).fetchall(),
            "JSON in memory": lambda text: [
                slug for slug, words in told.items() if not words.isdisjoint(fold(text).split())
            ],
        },
    }
