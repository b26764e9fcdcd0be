"""Compares words that somebody put in quotation marks with the words on record, and says how they differ."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from bot.core.quoted import fragments, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.quoted import Span

# The thresholds, all of them. They were set on the cases in tests/quotecheck, whose table `make bench` prints.
TELLING: Final = 3  # letters; shorter words tell nothing apart
MOST_TOKENS: Final = 10  # words by which quotes like a span are found
MOST_SPANS: Final = 8  # that one answer shows
SHORTEST: Final = 5  # words; fewer say nothing, unless they are a whole quote
RUN: Final = 4  # words in a row that count as taken from a quote, when parts are put together
ALTERED: Final = 0.7  # of the words must stand in the quote, in order, for the same sentence with other words
CONTENT_SHARED: Final = 3  # words that mean something must be among them
PARAPHRASE: Final = 0.5  # of the words that mean something must be in the quote, for something close in content
NEAR: Final = 0.34  # as above, for what is offered as nearest

_NEGATIONS: Final = {"not", "never", "no", "unless", "except", "but", "cannot", "nor", "neither", "without"}
_SMALL_WORDS: Final = (
    "a about all also am an and any are as at be been being but by can could did do does for from had has have he her "
    "his how i if in into is it its just like may me more most my no not of on one or our out she should so some such "
    "than that the their them then there these they this those to too up us very was we were what when where which who "
    "why will with would you your"
)
_SMALL: Final = frozenset(_SMALL_WORDS.split())


class Verdict(StrEnum):
    """What can be said of some quoted words."""

    VERBATIM = "verbatim"
    SHORTENED = "shortened"
    ALTERED = "altered"
    STITCHED = "stitched"
    SOMEONE_ELSES = "someone else's"
    DISPUTED = "disputed"
    PARAPHRASE = "paraphrase?"
    NOT_ON_RECORD = "not on record"
    TOO_SHORT = "too short to judge"


class Mark(StrEnum):
    """How a piece of words stands to the words on record."""

    SAME = "same"
    ADDED = "added"
    MISSING = "missing"


@dataclass(frozen=True)
class Piece:
    """Some words in a row that are the same, only in what was posted, or only on record."""

    words: str
    mark: Mark


@dataclass(frozen=True)
class Words:
    """A quote on record, as far as it is compared."""

    slug: str
    speaker: str | None
    text: str
    status: str


@dataclass(frozen=True)
class Finding:
    """What is said of one span; `quotes` are the words on record that it rests on, or the nearest."""

    span: Span
    verdict: Verdict
    quotes: tuple[Words, ...] = ()
    pieces: tuple[Piece, ...] = ()
    gaps: tuple[str, ...] = ()
    """Words of the quote that were left out, where it was shortened."""
    sense: bool = False
    """Whether a gap holds a negation or an exception, so that the cut changes the sense."""
    named: str | None = None
    """The slug of the speaker who was named, where the words on record are somebody else's."""


def tokens(span: Span) -> tuple[str, ...]:
    """Return the words of a span by which quotes like it are found: the longest, which are likely to be rare."""
    distinct = dict.fromkeys(word for word in words(span.text) if len(word) >= TELLING)
    return tuple(sorted(distinct, key=lambda word: (word in _SMALL, -len(word)))[:MOST_TOKENS])


def content(some: Sequence[str]) -> set[str]:
    """Return the words that mean something, without their commonest endings."""
    return {re.sub(r"(?:'s|s|ed|ing|ly)$", "", word) for word in some if word not in _SMALL and len(word) >= TELLING}


