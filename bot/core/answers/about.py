"""What is this dataset, what is stored about those who ask, and which commands are there?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.answers import wording
from bot.core.answers.answer import Answer, Line, Section

if TYPE_CHECKING:
    from bot.core.found import Count
    from bot.core.model import Edition

PRIVACY = (
    "Nothing about you is stored: no messages, no names, no questions. "
    "The log keeps the id of a command that failed, not what was typed. "
    "Of a server with a daily post its settings and results are kept, until /daily off or the bot is removed."
)

EXAMPLES = {
    "/who": ("who somebody is, what they did and said", "/who name:Jan Leike"),
    "/timeline": ("what happened, in order", "/timeline about:Superalignment from:May 2024"),
    "/quote": ("who said what, when and where", "/quote by:Sam Altman about:equity"),
    "/onthisday": ("what happened on this day, in any year", "/onthisday date:14 May"),
    "/event": ("everything on record about one event", "/event name:Superalignment"),
    "/search": ("words in people, events and quotes", "/search text:compute pledge"),
    "/source": ("a source, and what rests on it", "/source name:Introducing Superalignment"),
    "/checkquote": ("are these words on record, word for word", "/checkquote text:vested equity is vested equity"),
    "/daily": ("for admins: a daily post of this date's events", "/daily on channel:#general time:9 timezone:UTC"),
    "/status": ("for admins: is the bot well, and what concerns this server", "/status"),
    "/about": ("this dataset: version, counts, licence, privacy", "/about"),
    "/help": ("this list", "/help"),
}


def about(counted: Count, edition: Edition) -> Answer:
    """Answer with the dataset's name, version, size and keeper, and what is stored about people who ask."""
    numbers = [
        wording.count(counted.events, "event"),
        wording.count(counted.quotes, "quote"),
        wording.count(counted.people, "person", "people"),
        wording.count(counted.organizations, "organization"),
        wording.count(counted.sources, "source"),
    ]
    checked = f"; cards last checked {wording.day(counted.last_checked)}" if counted.last_checked else ""
    return Answer(
        f"{edition.name} {edition.version}",
        (Line(edition.topic), Line(f"{wording.listed(numbers)}{checked}.")),
        (
            Section(
                "Mistakes",
                (
                    Line(edition.report),
                    Line(edition.maintainer, lead="Kept by"),
                ),
            ),
            Section("Licence", (Line(edition.licence),)),
            Section("Privacy", (Line(PRIVACY),)),
        ),
        wording.footer(edition),
    )


def help_(edition: Edition) -> Answer:
    """Answer with every command and an example of each."""
    lines = tuple(Line(f"{purpose}. Example: {example}", lead=name) for name, (purpose, example) in EXAMPLES.items())
    private = Line("Every look-up takes private: True, and then only you see the answer.")
    statuses = Line(
        "confirmed: a primary document or several outlets. reported: named outlets. alleged: somebody's claim. "
        "disputed: accounts conflict.",
        lead="Status",
    )
    return Answer("Commands", (), (Section("", lines), Section("", (private, statuses))), wording.footer(edition))
