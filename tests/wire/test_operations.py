"""What a keeper relies on, with the real process: health, doctor, reload, numbers, logs, and no login loops."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import re
import shutil
import signal
import socket
from typing import TYPE_CHECKING

import aiohttp
import pytest
import pytest_asyncio

from bot.core.restarts import FREE, Starts
from bot.core.schedule import Daily
from bot.store.notes import write_starts
from bot.store.state import open_state

from .loopback import LoopbackDiscord
from .process import SAMPLE, bot
from .test_process import Scene, said

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest_asyncio.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with LoopbackDiscord() as discord:
        one = Scene(discord, tmp_path)
        yield one
        for running in one.outputs:
            assert discord.token not in running.output


def state(scene: Scene) -> Path:
    return scene.folder / "state"


def settings(scene: Scene) -> dict[str, str | Path]:
    return {"DATA_DIR": SAMPLE, "STATE_DIR": state(scene), "DISCORD_API_URL": scene.discord.api_url}


async def typed(scene: Scene, *arguments: str, **changed: str) -> tuple[int, str]:
    """Run another command on the same folders; return its exit status and what it said."""
    wanted = {"DISCORD_TOKEN": scene.discord.token, **settings(scene), **changed}
    async with bot(*arguments, cwd=scene.folder, **wanted) as running:
        status = await running.ended(within=20)
    assert scene.discord.token not in running.output
    return status, running.output


async def becomes(scene: Scene, status: int, words: str) -> None:
    """Wait until the health check says this."""
    for _ in range(40):
        found = await typed(scene, "health")
        if found[0] == status and words in found[1]:
            return
        await asyncio.sleep(0.25)
    pytest.fail(f"health is still {found}")


# Health


async def test_health_is_well_only_while_the_gateway_is_ready(scene: Scene) -> None:
    assert await typed(scene, "health") == (
        1,
        "the bot has never run on this state folder; the state file cannot be written: unable to open database file\n",
    )
    async with scene.ready() as running:
        await becomes(scene, 0, "healthy")
        running.signal(signal.SIGSTOP)
        pulse = state(scene) / "pulse.json"
        old = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=45)
        noted = json.loads(pulse.read_text(encoding="utf-8"))
        pulse.write_text(json.dumps(noted | {"at": old.isoformat()}), encoding="utf-8")  # as 45 seconds later
        status, why = await typed(scene, "health")
        assert (status, "has not written its pulse for 45 s" in why) == (1, True)
        running.signal(signal.SIGCONT)
        await becomes(scene, 0, "healthy")


async def test_health_says_that_discord_is_not_reached(scene: Scene) -> None:
    async with scene.started(DISCORD_API_URL="http://127.0.0.1:9/api/v10"):
        await becomes(scene, 1, "Discord cannot be reached")


async def test_the_health_check_loads_neither_discord_nor_the_reader_of_datasets(scene: Scene) -> None:
    async with bot("health", cwd=scene.folder, PYTHONPROFILEIMPORTTIME="1", STATE_DIR=state(scene)) as running:
        await running.ended()
    loaded = {line.rpartition("|")[2].strip() for line in running.lines if "import time:" in line}
    assert "bot.terminal.health" in loaded
    assert not {"discord", "pydantic", "aiohttp"} & loaded


# Starts


async def test_a_crash_loop_waits_before_it_logs_in_again(scene: Scene) -> None:
    now = dt.datetime.now(dt.UTC)
    write_starts(state(scene), scene.discord.token, Starts(tuple(now for _ in range(FREE))))
    async with bot("run", cwd=scene.folder, DISCORD_TOKEN=scene.discord.token, **settings(scene)) as running:
        line = await running.says("it was started too often")
        assert re.search(r"waits until \d\d:\d\d:\d\d UTC", line)
        await becomes(scene, 1, "started too often")
        running.signal(signal.SIGTERM)
        assert await running.ended(within=5) == 0
    assert scene.discord.rest.requests == []


async def test_starts_that_ended_well_do_not_count(scene: Scene) -> None:
    for number in range(1, FREE + 2):
        async with bot("run", cwd=scene.folder, DISCORD_TOKEN=scene.discord.token, **settings(scene)) as running:
            await running.says("ready as")
            assert len(scene.discord.gateway.identifies) == number
            running.signal(signal.SIGTERM)
            assert await running.ended() == 0
    assert "too often" not in running.output


async def test_a_refused_token_is_not_tried_again_and_another_one_is(scene: Scene) -> None:
    wrong = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE." + "x" * 38
    async with bot("run", cwd=scene.folder, DISCORD_TOKEN=wrong, **settings(scene)) as running:
        assert await running.ended() == 2
    asked = len(scene.discord.rest.requests)
    async with bot("run", cwd=scene.folder, DISCORD_TOKEN=wrong, **settings(scene)) as running:
        await running.says("Discord refused this token")
        assert len(scene.discord.rest.requests) == asked
    async with bot("run", cwd=scene.folder, DISCORD_TOKEN=scene.discord.token, **settings(scene)):
        await scene.discord.ready()


@pytest.mark.parametrize(
    ("code", "words"), [(4004, "refused the token"), (4013, "intents that do not exist"), (4014, "does not allow")]
)
async def test_a_close_code_that_cannot_pass_ends_with_a_sentence_and_exit_2(
    scene: Scene, code: int, words: str
) -> None:
    async with scene.ready() as running:
        await running.says("ready as")
        await scene.discord.gateway.drop(code)
        assert await running.ended() == 2
    assert words in running.lines[-1]
    assert "Traceback" not in running.output


# Reload


async def test_a_changed_dataset_is_served_after_sighup_without_a_failed_answer(scene: Scene) -> None:
    data = scene.folder / "data"
    shutil.copytree(SAMPLE, data)
    async with scene.ready(DATA_DIR=str(data)) as running:
        await scene.who()
        edition = data / "dataset.toml"
        edition.write_text(
            re.sub(r'version = ".*"', 'version = "2099.1"', edition.read_text(encoding="utf-8")), encoding="utf-8"
        )
        running.signal(signal.SIGHUP)
        answers = [await scene.who() for _ in range(30)]
        await running.says("the dataset is read again: ")
        assert "2099.1" in said((await scene.who()).message)
        assert all("## Zoë Müller" in said(answer.message) for answer in answers)
        running.signal(signal.SIGHUP)
        await running.says("the dataset has not changed")
    assert "Traceback" not in running.output


async def test_a_broken_dataset_leaves_the_old_one_serving_and_says_so(scene: Scene) -> None:
    data = scene.folder / "data"
    shutil.copytree(SAMPLE, data)
    warden = scene.discord.user("warden", permissions=0x20)
    async with scene.ready(DATA_DIR=str(data)) as running:
        people = data / "people.toml"
        good = people.read_text(encoding="utf-8")
        people.write_text(good + '\n[broken-one]\nname = ""\n', encoding="utf-8")
        running.signal(signal.SIGHUP)
        await running.says("the last good one goes on serving")
        await running.says("ready as")
        assert "## Zoë Müller" in said((await scene.who()).message)
        status = said((await scene.discord.slash(warden, scene.channel, "status", {})).message)
        assert "A newer dataset has problems" in status
        assert "broken" in status
        people.write_text(good, encoding="utf-8")
        running.signal(signal.SIGHUP)
        await running.says("the dataset has not changed")
        status = said((await scene.discord.slash(warden, scene.channel, "status", {})).message)
        assert "has problems" not in status
        assert "**Bot** well, gateway" in status


async def test_a_hang_up_before_discord_is_there_does_no_harm(scene: Scene) -> None:
    async with scene.started(DISCORD_API_URL="http://127.0.0.1:9/api/v10") as running:
        await running.says("next try")
        running.signal(signal.SIGHUP)
        await running.says("the dataset has not changed")
        running.signal(signal.SIGTERM)
        assert await running.ended() == 0


# Numbers and logs


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_the_numbers_count_answers_by_command_and_name_nobody(scene: Scene) -> None:
    port = free_port()
    async with scene.ready(METRICS_PORT=str(port)):
        await scene.who()
        await scene.discord.slash(scene.ada, scene.channel, "search", {"text": "a secret question"})
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/metrics") as answer:
            text = await answer.text()
    assert 'onrecord_answers_total{command="who"} 1.0' in text
    assert 'onrecord_answer_seconds_count{command="search"} 1.0' in text
    assert "onrecord_gateway_latency_seconds" in text
    assert "onrecord_servers 1.0" in text
    assert 'onrecord_dataset_info{name="' in text
    assert "secret" not in text
    assert "ada" not in text


async def test_a_port_that_is_taken_is_told_in_one_line(scene: Scene) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        async with scene.started(METRICS_PORT=str(taken.getsockname()[1])) as running:
            assert await running.ended() == 2
    assert "METRICS_PORT" in running.lines[-1]
    assert "Traceback" not in running.output


async def test_logs_for_machines_are_one_object_a_line(scene: Scene) -> None:
    async with scene.ready(LOG_FORMAT="json") as running:
        await scene.who()
        await running.says("ready as")
        running.signal(signal.SIGTERM)
        assert await running.ended() == 0
    lines = [json.loads(line) for line in running.lines]
    assert {"time", "level", "logger", "message"} <= lines[0].keys()
    assert any(line["message"].startswith("ready as") for line in lines)


# Doctor


def chosen(scene: Scene) -> Daily:
    return Daily(
        guild_id=scene.guild.id, channel_id=scene.channel.id, minute=540, zone="UTC", role_id=None, quiet=False,
        publish=False, topic="", minimum=1, first_date=dt.date(2026, 5, 14), paused="",
    )  # fmt: skip


async def test_the_doctor_finds_a_well_installation_well(scene: Scene) -> None:
    async with scene.ready():
        async with open_state(state(scene)) as kept:
            await kept.save(chosen(scene), dt.datetime(2099, 1, 1, tzinfo=dt.UTC))
        await becomes(scene, 0, "healthy")
        status, report = await typed(scene, "doctor")
    assert status == 0, report
    for what in (
        "data",
        "state",
        "disk",
        "database",
        "dataset",
        "tzdata",
        "bot",
        "token",
        "discord",
        "clock",
        "intents",
    ):
        assert re.search(rf"^ok    {what} ", report, re.MULTILINE), (what, report)
    assert f"ok    server {scene.guild.id} the bot may post" in report
    assert len(re.findall(r"^ok    invite ", report, re.MULTILINE)) == 2
    assert scene.discord.rest.unknown == []


async def test_the_doctor_names_what_the_bot_lacks_and_what_mends_it(scene: Scene) -> None:
    async with open_state(state(scene)) as kept:
        await kept.save(chosen(scene), dt.datetime(2099, 1, 1, tzinfo=dt.UTC))
    scene.guild.everyone.permissions = 0x400  # it sees the channel, and no more
    status, report = await typed(scene, "doctor")
    assert status == 1
    assert "the bot lacks Send Messages, Embed Links, Read Message History" in report
    assert "→ an admin: grant it there" in report
    assert "warn  bot        the bot has never run" in report


async def test_the_doctor_tells_a_refused_token_from_a_discord_that_is_away(scene: Scene) -> None:
    wrong = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE." + "x" * 38
    status, report = await typed(scene, "doctor", DISCORD_TOKEN=wrong)
    assert status == 1
    assert "fail  token      Discord refuses it" in report
    status, report = await typed(scene, "doctor", DISCORD_API_URL="http://127.0.0.1:9/api/v10")
    assert status == 1
    assert "fail  discord    http://127.0.0.1:9/api/v10 does not answer" in report
    status, report = await typed(scene, "doctor", DISCORD_TOKEN="")
    assert status == 1
    assert "fail  token      No token is set" in report


async def test_the_doctor_sees_broken_databases_and_a_broken_dataset(scene: Scene) -> None:
    async with scene.ready() as running:
        await running.says("ready as")
        running.signal(signal.SIGTERM)
        await running.ended()
    for name in ("state.sqlite", "dataset.sqlite"):
        (state(scene) / name).write_bytes(b"rubbish" * 1000)
    data = scene.folder / "data"
    shutil.copytree(SAMPLE, data)
    (data / "people.toml").write_text("[", encoding="utf-8")
    status, report = await typed(scene, "doctor", DATA_DIR=str(data))
    assert status == 1
    assert "fail  database   state.sqlite: file is not a database" in report
    assert "restore" in report
    assert "fail  database   dataset.sqlite is damaged" in report
    assert "fail  dataset" in report
    assert "python -m bot check" in report
    assert "Traceback" not in report


async def test_a_backup_of_the_running_bot_is_restored_after_it_has_stopped(scene: Scene) -> None:
    async with scene.ready() as running:
        await becomes(scene, 0, "healthy")
        async with open_state(state(scene)) as kept:
            await kept.save(chosen(scene), dt.datetime(2099, 1, 1, tzinfo=dt.UTC))
        copy = scene.folder / "copy.sqlite"
        assert (await typed(scene, "backup", str(copy)))[0] == 0
        status, why = await typed(scene, "restore", str(copy))
        assert (status, "Stop it first" in why) == (2, True)
        assert [one.name for one in (state(scene) / "backups").iterdir()] == [
            f"state-{dt.datetime.now(dt.UTC).date()}.sqlite"
        ]
        running.signal(signal.SIGTERM)
        assert await running.ended() == 0
    await typed(scene, "servers", "delete", str(scene.guild.id))
    assert "No server has a daily post" in (await typed(scene, "servers"))[1]
    status, told = await typed(scene, "restore", str(copy))
    assert status == 0
    assert "What it replaced is kept as" in told
    assert f"{scene.guild.id}  channel {scene.channel.id}  09:00 UTC  on" in (await typed(scene, "servers"))[1]
    exported = json.loads((await typed(scene, "servers", "export", str(scene.guild.id)))[1])
    assert exported["daily"][0]["channel_id"] == scene.channel.id
