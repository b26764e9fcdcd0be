"""What a message puts in quotation marks: the spans, their words as they are compared, and whom the message names.

Everything that is compared is words: case, punctuation, typography, markdown and invisible characters do not count.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from typing import Final

LONGEST_TEXT: Final = 6000  # characters; a message has at most 4,000, pasted text 6,000 (Discord)
LONGEST_SINGLE: Final = 400  # characters between single marks, of which apostrophes are many

_QUOTES: Final = {'"': '"', "“": "”", "”": "”", "„": "“”", "«": "»", "»": "«", "‹": "›", "「": "」", "‘": "’", "'": "'"}
_SINGLE: Final = {"‘", "'"}
_SINGLE_CLOSING: Final = {closing for mark in _SINGLE for closing in _QUOTES[mark]}
_GAP: Final = re.compile(r"\[\s*(?:…|\.{3})\s*\]|\(\s*(?:…|\.{3})\s*\)|…|\.(?:\s?\.){2,}")
_WORD: Final = re.compile(r"[^\W_]+(?:['\-][^\W_]+)*")
_APOSTROPHES: Final = re.compile("[’‘ʼ`´]")
_DASHES: Final = re.compile("[‐‑‒–—―−]")
_MARKDOWN: Final = re.compile(r"[*_~|\\]|^\s*>+ ?|^#{1,3} ", re.MULTILINE)
_NAME: Final = r"([A-Z][\w.'’-]+(?: (?:[A-Z]\.|[A-Z][\w.'’-]+|de|van|von|der)){0,3})"
_SAID: Final = r"(?:said|says|wrote|writes|told|tweeted|posted|asked|argued|warned|put it|once said|has said)"
_SIGNED: Final = re.compile(rf"^[^\w\n]*\n?\s*[-–—~]+\s*{_NAME}")
_SAYS_AFTER: Final = re.compile(rf"^\W*{_NAME},? {_SAID}\b")
_AFTER_SAYS: Final = re.compile(rf"^\W*{_SAID} {_NAME}")
_SAYS_BEFORE: Final = re.compile(rf"{_NAME},? {_SAID}\b[^.;!?]{{0,30}}$")
_ACCORDING: Final = re.compile(rf"(?i:according to) {_NAME}")
_COLON: Final = re.compile(rf"{_NAME}\s*:\s*$")


@dataclass(frozen=True)
class Span:
    """Quoted words, and what stands right before and after them."""

    text: str
    before: str = ""
    after: str = ""


def spans(text: str) -> tuple[Span, ...]:
    """Return the quoted spans of a message in order: in quotation marks of any kind, and in block quotes.

    It looks at each character once, and a mark that is never closed opens nothing.
    """
    found: list[tuple[int, int, int, int]] = []  # start and end with the marks, start and end within them
    position, closers = 0, _closers(text)
    while position < len(text):
        mark = text[position]
        closing = _QUOTES.get(mark)
        if closing and _opens(text, position):
            end = _closing(text, position + 1, [closers[one] for one in closing], single=mark in _SINGLE)
            if end > 0:
                found.append((position, end + 1, position + 1, end))
                position = end
        position += 1
    for block in re.finditer(r"(?:^ {0,3}>[^\n]*\n?)+", text, re.MULTILINE):
        if not any(start < block.end() and block.start() < end for start, end, *_ in found):
            found.append((block.start(), block.end(), block.start(), block.end()))
    made = [
        Span(text[first:last].strip(), text[max(0, start - 80) : start], text[end : end + 80])
        for start, end, first, last in sorted(found)
    ]
    return tuple(span for span in made if words(span.text))


def _opens(text: str, position: int) -> bool:
    """Whether a mark can open a quotation: an apostrophe within a word cannot."""
    before = text[position - 1] if position else " "
    return not before.isalnum()


def _closers(text: str) -> dict[str, list[int]]:
    """Return where each mark can close a quotation: an apostrophe within a word cannot."""
    closers: dict[str, list[int]] = {mark: [] for closing in _QUOTES.values() for mark in closing}
    for position, mark in enumerate(text):
        if mark in closers and not (mark in _SINGLE_CLOSING and text[position + 1 : position + 2].isalnum()):
            closers[mark].append(position)
    return closers


def _closing(text: str, start: int, closers: list[list[int]], *, single: bool) -> int:
    """Return where the quotation that begins at `start` is closed; -1 when it is not."""
    ends = (positions[at] for positions in closers if (at := bisect_left(positions, start)) < len(positions))
    end = min(ends, default=-1)
    if end < 0 or end - start >= (LONGEST_SINGLE if single else LONGEST_TEXT):
        return -1
    return end if not single or len(words(text[start:end])) > 1 else -1


def hinted(span: Span) -> tuple[str, ...]:
    """Return the names that the words around a span give for its speaker, the likeliest first."""
    after, before = span.after.replace("\n", " ; "), span.before.replace("\n", " ; ")
    found = [
        match[1]
        for pattern, text in (
            (_SIGNED, span.after),
            (_SAYS_AFTER, after),
            (_AFTER_SAYS, after),
            (_SAYS_BEFORE, before),
            (_ACCORDING, before),
            (_ACCORDING, after),
            (_COLON, before),
        )
        if (match := pattern.search(text))
    ]
    # A sentence may begin right before a name: "Then Sam Altman wrote".
    return tuple(dict.fromkeys(name for one in found for name in (one, one.partition(" ")[2]) if name))


def words(text: str) -> tuple[str, ...]:
    """Return the words of `text` as they are compared."""
    return tuple(_WORD.findall(_plain(text)))


def fragments(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the words of `text` between its ellipses."""
    parts = (tuple(_WORD.findall(part)) for part in _GAP.split(_plain(text)))
    return tuple(part for part in parts if part)


def _plain(text: str) -> str:
    # The ellipsis and the like are taken before NFKC makes three full stops of them, which mean the same here.
    text = unicodedata.normalize("NFKC", _APOSTROPHES.sub("'", _DASHES.sub("-", text)))
    if not text.isprintable():  # nearly every text is
        text = "".join(c for c in text if unicodedata.category(c) not in {"Cf", "Cc", "Cs", "Co"} or c.isspace())
    return re.sub(r"-{2,}|\s-|-\s", " ", _MARKDOWN.sub("", text)).casefold()
