"""Valid datasets of any size, made of the words and names of the shipped one, in the same mix of kinds."""

from __future__ import annotations

import datetime as dt
import json
import random
from itertools import accumulate
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from bot.core.model import Dataset

Fields = dict[str, Any]
Tables = dict[str, dict[str, Fields]]  # section -> slug -> fields

PER_FILE = 1_000  # records
FIRST_DAY = dt.date(1936, 1, 1)
EVIDENCE = ["https://example.org/evidence"]
TITLES = ("Researcher", "Co-founder", "Chief Scientist", "Policy lead")


def made_up(model: Dataset, number: int, today: dt.date) -> Tables:
    """Return about `number` records and `model`'s topics; the same ones each time."""
    kinds = ("sources", "organizations", "people", "events", "quotes")
    sizes = {kind: len(getattr(model, kind)) for kind in kinds}
    counts = {kind: max(2, round(number * size / sum(sizes.values()))) for kind, size in sizes.items()}
    chance = random.Random(1)  # noqa: S311  the same records each time
    draw = _Draw(model, today, counts, chance)
    tables: Tables = {"topics": {one.slug: {"name": one.name, "summary": one.summary} for one in model.topics.values()}}
    for kind in kinds:
        make = getattr(draw, kind)
        tables[kind] = {f"{kind}-{n}": make(n) for n in range(counts[kind])}
    return tables


def write(tables: Tables, folder: Path) -> None:
    """Write a dataset folder: TOML files of PER_FILE records, as an editor would keep them."""
    folder.mkdir(parents=True)
    about = {"name": "Made up", "version": "1", "topic": "Nothing.", "licence": "CC0", "maintainer": "Nobody"}
    (folder / "dataset.toml").write_text(_toml(about | {"report": "Nowhere."}), encoding="utf-8")
    for section, records in tables.items():
        (folder / section).mkdir()
        items = list(records.items())
        for start in range(0, len(items), PER_FILE):
            text = "\n".join(_record(slug, fields) for slug, fields in items[start : start + PER_FILE])
            (folder / section / f"{start:06}.toml").write_text(text, encoding="utf-8")


def _record(slug: str, fields: Fields) -> str:
    roles = fields.get("roles", ())
    own = {key: value for key, value in fields.items() if key != "roles"}
    return f"[{slug}]\n" + _toml(own) + "".join(f"[[{slug}.roles]]\n" + _toml(role) for role in roles)


def _toml(fields: Fields) -> str:
    """Return lines of TOML: its texts, numbers and lists of texts are written as JSON writes them."""
    return "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in fields.items())


class _Draw:
    """Draws the fields of one record from a dataset's vocabulary, and whom it is about from all that will be there."""

    def __init__(self, model: Dataset, today: dt.date, counts: dict[str, int], chance: random.Random) -> None:
        self._today, self._counts, self._chance = today.isoformat(), counts, chance
        self._topics = list(model.topics)
        self._days = [(FIRST_DAY + dt.timedelta(days=n)).isoformat() for n in range((today - FIRST_DAY).days)]
        names = [person.name.split() for person in model.people.values()]
        self._given, self._family = [name[0] for name in names], [name[-1] for name in names]
        self._company = _words(one.name for one in model.organizations.values())
        self._title = _words(event.title for event in model.events.values())
        self._summary = _words(event.summary for event in model.events.values())
        self._quoted = _words(quote.text for quote in model.quotes.values())
        self._published: list[str] = []
        # Few are in most of the news: the n-th is drawn with a weight of 1/n.
        self._fame = {
            kind: list(accumulate(1 / n for n in range(1, count + 1)))
            for kind, count in (counts | {"topics": len(self._topics)}).items()
        }

    def sources(self, number: int) -> Fields:
        self._published.append(self._chance.choice(self._days))
        return {
            "title": self._text(self._title, 5, 10, 120),
            "publisher": self._chance.choice(self._company),
            "published": self._published[-1],
            "url": f"https://example.org/{number}",
            "kind": "news",
            "seen": self._today,
        }

    def organizations(self, number: int) -> Fields:
        words = dict.fromkeys(self._chance.choices(self._company, k=2))
        return {"name": " ".join((*words, str(number)))[:80], "kind": "company", **self._card()}

    def people(self, _number: int) -> Fields:
        initial = self._chance.choice("ABCDEFGHIJKLMNOPRSTVW")
        first, second = sorted(self._chance.sample(range(1990, int(self._today[:4])), 2))
        where = self._known("organizations", 2)
        roles: list[Fields] = [
            {"title": self._chance.choice(TITLES), "organization": where[0], "start": str(first), "end": str(second)},
            {"title": self._chance.choice(TITLES), "organization": where[-1], "start": str(second)},
        ]
        return {
            "name": f"{self._chance.choice(self._given)} {initial}. {self._chance.choice(self._family)}",
            **self._card(),
            "roles": [role | {"sources": self._cited(1)} for role in roles],
        }

    def events(self, _number: int) -> Fields:
        return {
            "date": self._chance.choice(self._days),
            "title": self._text(self._title, 5, 10, 80),
            "summary": self._text(self._summary, 15, 35, 280),
            "status": "confirmed",
            "people": self._known("people", self._chance.randint(0, 3)),
            "organizations": self._known("organizations", self._chance.randint(1, 2)),
            "topics": [self._topics[n] for n in self._famous("topics", self._chance.randint(1, 2))],
            "importance": self._chance.choices((1, 2, 3), (3, 5, 1))[0],
            "sources": self._cited(self._chance.randint(2, 3)),
            "evidence": EVIDENCE,
        }

    def quotes(self, _number: int) -> Fields:
        source = self._chance.randrange(self._counts["sources"])
        return {
            "speaker": self._known("people", 1)[0],
            "text": self._text(self._quoted, 8, 45, 300),
            "said": self._published[source],
            "context": self._text(self._title, 3, 8, 120),
            "event": f"events-{self._chance.randrange(self._counts['events'])}",
            "source": f"sources-{source}",
            "status": "verified",
            "evidence": EVIDENCE,
        }

    def _card(self) -> Fields:
        return {
            "summary": self._text(self._summary, 10, 25, 280),
            "sources": self._cited(1),
            "checked": self._today,
        }

    def _text(self, words: Sequence[str], fewest: int, most: int, limit: int) -> str:
        return " ".join(self._chance.choices(words, k=self._chance.randint(fewest, most)))[:limit].strip()

    def _cited(self, number: int) -> list[str]:
        return [f"sources-{n}" for n in self._chance.sample(range(self._counts["sources"]), number)]

    def _known(self, kind: str, number: int) -> list[str]:
        return [f"{kind}-{n}" for n in self._famous(kind, number)]

    def _famous(self, kind: str, number: int) -> list[int]:
        weights = self._fame[kind]
        return list(dict.fromkeys(self._chance.choices(range(len(weights)), cum_weights=weights, k=number)))


def _words(texts: Iterable[str]) -> list[str]:
    """Return the words of some texts, as often as they stand there."""
    return [word for text in texts for word in text.split()]
