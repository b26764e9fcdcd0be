"""What reaches the log, whoever tries to get a token into it."""

from __future__ import annotations

import json
import logging

import pytest

from bot.logs import HIDDEN, configure_logging

TOKEN = ".".join(("MTIzNDU2Nzg5MDEyMzQ1Njc4", "GabcdE", "not-a-secret-but-it-is-as-long-as-one"))  # noqa: FLY002  in one piece it looks like a leak


@pytest.fixture(params=["text", "json"])
def form(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """Log in one of the two forms to where `capsys` reads, and as before afterwards."""
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(logging.root, "handlers", [])
    monkeypatch.setattr(logging.root, "level", logging.WARNING)
    chosen = str(request.param)
    configure_logging("INFO", chosen)
    return chosen


def test_a_token_is_hidden_wherever_it_stands(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    log = logging.getLogger("somebody")
    log.info("logged in with %s", TOKEN)
    log.warning("Authorization: Bot " + TOKEN)  # noqa: G003  a library may do so
    log.error("it failed", exc_info=RuntimeError(f"refused: {TOKEN}"))
    said = capsys.readouterr().err
    assert form in {"text", "json"}
    assert TOKEN not in said
    assert TOKEN.split(".")[2] not in said
    assert said.count(HIDDEN) >= 3
    assert "RuntimeError: refused: [token]" in said


def test_what_is_no_token_stays_readable(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    line = "the daily post of server 1575010930364776448 for 2026-05-14 is at python3.13/site-packages/discord.py"
    logging.getLogger("bot").info("%s", line)
    assert line in capsys.readouterr().err
    assert form


def test_for_machines_each_event_is_one_object(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(logging.root, "handlers", [])
    configure_logging("INFO", "json")
    logging.getLogger("bot").error("two\nlines", exc_info=RuntimeError("first line\nsecond line"))
    (line,) = capsys.readouterr().err.splitlines()
    event = json.loads(line)
    assert (event["level"], event["logger"], event["message"]) == ("ERROR", "bot", "two\nlines")
    assert "second line" in event["exception"]
    assert event["time"].endswith("+00:00")
