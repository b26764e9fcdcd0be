"""What people ask, drawn from a made-up dataset: every command that changes nothing, and every autocomplete."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from .made_up import Fields, Tables

SHORTEST_WORD = 4


@dataclass(frozen=True, slots=True)
class Ask:
    """One use of a command; `typing` = an autocomplete of the last option."""

    label: str
    command: str
    options: dict[str, str]
    typing: bool = False


class Asker:
    """Draws what is asked: known ones are asked for most, as they are in the news most."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._slugs = {section: list(records) for section, records in tables.items()}
        self._chance = random.Random(2)  # noqa: S311  the same questions each time

    def one_of_each(self) -> list[Ask]:
        """Return one look-up of every kind."""
        person, body = self._record("people"), self._record("organizations")
        event, quote = self._record("events"), self._record("quotes")
        known, year = self._slug("people"), self._chance.randint(1960, 2020)
        misspelt = self._misspelt(person["name"])
        asked = [
            self.person(),
            Ask("who: an organization", "who", {"name": body["name"]}),
            Ask("who: misspelt", "who", {"name": misspelt}),
            Ask("timeline: about", "timeline", {"about": self._slug("organizations")}),
            Ask("timeline: a topic", "timeline", {"about": self._slug("topics")}),
            Ask("timeline: years", "timeline", {"from": str(year), "to": str(year + 5)}),
            Ask("timeline", "timeline", {}),
            Ask("quote: at random", "quote", {}),
            Ask("quote: by", "quote", {"by": known}),
            Ask("quote: words", "quote", {"about": self._word(quote["context"])}),
            Ask("onthisday", "onthisday", {"date": event["date"][5:]}),
            Ask("event", "event", {"name": self._slug("events")}),
            Ask("search", "search", {"text": f"{self._word(event['title'])} {self._word(event['summary'])}"}),
            Ask("source", "source", {"name": self._slug("sources")}),
            Ask("checkquote", "checkquote", {"text": f"“{quote['text']}”"}),
            Ask("about", "about", {}),
            Ask("help", "help", {}),
        ]
        typed: dict[str, tuple[str, Callable[[], str]]] = {
            "who": ("name", lambda: person["name"]),
            "timeline": ("about", lambda: body["name"]),
            "quote": ("by", lambda: person["name"]),
            "checkquote": ("speaker", lambda: person["name"]),
            "event": ("name", lambda: event["title"]),
            "source": ("name", lambda: self._record("sources")["title"]),
        }
        for command, (option, name) in typed.items():
            begun = name()[: self._chance.randint(1, 7)]
            asked.append(Ask(f"{command}: typing", command, {option: begun}, typing=True))
        asked.append(Ask("who: typing, misspelt", "who", {"name": misspelt}, typing=True))
        return asked

    def of_admins(self) -> list[Ask]:
        """Return one of every command for those who manage a server."""
        zone, body = self._chance.choice(("ber", "new york", "lon", "utc", "9")), self._record("organizations")
        return [
            Ask("status", "status", {}),
            Ask("daily status", "daily status", {}),
            Ask("daily history", "daily history", {}),
            Ask("daily preview", "daily preview", {"date": self._record("events")["date"][5:]}),
            Ask("daily on: typing a zone", "daily on", {"timezone": zone}, typing=True),
            Ask("daily on: typing a topic", "daily on", {"topic": body["name"][:4]}, typing=True),
        ]

    def person(self) -> Ask:
        """Return a look-up of somebody."""
        return Ask("who: a person", "who", {"name": self._slug("people")})

    def _slug(self, section: str) -> str:
        slugs = self._slugs[section]  # made_up.py: the n-th is drawn with a weight of 1/n, as is done here
        return slugs[int(len(slugs) ** self._chance.random()) - 1]

    def _record(self, section: str) -> Fields:
        return self._tables[section][self._slug(section)]

    def _word(self, text: str) -> str:
        words = [word for word in text.split() if len(word) >= SHORTEST_WORD and word.isalpha()] or ["model"]
        return self._chance.choice(words)

    def _misspelt(self, name: str) -> str:
        """Leave out a letter of the family name."""
        at = len(name) - self._chance.randint(2, 3)
        return name[:at] + name[at + 1 :]
