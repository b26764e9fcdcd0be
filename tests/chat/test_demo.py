"""`python -m bot demo` as a process of its own."""

from __future__ import annotations

import re
import signal
import socket
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import aiohttp
import pytest

from bot.terminal.demo import stage

from ..wire.process import SAMPLE, Running, bot  # noqa: TID252  one helper starts processes for all tests

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

NOT_A_TOKEN = "x"  # noqa: S105  it is none
ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)\S*")


@asynccontextmanager
async def demo(folder: Path, *arguments: str) -> AsyncIterator[Running]:
    async with bot("demo", *arguments, cwd=folder, DATA_DIR=SAMPLE, STATE_DIR=folder / "state") as running:
        yield running


async def address(running: Running) -> str:
    """Return the printed address."""
    found = ADDRESS.search(await running.says("http://"))
    assert found, running.output
    return found[0]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_the_demo_prints_an_address_that_answers_and_a_signal_ends_it_cleanly(
    tmp_path: Path, number: signal.Signals
) -> None:
    async with demo(tmp_path, "--no-browser", "--port", "0") as running:
        url = await address(running)
        async with aiohttp.ClientSession() as session, session.get(url) as page:
            assert page.status == 200
            assert "<html" in (await page.text()).lower()
        running.signal(number)

        assert await running.ended() == 0

    assert "Traceback" not in running.output
    assert "Stopped." in running.output


async def test_the_demo_uses_the_port_that_it_is_given(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    async with demo(tmp_path, "--no-browser", "--port", str(port)) as running:
        assert f"http://127.0.0.1:{port}" in await address(running)


async def test_a_busy_port_is_told_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        async with demo(tmp_path, "--no-browser", "--port", str(port)) as running:
            assert await running.ended() == 2

    (line,) = [line for line in running.lines if " INFO " not in line]
    assert f"Port {port} is taken" in line
    assert "--port" in line


@pytest.mark.parametrize("port", ["70000", "-1"])
async def test_a_port_that_no_machine_has_is_told_without_a_traceback(tmp_path: Path, port: str) -> None:
    async with demo(tmp_path, "--no-browser", "--port", port) as running:
        assert await running.ended() == 2

    assert "Traceback" not in running.output
    assert f"--port {int(port) + 1}" not in running.output


async def test_a_missing_browser_is_told_in_one_line_and_the_page_stays(tmp_path: Path) -> None:
    async with demo(tmp_path, "--port", "0") as running:
        url = await address(running)
        await running.says("No browser could be opened here")
        async with aiohttp.ClientSession() as session, session.get(url) as page:
            assert page.status == 200
        running.signal(signal.SIGINT)
        assert await running.ended() == 0

    assert "Traceback" not in running.output


async def test_the_demo_needs_no_token_and_prints_none(tmp_path: Path) -> None:
    async with bot(
        "demo",
        "--no-browser",
        "--port",
        "0",
        cwd=tmp_path,
        DATA_DIR=SAMPLE,
        STATE_DIR=tmp_path / "s",
        DISCORD_TOKEN=NOT_A_TOKEN,
    ) as running:
        await address(running)
        running.signal(signal.SIGINT)
        assert await running.ended() == 0


async def test_the_channel_already_holds_answers_and_a_daily_post(sample_file: Path) -> None:
    async with stage(sample_file) as (env, _channel, _you):
        sent = [call.json for call in env.http_requests if call.method == "POST" and call.path.endswith("/messages")]
        contents = [body.get("content") or "" for body in sent if isinstance(body, dict)]
        answers = [call for call in env.http_requests if call.path.endswith("/callback")]
    assert any(content.startswith("On this date, ") for content in contents)
    assert len(answers) > 5
