"""The real process, `python -m bot`, started for a test and always ended with it."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import signal
    from collections.abc import AsyncIterator, Mapping

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "tests" / "sample"
PASSED_ON = ("PATH", "HOME", "LANG", "SYSTEMROOT", "TMPDIR")  # nothing of the tester's own settings


@dataclass
class Running:
    """A process and everything it has said so far, on stdout and stderr."""

    process: asyncio.subprocess.Process
    lines: list[str] = field(default_factory=list)
    _said: asyncio.Condition = field(default_factory=asyncio.Condition)
    _ended: bool = False

    @property
    def output(self) -> str:
        """Everything it said."""
        return "".join(self.lines)

    async def read(self) -> None:
        """Collect what it says until it ends."""
        assert self.process.stdout
        async for line in self.process.stdout:
            async with self._said:
                self.lines.append(line.decode())
                self._said.notify_all()
        async with self._said:
            self._ended = True
            self._said.notify_all()

    async def says(self, words: str, *, within: float = 10.0) -> str:
        """Wait until a line has these words; return the line."""
        try:
            async with asyncio.timeout(within), self._said:
                await self._said.wait_for(lambda: self._ended or any(words in line for line in self.lines))
        except TimeoutError:
            raise TimeoutError(f"no {words!r} within {within} s in:\n{self.output}") from None
        found = [line for line in self.lines if words in line]
        assert found, f"ended without {words!r}:\n{self.output}"
        return found[-1]

    def signal(self, number: signal.Signals) -> None:
        """Send a signal, if there is still somebody to send it to."""
        if self.process.returncode is None:
            self.process.send_signal(number)

    async def ended(self, *, within: float = 10.0) -> int:
        """Wait for its end; return the exit status."""
        try:
            return await asyncio.wait_for(self.process.wait(), within)
        except TimeoutError:
            raise TimeoutError(f"still running after {within} s:\n{self.output}") from None


def forget_starts(state: Path) -> None:
    """Let the next start be the first one: a bot that is killed again and again waits before it starts."""
    (state / "starts.json").unlink(missing_ok=True)


@asynccontextmanager
async def bot(*arguments: str, cwd: Path, **settings: str | Path) -> AsyncIterator[Running]:
    """Run `python -m bot ARGUMENTS` in the folder `cwd` with these environment variables and no others."""
    async with python("-m", "bot", *arguments, cwd=cwd, settings=settings) as running:
        yield running


@asynccontextmanager
async def python(*arguments: str, cwd: Path, settings: Mapping[str, str | Path]) -> AsyncIterator[Running]:
    """Run this Python with these arguments and environment variables, and no others of the latter."""
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    environment |= {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "BROWSER": "false"}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        cwd=cwd,
        env=environment | {name: str(value) for name, value in settings.items()},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    running = Running(process)
    reading = asyncio.create_task(running.read())
    try:
        yield running
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        await reading
