"""What the catalogue finds: records, together with the sources and names that they refer to."""

from __future__ import annotations

import datetime as dt  # noqa: TC003  the store reads the fields' types
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.core.model import Kind, Source

RecordT_co = TypeVar("RecordT_co", covariant=True)


@dataclass(frozen=True)
class Named:
    """One record that a name can mean; `hint` is a line that tells namesakes apart."""

    slug: str
    kind: Kind
    name: str
    hint: str


@dataclass(frozen=True)
class References:
    """The sources and names behind the slugs in some records."""

    sources: Mapping[str, Source] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def cite(self, slugs: Iterable[str]) -> tuple[Source, ...]:
        """Return the sources that these slugs stand for, in order."""
        return tuple(self.sources[slug] for slug in slugs)

    def __or__(self, other: References) -> References:
        """Put two together."""
        return References({**self.sources, **other.sources}, {**self.names, **other.names})


@dataclass(frozen=True)
class Found(Generic[RecordT_co]):
    """Some records of one kind, what they refer to, and how many there are in `total`, shown or not."""

    records: tuple[RecordT_co, ...]
    references: References
    total: int

    @property
    def more(self) -> int:
        """How many there are besides those in `records`."""
        return self.total - len(self.records)


@dataclass(frozen=True)
class Hit:
    """One result of a text search: which record, of which kind."""

    kind: Kind
    slug: str


@dataclass(frozen=True)
class Count:
    """How many records of each kind there are, and the days they were last checked."""

    people: int
    organizations: int
    events: int
    quotes: int
    sources: int
    last_checked: dt.date | None