def check(span: Span, candidates: Sequence[Words], speaker: str | None) -> Finding:
    """Say how `span` stands to the words on record; `candidates` hold every quote that can matter, best first."""
    parts = fragments(span.text)
    said = tuple(word for part in parts for word in part)
    on_record = [(quote, _on_record(quote.text)) for quote in candidates]
    on_record.sort(key=lambda one: one[0].speaker != speaker if speaker else False)  # the same words twice: theirs
    for quote, its in on_record:
        if said == its and len(parts) <= max(1, len(fragments(quote.text))):
            return _of(Finding(span, Verdict.VERBATIM, (quote,)), speaker)
    if len(said) < SHORTEST:
        return Finding(span, Verdict.TOO_SHORT)
    for quote, its in on_record:
        gaps = _gaps(parts, its)
        if gaps is not None:
            left = tuple(" ".join(gap) for gap in gaps if gap)
            sense = _changes_sense(gaps, _sentences(quote.text))
            return _of(Finding(span, Verdict.SHORTENED, (quote,), gaps=left, sense=sense), speaker)
    stitched = _stitched(parts, on_record)
    if stitched:
        return Finding(span, Verdict.STITCHED, stitched)
    return _altered(span, said, on_record, speaker) or _near(span, said, on_record)


@lru_cache(20_000)
def _on_record(text: str) -> tuple[str, ...]:
    """Return the words of a quote on record; those come again and again. What people post is kept nowhere."""
    return tuple(word for part in fragments(text) for word in part)


def _of(finding: Finding, speaker: str | None) -> Finding:
    """Put aside what was found when the quote is disputed, or not that speaker's."""
    quote = finding.quotes[0]
    verdict, named = finding.verdict, None
    if speaker and quote.speaker != speaker:
        named = speaker
        verdict = Verdict.SOMEONE_ELSES if verdict is not Verdict.ALTERED else verdict
    if quote.status != "verified":
        verdict = Verdict.DISPUTED
    return Finding(finding.span, verdict, finding.quotes, finding.pieces, finding.gaps, finding.sense, named)


def _gaps(parts: Sequence[tuple[str, ...]], its: tuple[str, ...]) -> list[tuple[str, ...]] | None:
    """Return what of a quote is left out before, between and after `parts`; None when they are not in it, in order."""
    gaps, at = [], 0
    for part in parts:
        start = _index(its, part, at)
        if start < 0:
            return None
        gaps.append(its[at:start])
        at = start + len(part)
    return [*gaps, its[at:]]


def _index(its: tuple[str, ...], part: tuple[str, ...], start: int) -> int:
    return next((i for i in range(start, len(its) - len(part) + 1) if its[i : i + len(part)] == part), -1)


def _sentences(text: str) -> list[int]:
    """Return for each word of `text` the number of its sentence."""
    sentences = re.split(r"(?<=[.!?])[\"'”’)]*\s+", text)  # noqa: RUF001  as typed
    return [number for number, sentence in enumerate(sentences) for part in fragments(sentence) for _ in part]


def _changes_sense(gaps: Sequence[tuple[str, ...]], sentences: list[int]) -> bool:
    """Whether a negation or an exception was cut out: within the quoted sentences, not in others before or after."""
    first, *inner, last = gaps
    start, end = len(first), len(sentences) - len(last)
    if start < len(sentences):
        first = tuple(word for i, word in enumerate(first) if sentences[i] == sentences[start])
        first = first[1:] if first[:1] == ("but",) else first  # as a sentence begins it is no exception
    if last:
        last = tuple(word for i, word in enumerate(last, end) if sentences[i] == sentences[end - 1])
    return any(_negates(gap) for gap in (first, *inner, last))


def _negates(gap: Sequence[str]) -> bool:
    return any(word in _NEGATIONS or word.endswith("n't") for word in gap)


