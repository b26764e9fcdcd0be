"""Are these words on record, word for word?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bot.core.answers import wording
from bot.core.answers.answer import Answer, Line, Section, Style
from bot.core.quotecheck import MOST_SPANS, SHORTEST, Mark, Verdict
from bot.core.quoted import LONGEST_TEXT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.found import Found
    from bot.core.model import Edition, Quote
    from bot.core.quotecheck import Finding

TITLE: Final = "Quote check"
SHOWN: Final = 160  # characters of what was posted
_MEANINGS: Final = {
    Verdict.VERBATIM: "These words are on record.",
    Verdict.SHORTENED: "These words are on record as a part of this quote.",
    Verdict.ALTERED: "On record are other words.",
    Verdict.STITCHED: "Parts of what is on record are put together here that do not stand so.",
    Verdict.SOMEONE_ELSES: "These words are on record, but from another speaker.",
    Verdict.DISPUTED: "This quote is on record as one that is not certain.",
    Verdict.PARAPHRASE: "Not these words. Nearest on record, which may or may not be meant:",
    Verdict.TOO_SHORT: f"Fewer than {SHORTEST} words, and not a whole quote on record.",
}


def check_quote(
    findings: Sequence[Finding], on_record: Found[Any], named: dict[str, str], left: int, edition: Edition
) -> Answer:
    """Answer with a verdict for each span, and the words on record beside it.

    `on_record` holds the quotes that the findings rest on, `named` the names of the speakers who were named, and `left`
    says how many spans were not looked at.
    """
    if not findings:
        return nothing("No words in quotation marks were found.", edition)
    quotes: dict[str, Quote] = {quote.slug: quote for quote in on_record.records}
    names = {**on_record.references.names, **named}
    sections = tuple(
        Section(
            wording.joined(number if len(findings) > 1 else "", _heading(finding)),
            (
                *_said(finding, quotes, names, edition),
                *(
                    line
                    for one in finding.quotes
                    for line in wording.quote_lines(quotes[one.slug], on_record.references)
                ),
            ),
        )
        for number, finding in enumerate(findings, 1)
    )
    summary = (Line(f"Only the first {MOST_SPANS} quotations were looked at; {left} more were not."),) if left else ()
    found = any(finding.quotes for finding in findings)
    return Answer(TITLE, summary, sections, wording.footer(edition), found=found)


def nothing(why: str, edition: Edition) -> Answer:
    """Answer that there is nothing to check, and what would help."""
    hint = "Put the words in quotation marks, or paste them into /checkquote."
    return Answer(TITLE, (Line(f"{why} {hint}"),), footer=wording.footer(edition), found=False)


def too_long(edition: Edition) -> Answer:
    """Answer that a text is longer than anybody quotes."""
    text = f"That is more than {LONGEST_TEXT:,} characters. Check a shorter piece."
    return Answer(TITLE, (Line(text),), footer=wording.footer(edition), found=False)


def _heading(finding: Finding) -> str:
    text = finding.span.text
    return f"{finding.verdict} · “{text if len(text) <= SHOWN else text[: SHOWN - 1] + '…'}”"


def _said(finding: Finding, quotes: dict[str, Quote], names: dict[str, str], edition: Edition) -> list[Line]:
    if finding.verdict is Verdict.NOT_ON_RECORD:
        text = f"Not in this dataset ({edition.name} {edition.version}: {edition.topic.rstrip('.')})."
        return [Line(text + (" The nearest quotes:" if finding.quotes else ""))]
    lines = [Line(_MEANINGS[finding.verdict])]
    if finding.sense:
        lines.append(Line("The cut changes the sense: a negation or an exception was left out."))
    if finding.named:
        quote = quotes[finding.quotes[0].slug]
        whose = names[quote.speaker] if quote.speaker else quote.described
        lines.append(Line(f"Named was {names.get(finding.named, finding.named)}; on record they are from {whose}."))
    if finding.pieces:
        lines.append(Line(_plainly(finding), pieces=finding.pieces, lead="Compared"))
        lines += [Line(text) for text in _in_words(finding)]
    return lines + [Line(f"Left out: “{gap}”", style=Style.DETAIL) for gap in finding.gaps]


def _plainly(finding: Finding) -> str:
    return " ".join(piece.words for piece in finding.pieces)


def _in_words(finding: Finding) -> list[str]:
    """Say the differences without bold or strokes, for those who hear them."""
    said, pieces = [], [*finding.pieces]
    while pieces:
        piece = pieces.pop(0)
        if piece.mark is Mark.MISSING and pieces and pieces[0].mark is Mark.ADDED:
            said.append(f"“{pieces.pop(0).words}” instead of “{piece.words}”.")
        elif piece.mark is Mark.MISSING:
            said.append(f"“{piece.words}” is left out.")
        elif piece.mark is Mark.ADDED:
            said.append(f"“{piece.words}” is added.")
    return said
