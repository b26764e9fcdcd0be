"""Which records a name can mean: exactly, by its beginning, or misspelt."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from math import ceil, floor
from typing import TYPE_CHECKING, Final

from bot.core.found import Named
from bot.core.names import fold

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from bot.core.model import Kind

FUZZY_FROM: Final = 4  # characters; shorter text resembles everything
FUZZY_CUTOFF: Final = 75  # found all of 60 misspellings tried, and few strangers
_WORD_FROM: Final = 4  # a part of a name this long is compared on its own as well
_MOST_SPELLINGS: Final = 50  # that are looked at more closely

AREAS: Final[dict[Kind, str]] = {
    "person": "subject",
    "organization": "subject",
    "topic": "subject",
    "event": "event",
    "source": "source",
}


@dataclass(frozen=True)
class Near:
    """A record whose name resembles what was typed, and how much: 100 is the same."""

    named: Named
    score: float


class _Spelt:
    """Spellings, the records that they stand for, and those of them that are about as long as another text."""

    def __init__(self, records: dict[str, list[int]]) -> None:
        self.records = records
        self._by_length = sorted(records, key=len)

    def about_as_long_as(self, text: str) -> Sequence[str]:
        """Return all that can resemble `text` at all: of two lengths a < b, fuzz.ratio is at most 200 a / (a + b)."""
        most = FUZZY_CUTOFF / (200 - FUZZY_CUTOFF)
        first = bisect_left(self._by_length, floor(len(text) * most), key=len)
        return self._by_length[first : bisect_right(self._by_length, ceil(len(text) / most), key=len)]


@dataclass
class Names:
    """The names in an open dataset file."""

    _connection: sqlite3.Connection
    _spelt: dict[str, _Spelt] = field(default_factory=dict)

    def named(self, text: str, kinds: Sequence[Kind]) -> tuple[Named, ...]:
        """Return the records that `text` is the slug, the name or an alias of, case and accents aside."""
        return self._named(
            """
            SELECT record.slug, kind, name, hint FROM record
            WHERE (id IN (SELECT record FROM name WHERE key = :key) OR slug IN (
                SELECT lower(:text) UNION ALL SELECT replaced_by FROM redirect WHERE slug = lower(:text)))
              AND kind IN (SELECT value FROM json_each(:kinds))
            ORDER BY slug <> lower(:text), id
            """,
            {"key": fold(text), "text": text.strip(), "kinds": json.dumps(kinds)},
        )

    def starting(self, text: str, kinds: Sequence[Kind], limit: int) -> tuple[Named, ...]:
        """Return the records in whose names every word of `text` begins a word, the weightiest first."""
        match = " ".join(f'"{word}"*' for word in fold(text).split())
        if not match:
            return self._weightiest(kinds, limit)
        index = f"{AREAS[kinds[0]]}_index"
        return self._named(
            f"""
            SELECT DISTINCT record.slug, kind, record.name, hint
            FROM {index} JOIN name ON name.id = {index}.rowid JOIN record ON record.id = name.record
            WHERE {index} MATCH :match AND kind IN (SELECT value FROM json_each(:kinds))
            ORDER BY {index}.rowid LIMIT :limit
            """,  # noqa: S608  the index's name is one of three constants
            {"match": match, "kinds": json.dumps(kinds), "limit": limit},
        )

    def _weightiest(self, kinds: Sequence[Kind], limit: int) -> tuple[Named, ...]:
        return self._named(
            """
            SELECT slug, kind, name, hint FROM record
            WHERE kind IN (SELECT value FROM json_each(:kinds)) ORDER BY id LIMIT :limit
            """,
            {"kinds": json.dumps(kinds), "limit": limit},
        )

    def resembling(self, text: str, kinds: Sequence[Kind], limit: int) -> tuple[Near, ...]:
        """Return the records whose name, or a part of it, resembles a misspelt `text`, the nearest first."""
        from rapidfuzz import fuzz, process  # noqa: PLC0415  only a misspelling needs it

        key, area = fold(text), AREAS[kinds[0]]
        if len(key) < FUZZY_FROM:
            return ()
        spelt = self._spelt_in(area)
        found = process.extract(
            key, spelt.about_as_long_as(key), scorer=fuzz.ratio, score_cutoff=FUZZY_CUTOFF, limit=_MOST_SPELLINGS
        )
        scores: dict[int, float] = {}
        for spelling, score, _ in found:
            for record in spelt.records[spelling]:
                scores.setdefault(record, score)
        rows = self._connection.execute(
            """
            SELECT id, slug, kind, name, hint FROM record
            WHERE id IN (SELECT value FROM json_each(:records)) AND kind IN (SELECT value FROM json_each(:kinds))
            ORDER BY id
            """,
            {"records": json.dumps(list(scores)), "kinds": json.dumps(kinds)},
        )
        near = [Near(Named(*named), scores[record]) for record, *named in rows]
        return tuple(sorted(near, key=lambda one: -one.score)[:limit])

    def called(self, slugs: Iterable[str]) -> dict[str, str]:
        """Return the names of some records."""
        rows = self._connection.execute(
            "SELECT slug, name FROM record WHERE slug IN (SELECT value FROM json_each(?))", (json.dumps([*slugs]),)
        )
        return {row["slug"]: row["name"] for row in rows}

    def _spelt_in(self, area: str) -> _Spelt:
        """Return every name of an area and, of subjects, every longer word of one; read once, on the first miss."""
        if area not in self._spelt:
            records: dict[str, list[int]] = {}
            for key, record in self._connection.execute("SELECT key, record FROM name WHERE area = ?", (area,)):
                words = key.split() if area == "subject" else ()
                for spelling in {key, *(word for word in words if len(word) >= _WORD_FROM)}:
                    records.setdefault(spelling, []).append(record)
            self._spelt[area] = _Spelt(records)
        return self._spelt[area]

    def _named(self, sql: str, values: dict[str, object]) -> tuple[Named, ...]:
        return tuple(Named(*row) for row in self._connection.execute(sql, values))
