"""Partial dates: what is known of a day, and no more.

The written form is a subset of EDTF (Library of Congress, Extended Date/Time Format): ``2024``, ``2024-05``,
``2024-05-14``, a trailing ``~`` for "about", and ``START/END`` for an interval of two such dates.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic_core import CoreSchema

MONTHS = tuple(calendar.month_name[1:])
EXAMPLES = "2024, May 2024, 2024-05-14 or 14 May 2024"
DAY_EXAMPLES = "14 May, May 14 or 05-14"

_POINT = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?(?P<about>~)?")


class DateFormatError(ValueError):
    """Text that is not a date in the accepted form; the message says what would be."""


@dataclass(frozen=True)
class Point:
    """A year, a month of a year, or a day; `approximate` when the source only says "about"."""

    year: int
    month: int | None = None
    day: int | None = None
    approximate: bool = False

    @property
    def earliest(self) -> date:
        """The first day this can mean."""
        return date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    @property
    def latest(self) -> date:
        """The last day this can mean."""
        month = 12 if self.month is None else self.month
        return date(self.year, month, calendar.monthrange(self.year, month)[1] if self.day is None else self.day)

    def __str__(self) -> str:
        """As a reader says it: ``14 May 2024``, ``May 2024``, ``2024``, ``about June 2024``."""
        words = [str(self.day)] if self.day else []
        words += [MONTHS[self.month - 1]] if self.month else []
        return ("about " if self.approximate else "") + " ".join([*words, str(self.year)])


@dataclass(frozen=True)
class PartialDate:
    """One point in time, or an interval when `end` is set; equal to another exactly when written the same."""

    start: Point
    end: Point | None = None

    @classmethod
    def parse(cls, text: object) -> PartialDate:
        """Read the written form.

        Raises:
            DateFormatError: `text` is not in the EDTF subset, names no real day, or ends before it starts.

        """
        if not isinstance(text, str):
            raise DateFormatError(f'a date is text such as "2024-05-14", not {text!r}')
        return _parse(text)

    @property
    def earliest(self) -> date:
        """The first day this can mean."""
        return self.start.earliest

    @property
    def latest(self) -> date:
        """The last day this can mean."""
        return (self.end or self.start).latest

    @property
    def anniversary(self) -> MonthDay | None:
        """The day of the year, for a date that is known to the day; None for every other."""
        point = self.start
        if self.end or point.approximate or not (point.month and point.day):
            return None
        return MonthDay(point.month, point.day)

    @property
    def edtf(self) -> str:
        """The written form that `parse` reads."""
        points = (self.start, self.end) if self.end else (self.start,)
        return "/".join(_written(point) for point in points)

    def __str__(self) -> str:
        """As a reader says it: ``24 to 27 November 1958``, ``November 2023 to May 2024``, ``about 2019``."""
        if not self.end:
            return str(self.start)
        start, end = self.start, self.end
        if start.approximate or end.approximate or start.year != end.year or not start.month or not end.month:
            return f"{start} to {end}"
        if start.day and end.day and start.month == end.month:
            return f"{start.day} to {end}"
        first = f"{start.day} {MONTHS[start.month - 1]}" if start.day else MONTHS[start.month - 1]
        return f"{first} to {end}"

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: object) -> CoreSchema:
        """Let the dataset reader build these from text, or from TOML's own unquoted days."""
        from pydantic_core import core_schema  # noqa: PLC0415  only the reader pays for pydantic

        return core_schema.no_info_plain_validator_function(
            lambda value: cls.parse(value.isoformat() if type(value) is date else value)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: object, _handler: object) -> dict[str, Any]:
        """What an editor's TOML plug-in checks while typing."""
        return {
            "type": "string",
            "pattern": f"^{_plain_pattern()}(/{_plain_pattern()})?$",
            "examples": ["2024", "2024-05", "2024-05-14", "2024-05~", "2024-08-05/2024-08-06"],
        }


class MonthDay(NamedTuple):
    """A day of the year, in any year; 29 February is one."""

    month: int
    day: int

    def __str__(self) -> str:
        """As a reader says it: ``14 May``."""
        return f"{self.day} {MONTHS[self.month - 1]}"


