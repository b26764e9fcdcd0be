"""What the parts of the benchmark have to say: lines of a table, numbers for JSON."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Line:
    """One comparison; `ratio` is at most `aim`, or at least that with `at_least`."""

    what: str
    measured: str
    ratio: float | None = None
    against: str = ""
    aim: float | None = None
    at_least: bool = False

    @property
    def reached(self) -> str:
        """Say whether the aim is reached."""
        if self.ratio is None or self.aim is None:
            return ""
        return "yes" if (self.ratio >= self.aim if self.at_least else self.ratio <= self.aim) else "no"


@dataclass(slots=True)
class Report:
    """The lines and numbers of one part, and tables that tell more."""

    lines: list[Line] = field(default_factory=list)
    numbers: dict[str, Any] = field(default_factory=dict)
    tables: list[str] = field(default_factory=list)


def centile(values: Sequence[float], percent: int) -> float:
    """Return the value that `percent` of the values do not exceed."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else values[0]


def ms(seconds: float) -> str:
    """Return a time as it is read best."""
    return f"{seconds * 1000:,.1f} ms" if seconds < 1 else f"{seconds:,.1f} s"


def summary(lines: Iterable[Line]) -> str:
    """Return the table that stands at the end."""
    rows = [
        (
            one.what,
            one.measured,
            f"{one.ratio:.2f}x {one.against}" if one.ratio is not None else "",
            f"{'≥' if one.at_least else '≤'} {one.aim:g}" if one.aim is not None else "",
            one.reached,
        )
        for one in lines
    ]
    return table(("", "measured", "ratio", "aim", "reached"), rows)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table, its columns aligned for a terminal."""
    widths = [max(len(row[n]) for row in (head, *rows)) for n in range(len(head))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in (head, *rows)
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)
