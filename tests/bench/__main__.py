"""Run the parts that are named, or all; print a table, and write the numbers and the plot beside the README's pictures."""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
from pathlib import Path

from .against import against
from .inside import inside
from .latency import latency
from .load import burst, mixed
from .memory import memory
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
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--out", type=Path, help="write OUT.json and OUT.png")
    chosen = parser.parse_args()
    reports: dict[str, Report] = {}
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        shared = Shared(Path(name), chosen.effort, tuple(chosen.sizes))
        for part in chosen.parts or PARTS:
            reports[part] = await PARTS[part](shared)
            print(f"\n## {part}\n\n" + "\n\n".join(reports[part].tables), flush=True)
    print("\n## Summary\n\n" + summary(line for report in reports.values() for line in report.lines))
    if chosen.out:
        numbers = {part: report.numbers for part, report in reports.items()}
        chosen.out.with_suffix(".json").write_text(json.dumps(numbers, indent=1), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
