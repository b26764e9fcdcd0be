"""A question as the custom_id of a button, and back.

The form is public: it stays in old messages for years. Add a code or a new prefix, never change a meaning.
Discord: a custom_id has at most 100 characters.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

from bot.core import questions

if TYPE_CHECKING:
    from bot.core.questions import Question

LIMIT: Final = 100
PREFIX: Final = "ask1|"

_CODES: Final[dict[str, type[Question]]] = {
    "w": questions.Who,
    "r": questions.Roles,
    "t": questions.Timeline,
    "q": questions.Quotes,
    "v": questions.EventQuotes,
    "u": questions.OneQuote,
    "d": questions.OnThisDay,
    "e": questions.OneEvent,
    "s": questions.Search,
    "o": questions.OneSource,
    "c": questions.Sources,
    "a": questions.About,
    "h": questions.Help,
}
_LETTERS: Final = {cls: letter for letter, cls in _CODES.items()}
_DRAWN_ANEW: Final = "pick"  # a chance is not kept: the same button draws again
_FIELDS: Final = {
    cls: tuple(field.name for field in fields(cls) if field.name != _DRAWN_ANEW) for cls in _CODES.values()
}


def encode(question: Question) -> str | None:
    """Return the custom_id that stands for `question`; None when it would be too long for Discord."""
    values = [str(getattr(question, name)).replace("%", "%25").replace("|", "%7C") for name in _FIELDS[type(question)]]
    text = PREFIX + "|".join([_LETTERS[type(question)], *values])
    return text if len(text.encode("utf-16-le")) // 2 <= LIMIT else None


def decode(custom_id: str) -> Question | None:
    """Return the question behind a custom_id; None when it is not one of ours or was tampered with."""
    letter, *values = custom_id.removeprefix(PREFIX).split("|")
    cls = _CODES.get(letter)
    if not custom_id.startswith(PREFIX) or cls is None:
        return None
    if len(values) != len(_FIELDS[cls]):
        return None
    texts = [value.replace("%7C", "|").replace("%25", "%") for value in values]
    try:
        read: dict[str, Any] = {
            name: _page(text) if name == "page" else text for name, text in zip(_FIELDS[cls], texts, strict=True)
        }
    except ValueError:
        return None
    return cls(**read)


def _page(text: str) -> int:
    page = int(text)
    if not 1 <= page < 10**6:
        raise ValueError(page)
    return page
