"""The one value that crosses from facts to a front end; it knows nothing of Discord or of terminals."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.core.model import Source
    from bot.core.questions import Question
    from bot.core.quotecheck import Piece


class Style(Enum):
    """How a line is set; never what it means."""

    PLAIN = auto()
    QUOTE = auto()
    DETAIL = auto()


@dataclass(frozen=True)
class Line:
    """A statement and the sources it rests on; `lead` stands before it and may be set in bold.

    `pieces` is the same text taken apart into what was kept, added and left out, where that is to be seen.
    """

    text: str
    sources: tuple[Source, ...] = ()
    lead: str = ""
    style: Style = Style.PLAIN
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class Section:
    """Lines under a heading; `more` is how many were left out."""

    heading: str
    lines: tuple[Line, ...]
    more: int = 0


@dataclass(frozen=True)
class Action:
    """A question that the reader may want to ask next; `detail` says more where there is room."""

    label: str
    question: Question
    detail: str = ""


@dataclass(frozen=True)
class Answer:
    """A short sourced answer.

    `summary` alone is a whole answer. `actions` go on from here in the same message, `menu` opens one of the
    things listed, and `found` is False when nothing on record answers the question.
    """

    title: str
    summary: tuple[Line, ...] = ()
    sections: tuple[Section, ...] = ()
    footer: str = ""
    actions: tuple[Action, ...] = ()
    menu: tuple[Action, ...] = ()
    found: bool = True

    @property
    def lines(self) -> Iterator[Line]:
        """Every line in reading order."""
        yield from self.summary
        for section in self.sections:
            yield from section.lines


def number_sources(lines: Iterable[Line]) -> dict[Source, int]:
    """Number the sources of `lines` from 1 in order of first use; one source has one number."""
    sources = dict.fromkeys(source for line in lines for source in line.sources)
    return {source: number for number, source in enumerate(sources, 1)}
