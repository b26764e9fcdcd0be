"""The plot: what a look-up and a key cost as the dataset grows, and what people would otherwise use costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib as mpl

mpl.use("Agg")
from matplotlib import pyplot as plt

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

BARE, COLOURS = "#888888", ("#5B7C99", "#C46B3A")


def plot(numbers: Mapping[str, Any], file: Path) -> None:
    """Draw the numbers of the parts `latency` and `against` to a PNG file."""
    figure, (over_the_wire, ways) = plt.subplots(1, 2, figsize=(10, 4), dpi=110)
    _latency(over_the_wire, numbers["latency"])
    _against(ways, numbers["against"])
    figure.tight_layout()
    figure.savefig(file)
    plt.close(figure)


def _latency(axes: Any, latency: Mapping[str, Any]) -> None:  # noqa: ANN401  matplotlib's
    for group, colour in zip(("look-ups", "typing"), COLOURS, strict=True):
        sizes = [int(size) for size in latency[group]]
        mid = [latency[group][str(size)]["p50"] * 1000 for size in sizes]
        axes.plot(sizes, mid, marker="o", color=colour, label=group)
    axes.axhline(latency["bare"]["p50"] * 1000, color=BARE, linestyle="--", label='a command that says "ok"')
    axes.set(xscale="log", xlabel="records", ylabel="ms, p50", title="From event to callback, over the wire")
    axes.set_ylim(bottom=0)
    axes.legend()


def _against(axes: Any, against: Mapping[str, float]) -> None:  # noqa: ANN401  as above
    bars = sorted(against.items(), key=lambda item: (item[0].split(" / ")[0], -item[1]))
    names = [f"{name.split(' / ')[1]}: {name.split(' / ')[0]}" for name, _ in bars]
    colours = [COLOURS[0] if "On Record" in name else BARE for name, _ in bars]
    axes.barh(names, [seconds * 1000 for _, seconds in bars], color=colours)
    axes.set(xscale="log", xlabel="ms, p50, 100,000 records", title="The same question, asked otherwise")
    axes.tick_params(axis="y", labelsize=7)
