"""Answer -> plain text, at most 80 columns wide, with its numbered sources and their addresses."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from typing import TYPE_CHECKING, Final

from bot.core.answers import wording
from bot.core.answers.answer import Style, number_sources
from bot.core.quotecheck import Mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.answers.answer import Answer, Line
    from bot.core.model import Source

WIDTH: Final = 80
_BOLD, _DIM, _RESET = "\x1b[1m", "\x1b[2m", "\x1b[0m"


def draw(answer: Answer, *, colour: bool) -> str:
    """Return `answer` as lines of text; with `colour`, the terminal's bold and dim are used."""
    numbers = number_sources(answer.lines)
    parts = [_block(answer.title, _BOLD, colour=colour)]
    parts.append([text for line in answer.summary for text in _line(line, numbers, colour=colour)])
    for section in answer.sections:
        heading = _block(section.heading, _BOLD, colour=colour)
        lines = [text for line in section.lines for text in _line(line, numbers, colour=colour)]
        more = [f"and {section.more} more"] if section.more else []
        parts.append([*heading, *lines, *more])
    if numbers:
        cited = [text for source, number in numbers.items() for text in _source(source, number)]
        parts.append([*_block("Sources", _BOLD, colour=colour), *cited])
    parts.append(_block(answer.footer, _DIM, colour=colour))
    return "\n\n".join("\n".join(part) for part in parts if part)


def _block(text: str, style: str, *, colour: bool) -> list[str]:
    return [_set(row, style, colour=colour) for row in textwrap.wrap(_safe(text), WIDTH)]


def _line(line: Line, numbers: dict[Source, int], *, colour: bool) -> Iterator[str]:
    cites = "".join(f"[{number}]" for number in sorted({numbers[source] for source in line.sources}))
    text = wording.joined(_safe(line.lead), _safe(_pieces(line) or line.text)) + (f" {cites}" if cites else "")
    indent = "  " if line.style is Style.QUOTE else ""
    hanging = "    " if line.lead else indent
    opening, closing = ("“", "”") if line.style is Style.QUOTE else ("", "")
    wrapped = textwrap.wrap(
        opening + text + closing, WIDTH, initial_indent=indent, subsequent_indent=hanging,
        break_on_hyphens=False,
    )  # fmt: skip
    if line.lead and wrapped:
        wrapped[0] = wrapped[0].replace(_safe(line.lead), _set(_safe(line.lead), _BOLD, colour=colour), 1)
    yield from wrapped


def _pieces(line: Line) -> str:
    """Return words with what was added and what is missing in brackets of their own."""
    around = {Mark.SAME: "{}", Mark.ADDED: "[+{}]", Mark.MISSING: "[-{}]"}
    return " ".join(around[piece.mark].format(piece.words) for piece in line.pieces)


def _source(source: Source, number: int) -> Iterator[str]:
    label = f"[{number}] "
    text = _safe(wording.source_text(source))
    yield from textwrap.wrap(text, WIDTH, initial_indent=label, subsequent_indent=" " * len(label))
    yield " " * len(label) + _safe(source.url)  # an address is never broken: it must stay one piece to copy


def _safe(text: str) -> str:
    """Return `text` without what could move the cursor or change the direction of a terminal."""
    return re.sub(
        r"\s+", " ", "".join(c for c in text if c.isspace() or unicodedata.category(c) not in {"Cc", "Cf", "Cs"})
    )


def _set(text: str, style: str, *, colour: bool) -> str:
    return f"{style}{text}{_RESET}" if colour and text else text
