"""Measure the parts that are named, or all; print tables, and write the numbers and a plot where `--out` says."""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import platform
import tempfile
import time
from pathlib import Path

from .against import against
from .inside import inside
from .latency import latency
from .load import burst, mixed
from .memory import memory
from .plot import plot
from .quotes import quotes
from .report import Report, summary
from .shared import SIZES, Shared
from .starting import building, starting

PARTS = {
    "latency": latency,
    "inside": inside,
    "against": against,
    "start": starting,
    "build": building,
    "memory": memory,
    "burst": burst,
    "mixed": mixed,
    "quotes": quotes,
}


async def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--effort", type=float, default=1.0, help="a part of the usual number of rounds")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="records of the made-up datasets")
    parser.add_argument("--out", type=Path, help="write OUT.json, and with `latency` and `against` OUT.png")
    chosen = parser.parse_args()
    gc.disable()  # the small Discord that measures shall not stop for its own garbage
    reports: dict[str, Report] = {}
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        shared = Shared(Path(name), chosen.effort, tuple(chosen.sizes))
        for part in chosen.parts or PARTS:
            reports[part] = await PARTS[part](shared)
            print("\n\n".join([f"\n## {part}", *reports[part].tables]), flush=True)
            gc.collect()
    print("\n## Summary\n\n" + summary(line for report in reports.values() for line in report.lines))
    print(f"\nPython {platform.python_version()}, {(time.monotonic() - begun) / 60:.0f} minutes")
    if chosen.out:
        numbers = {part: report.numbers for part, report in reports.items()}
        chosen.out.with_suffix(".json").write_text(json.dumps(numbers, indent=1) + "\n", encoding="utf-8")
        if {"latency", "against"} <= numbers.keys():
            plot(numbers, chosen.out.with_suffix(".png"))


if __name__ == "__main__":
    asyncio.run(main())