def _stitched(
    parts: Sequence[tuple[str, ...]], on_record: Sequence[tuple[Words, tuple[str, ...]]]
) -> tuple[Words, ...]:
    """Return the quotes of whose parts the words are put together; empty when they are not, or are in order."""
    runs: list[tuple[int, int]] = []  # which quote, and where in it
    for part in parts:
        at = 0
        while at < len(part):
            best = max(
                ((_run(part, at, its), number) for number, (_, its) in enumerate(on_record)),
                key=lambda one: one[0][0],
                default=((0, 0), 0),
            )
            (length, where), number = best
            if length < min(RUN, len(part)):
                return ()
            runs.append((number, where))
            at += length
    numbers = list(dict.fromkeys(number for number, _ in runs))
    places = [where for _, where in runs]
    if len(runs) <= 1 or (len(numbers) == 1 and places == sorted(places)):
        return ()
    return tuple(on_record[number][0] for number in numbers)


def _run(part: tuple[str, ...], at: int, its: tuple[str, ...]) -> tuple[int, int]:
    """Return how many words from `at` on stand in a row in a quote, and where."""
    best = (0, 0)
    for start, word in enumerate(its):
        if word != part[at]:
            continue
        length = 0
        while at + length < len(part) and start + length < len(its) and part[at + length] == its[start + length]:
            length += 1
        best = max(best, (length, start), key=lambda one: one[0])
    return best


def _altered(
    span: Span, said: tuple[str, ...], on_record: Sequence[tuple[Words, tuple[str, ...]]], speaker: str | None
) -> Finding | None:
    """Return a finding when one quote holds the same sentence with other words."""
    best: tuple[float, Words, tuple[Piece, ...]] | None = None
    have = Counter(said)
    for quote, its in on_record:
        if (have & Counter(its)).total() < ALTERED * len(said):  # in no order could enough of them be the same
            continue
        codes = SequenceMatcher(None, said, its, autojunk=False).get_opcodes()
        same = [(i1, i2) for tag, i1, i2, _, _ in codes if tag == "equal"]
        shared = content([word for i1, i2 in same for word in said[i1:i2]])
        within = [code for code in _trimmed(codes) if code[0] != "equal"]
        compared = max(len(said), len(said) + sum((j2 - j1) - (i2 - i1) for _, i1, i2, j1, j2 in within))
        score = sum(i2 - i1 for i1, i2 in same) / compared
        if score >= ALTERED and len(shared) >= CONTENT_SHARED and (best is None or score > best[0]):
            best = score, quote, tuple(_pieces(_trimmed(codes), said, its))
    return _of(Finding(span, Verdict.ALTERED, (best[1],), best[2]), speaker) if best else None


Opcode = tuple[str, int, int, int, int]


def _trimmed(codes: Sequence[Opcode]) -> list[Opcode]:
    """Leave out what of the quote stands before and after the words: a part of it may be quoted."""
    kept = list(codes)
    while kept and kept[0][0] == "insert":
        kept.pop(0)
    while kept and kept[-1][0] == "insert":
        kept.pop()
    return kept


def _pieces(codes: Sequence[Opcode], said: tuple[str, ...], its: tuple[str, ...]) -> Iterator[Piece]:
    for tag, i1, i2, j1, j2 in codes:
        if tag == "equal":
            yield Piece(" ".join(said[i1:i2]), Mark.SAME)
        else:
            if j2 > j1:
                yield Piece(" ".join(its[j1:j2]), Mark.MISSING)
            if i2 > i1:
                yield Piece(" ".join(said[i1:i2]), Mark.ADDED)


def _near(span: Span, said: tuple[str, ...], on_record: Sequence[tuple[Words, tuple[str, ...]]]) -> Finding:
    """Return what is close in content, or nothing; it is never a finding about the words."""
    meant = content(said)
    scored = sorted(
        ((len(meant & content(its)) / len(meant) if meant else 0.0, quote.slug, quote) for quote, its in on_record),
        key=lambda one: (-one[0], one[1]),
    )
    if scored and scored[0][0] >= PARAPHRASE and len(meant) >= CONTENT_SHARED:
        return Finding(span, Verdict.PARAPHRASE, (scored[0][2],))
    return Finding(span, Verdict.NOT_ON_RECORD, tuple(quote for score, _, quote in scored[:2] if score >= NEAR))
