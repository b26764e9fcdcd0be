"""Everything that can be asked, as values: a command, a button and the terminal ask the same ones.

`page` counts from 1; ALL asks for everything at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

ALL: Final = 0


@dataclass(frozen=True)
class Who:
    """Who or what is this person or organization?"""

    name: str


@dataclass(frozen=True)
class Roles:
    """Which roles does this person's card hold, all of them?"""

    name: str
    page: int = 1


@dataclass(frozen=True)
class Timeline:
    """What happened, to whom it concerns, from one date to another? Dates are as typed."""

    about: str = ""
    start: str = ""
    end: str = ""
    page: int = 1


@dataclass(frozen=True)
class Quotes:
    """What was said, by whom, about what? Without either: one at random, chosen by `pick`."""

    by: str = ""
    about: str = ""
    page: int = 1
    pick: int | None = None


@dataclass(frozen=True)
class EventQuotes:
    """What was said in connection with this event?"""

    name: str
    page: int = 1


@dataclass(frozen=True)
class OneQuote:
    """What are the words of this quote?"""

    name: str


@dataclass(frozen=True)
class OnThisDay:
    """What happened on this day of the year? The date is as typed; empty means today."""

    date: str = ""
    page: int = 1


@dataclass(frozen=True)
class OneEvent:
    """What is on record about this event?"""

    name: str


@dataclass(frozen=True)
class Search:
    """What is on record with these words?"""

    text: str
    page: int = 1


@dataclass(frozen=True)
class OneSource:
    """What is this source, and which records rest on it?"""

    name: str
    page: int = 1


@dataclass(frozen=True)
class Sources:
    """On which sources does what is on record about this person or organization rest?"""

    name: str
    page: int = 1


@dataclass(frozen=True)
class About:
    """What is this dataset, and what is stored about those who ask?"""


@dataclass(frozen=True)
class Help:
    """Which commands are there?"""


Question = (
    Who
    | Roles
    | Timeline
    | Quotes
    | EventQuotes
    | OneQuote
    | OnThisDay
    | OneEvent
    | Search
    | OneSource
    | Sources
    | About
    | Help
)
