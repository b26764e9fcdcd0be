"""What reaches the log, whoever tries to get a token into it."""

from __future__ import annotations

import io
import json
import logging

import pytest

from bot.logs import FORMATS, HIDDEN, make_handler

TOKEN = ".".join(("MTIzNDU2Nzg5MDEyMzQ1Njc4", "GabcdE", "not-a-secret-but-it-is-as-long-as-one"))  # noqa: FLY002  in one piece it looks like a leak


class Log:
    """A logger of its own, and what it has written."""

    def __init__(self, form: str) -> None:
        self._stream = io.StringIO()
        handler = make_handler(form)
        handler.setStream(self._stream)
        self.logger = logging.Logger("somebody")  # noqa: LOG001  one that nobody else hears
        self.logger.addHandler(handler)

    @property
    def written(self) -> str:
        return self._stream.getvalue()


@pytest.mark.parametrize("form", FORMATS)
def test_a_token_is_hidden_wherever_it_stands(form: str) -> None:
    log = Log(form)
    log.logger.info("logged in with %s", TOKEN)
    log.logger.warning("Authorization: Bot " + TOKEN)  # noqa: G003  a library may do so
    log.logger.error("it failed", exc_info=RuntimeError(f"refused: {TOKEN}"))
    assert TOKEN not in log.written
    assert TOKEN.split(".")[2] not in log.written
    assert log.written.count(HIDDEN) == 3
    assert "RuntimeError: refused: [token]" in log.written


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_no_token_stays_readable(form: str) -> None:
    log = Log(form)
    line = "the daily post of server 1575010930364776448 for 2026-05-14 is at python3.13/site-packages/discord.py"
    log.logger.info("%s", line)
    assert line in log.written


def test_for_machines_each_event_is_one_object() -> None:
    log = Log("json")
    log.logger.error("two\nlines", exc_info=RuntimeError("first line\nsecond line"))
    (line,) = log.written.splitlines()
    event = json.loads(line)
    assert (event["level"], event["logger"], event["message"]) == ("ERROR", "somebody", "two\nlines")
    assert "second line" in event["exception"]
    assert event["time"].endswith("+00:00")
