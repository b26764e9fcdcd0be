"""`python -m bot ask ...`: one answer in the terminal, all pages at once."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from bot.ask import answer, check_quotes
from bot.core import questions
from bot.store.catalogue import open_catalogue

if TYPE_CHECKING:
    import argparse
    import datetime as dt
    from collections.abc import Callable
    from pathlib import Path

    from bot.core.answers.answer import Answer
    from bot.core.questions import Question


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add one subcommand for each question; words need no quotation marks."""
    asked = parser.add_subparsers(dest="question", required=True, metavar="QUESTION")
    for name, purpose, words in (
        ("who", "a person or an organization", "+"),
        ("timeline", "dated events in order", "*"),
        ("quote", "what was said", ""),
        ("onthisday", "a day in all years", "*"),
        ("event", "everything about one event", "+"),
        ("search", "words in any order", "+"),
        ("source", "a source and what rests on it", "+"),
        ("checkquote", "are these words on record, word for word", "+"),
        ("about", "this dataset", ""),
        ("help", "the bot's commands", ""),
    ):
        one = asked.add_parser(name, help=purpose)
        if words:
            one.add_argument("words", nargs=words, metavar="WORD")
        if name == "timeline":
            one.add_argument("--from", dest="start", default="", metavar="DATE")
            one.add_argument("--to", dest="end", default="", metavar="DATE")
        if name == "checkquote":
            one.add_argument("--speaker", default="", metavar="NAME")
        if name == "quote":
            one.add_argument("--by", default="", metavar="NAME")
            one.add_argument("--about", default="", metavar="TEXT")


def to_question(arguments: argparse.Namespace) -> Question:
    """Return the question that was typed, with everything on one page."""
    typed = vars(arguments)
    text, start, end, by, about = (_clean(typed.get(name) or "") for name in ("words", "start", "end", "by", "about"))
    pick = random.randrange(2**31)  # noqa: S311  which quote to show is no secret
    made: dict[str, Callable[[], Question]] = {
        "who": lambda: questions.Who(text),
        "timeline": lambda: questions.Timeline(text, start, end, page=questions.ALL),
        "quote": lambda: questions.Quotes(by, about, page=questions.ALL, pick=pick),
        "onthisday": lambda: questions.OnThisDay(text, page=questions.ALL),
        "event": lambda: questions.OneEvent(text),
        "search": lambda: questions.Search(text, page=questions.ALL),
        "source": lambda: questions.OneSource(text, page=questions.ALL),
        "about": questions.About,
        "help": questions.Help,
    }
    return made[arguments.question]()


def _clean(typed: str | list[str]) -> str:
    """Return what was typed as valid text: a terminal can hand over any bytes."""
    text = typed if isinstance(typed, str) else " ".join(typed)
    return text.encode("utf-8", "replace").decode("utf-8")


def ask(arguments: argparse.Namespace, file: Path, today: dt.date) -> Answer:
    """Answer what was typed from a built dataset."""
    with open_catalogue(file) as catalogue:
        if arguments.question == "checkquote":
            text, speaker = _clean(arguments.words), _clean(arguments.speaker)
            return check_quotes(text, speaker, catalogue, whole=True)
        return answer(to_question(arguments), catalogue, today)