@lru_cache(maxsize=4096)
def _parse(text: str) -> PartialDate:
    """Read the written form; cached, because a dataset repeats its dates and a card its days."""
    points = [_point(part) for part in text.split("/")]
    if len(points) > 2:  # noqa: PLR2004  an interval has two ends
        raise DateFormatError(f"{text!r} has more than two ends")
    start, end = points[0], points[1] if len(points) == 2 else None  # noqa: PLR2004
    if end and (end.latest < start.latest or end.earliest < start.earliest):
        raise DateFormatError(f"the interval {text!r} ends before it starts")
    return PartialDate(start, end)


def _point(text: str) -> Point:
    found = _POINT.fullmatch(text)
    if not found:
        raise DateFormatError(f"{text!r} is not a date; write 2024, 2024-05, 2024-05-14, 2024-05~ or START/END")
    year, month, day = (int(part) if part else None for part in found.group("year", "month", "day"))
    point = Point(year or 0, month, day, approximate=bool(found["about"]))
    try:
        point.latest, point.earliest  # noqa: B018  building the days proves that they exist
    except (ValueError, IndexError) as error:
        raise DateFormatError(f"{text!r} is not a day of the calendar") from error
    return point


def _written(point: Point) -> str:
    text = f"{point.year:04}"
    text += f"-{point.month:02}" if point.month else ""
    text += f"-{point.day:02}" if point.day else ""
    return text + ("~" if point.approximate else "")


def _plain_pattern() -> str:
    return re.sub(r"\?P<\w+>", "", _POINT.pattern)


_MONTH_NUMBERS = {name[:length].lower(): n for n, name in enumerate(MONTHS, 1) for length in {3, 4, len(name)}}
_TYPED = (
    re.compile(r"(?P<year>\d{4})(?:-(?P<number>\d{1,2})(?:-(?P<day>\d{1,2}))?)?"),
    re.compile(r"(?P<month>[a-z]+)\.?,?\s+(?P<year>\d{4})"),
    re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?\s+(?P<month>[a-z]+)\.?(?:,?\s+(?P<year>\d{4}))?"),
    re.compile(r"(?P<month>[a-z]+)\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(?P<year>\d{4}))?"),
    re.compile(r"(?:--)?(?P<number>\d{1,2})-(?P<day>\d{1,2})"),
)


class Typed(NamedTuple):
    """What someone typed as a date; any part may be missing."""

    year: int | None
    month: int | None
    day: int | None


def read_typed(text: str) -> Typed | None:
    """Read a date as people write it: ``2024``, ``May 2024``, ``14 May 2024``, ``May 14``, ``05-14``.

    Returns None for what is not a date, a day that no calendar has, and forms that mean two days
    (5/6/2024): a guess would answer another question than the one asked.
    """
    text = " ".join(text.lower().split())
    for form in _TYPED:
        if found := form.fullmatch(text):
            parts = {name: value for name, value in found.groupdict().items() if value}
            month = _MONTH_NUMBERS.get(parts["month"], 0) if "month" in parts else None
            month = int(parts["number"]) if "number" in parts else month
            day = int(parts["day"]) if "day" in parts else None
            year = int(parts["year"]) if "year" in parts else None
            return Typed(year, month, day) if _exists(year, month, day) else None
    return None


def _exists(year: int | None, month: int | None, day: int | None) -> bool:
    try:
        date(2000 if year is None else year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return False
    return True


def read_date(text: str) -> PartialDate | None:
    """Read a typed date that has a year; None when it is not one."""
    typed = read_typed(text)
    return PartialDate(Point(typed.year, typed.month, typed.day)) if typed and typed.year else None


def read_month_day(text: str) -> MonthDay | None:
    """Read a typed date that has a month and a day, whatever its year; None when it is not one."""
    typed = read_typed(text)
    return MonthDay(typed.month, typed.day) if typed and typed.month and typed.day else None


def nearest_days(days: Iterable[MonthDay], to: MonthDay) -> tuple[MonthDay, ...]:
    """The last of `days` before `to` and the first after it, around the turn of the year; at most two."""
    others = sorted(set(days) - {to})
    if not others:
        return ()
    before = [day for day in others if day < to]
    after = [day for day in others if day > to]
    return tuple(dict.fromkeys(((before or others)[-1], (after or others)[0])))
