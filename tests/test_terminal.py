"""What a person types in a terminal, as real processes: the text, the exit status, and no traceback ever."""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.__main__ import _said
from bot.config import DISCORD_API, Config, ConfigError, read_config
from bot.core.answers.answer import Answer, Line, Section, Style
from bot.core.model import Source
from bot.terminal.check import check
from bot.terminal.text import draw

if TYPE_CHECKING:
    import datetime as dt

ROOT = Path(__file__).parent.parent
HIT, MISS, TROUBLE = 0, 1, 2
FAKE_TOKEN = ".".join(("MTIzNDU2Nzg5MDEyMzQ1Njc4", "GabcdE", "not-a-secret-but-it-is-as-long-as-one"))  # noqa: FLY002  in one piece it looks like a leak


class Terminal:
    """A folder with a dataset in `data/`, in which commands are typed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "LOG_LEVEL": "ERROR",
        }  # fmt: skip

    def bot(self, *typed: str | bytes, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run `python -m bot ...` here; nothing of the test's own environment reaches it."""
        return subprocess.run(  # noqa: S603  our own program
            [sys.executable, "-m", "bot", *typed],
            cwd=self.folder,
            env={**self.environment, **environment},
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=30,
        )

    def bot_on_a_screen(self, *typed: str, **environment: str) -> str:
        """Run the same with a pseudo terminal as its output."""
        screen, end = pty.openpty()
        with subprocess.Popen(  # noqa: S603  our own program
            [sys.executable, "-m", "bot", *typed],
            cwd=self.folder,
            env={**self.environment, **environment},
            stdout=end,
            stdin=subprocess.DEVNULL,
        ):
            os.close(end)
            shown = b""
            try:
                while piece := os.read(screen, 4096):
                    shown += piece
            except OSError:  # Linux: the other side has closed
                pass
        os.close(screen)
        return shown.decode()


@pytest.fixture
def terminal(data: Path) -> Terminal:
    return Terminal(data.parent)


@pytest.fixture(scope="module")
def shared(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    """A terminal for questions that change nothing: the dataset is built once."""
    folder = tmp_path_factory.mktemp("terminal")
    shutil.copytree(sample_folder, folder / "data")
    return Terminal(folder)


def too_wide(text: str) -> list[str]:
    return [row for row in text.splitlines() if len(row) > 80 and not re.fullmatch(r" *https?://\S+", row)]


# Ask


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("who Zoë Müller", "Author · Shore Press · since 2021, as of 10 January 2026 [3]"),
        ("who @zoetides", "Zoë Müller"),
        ("timeline", "1 March 1999 · confirmed · The Tidal Observatory is founded [1]"),
        ("timeline gauges --from 2004 --to 2010-06", "Timeline: Gauges · 2004 to June 2010"),
        ("quote", "verified [1]"),
        (
            "quote --by una-okeefe --about inspection",
            "“No gauge of mine went unread, *not one* — and @everyone knows it.”",
        ),
        ("onthisday 29 February", "29 February 2004 · confirmed · The observatory opens its doors on a leap day [1]"),
        ("onthisday 06-01", "The other side · Una O'Keefe wrote that the inspection had taken place. [2]"),
        ("event gauge-breaks", "1 June 2010 · alleged · publicly known 2 June 2010 [1][2]"),
        ("search atlas tides", "/event name:atlas-published"),
        ("source founding-charter", "    https://observatory.example/charter"),
        ("about", "Tide Record 2026.1.1"),
        ("help", "/who · who somebody is"),
    ],
)
def test_an_answer_is_printed_and_the_status_is_0(shared: Terminal, typed: str, says: str) -> None:
    done = shared.bot("ask", *typed.split())
    assert says in done.stdout
    assert (done.returncode, done.stderr) == (HIT, "")
    assert too_wide(done.stdout) == []


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("who nobody at all", "Nothing called “nobody at all” is on record."),
        ("who Jan Berg", "Jan Berg · Cartographer, Shore Press"),
        ("timeline --from 2010 --to 2009", "2010 (from) is later than 2009 (to)."),
        ("timeline --from soon", "“soon” is not a date I can read."),
        ("onthisday 9 August", "Nothing on record for 9 August."),
        ("quote --about ***", "No quote about *** is on record."),
        ("search xyzzy", "Nothing on record has these words."),
    ],
)
def test_a_miss_is_told_and_the_status_is_1(shared: Terminal, typed: str, says: str) -> None:
    done = shared.bot("ask", *typed.split())
    assert says in " ".join(done.stdout.split())
    assert (done.returncode, done.stderr) == (MISS, "")


def test_the_shipped_dataset_answers_the_issues_own_example(tmp_path: Path) -> None:
    done = Terminal(tmp_path).bot("ask", "who", "John Schulman", DATA_DIR=str(ROOT / "data"))
    assert done.returncode == HIT
    for words in ("OpenAI", "Anthropic", "Thinking Machines Lab", "as of", "https://"):
        assert words in " ".join(done.stdout.split())
    assert too_wide(done.stdout) == []


@pytest.mark.parametrize("typed", [[], ["ask"], ["ask", "who"], ["sing"], ["ask", "timeline", "--form", "2024"]])
def test_what_is_no_command_is_trouble_and_says_how_to_ask(shared: Terminal, typed: list[str]) -> None:
    done = shared.bot(*typed)
    assert done.returncode == TROUBLE
    assert done.stdout == ""
    assert done.stderr.startswith("usage: python -m bot")


def test_a_long_typed_text_still_fits_the_width(shared: Terminal) -> None:
    for typed in ("x" * 300, "words " * 60):
        for question in ("who", "search"):
            assert too_wide(shared.bot("ask", question, typed).stdout) == []


def test_control_characters_that_were_typed_do_not_reach_the_screen(shared: Terminal) -> None:
    done = shared.bot("ask", "who", "\x1b[31mred\x07\x9b2J\u202egnol\u200b\x7f")
    assert done.returncode == MISS
    assert "red" in done.stdout
    assert [c for c in done.stdout if c != "\n" and unicodedata.category(c) in {"Cc", "Cf", "Cs"}] == []


def test_bytes_that_are_no_text_are_a_miss(shared: Terminal) -> None:
    done = shared.bot("ask", "who", b"\xff\xfe")
    assert (done.returncode, done.stderr) == (MISS, "")


def test_there_is_colour_on_a_screen_only(shared: Terminal) -> None:
    assert "\x1b" not in shared.bot("ask", "about").stdout
    assert "\x1b[1mTide Record 2026.1.1\x1b[0m" in shared.bot_on_a_screen("ask", "about")
    assert "\x1b" not in shared.bot_on_a_screen("ask", "about", NO_COLOR="1")


def test_colour_changes_no_word(shared: Terminal) -> None:
    plain = shared.bot("ask", "who", "zoe-muller").stdout
    shown = shared.bot_on_a_screen("ask", "who", "zoe-muller").replace("\r\n", "\n")
    assert re.sub(r"\x1b\[\d*m", "", shown) == plain


@given(st.text(max_size=120), st.text(max_size=200))
@settings(deadline=None, max_examples=60)
def test_whatever_is_on_record_is_drawn_without_control_characters_and_within_80_columns(lead: str, text: str) -> None:
    lines = (Line(text, lead=lead), Line(text, style=Style.QUOTE), Line(text, style=Style.DETAIL))
    drawn = draw(Answer(lead, lines, (Section(text, lines, more=2),), footer=text), colour=False)
    assert [c for c in drawn if c != "\n" and unicodedata.category(c) in {"Cc", "Cf", "Cs"}] == []
    assert [row for row in drawn.splitlines() if len(row) > 80] == []


def test_an_address_stays_in_one_piece_however_long(today: dt.date) -> None:
    url = "https://example.org/" + "path-" * 40
    source = Source(slug="x", title="Title " * 30, publisher="P", url=url, kind="news", seen=today)
    assert f"\n    {url}\n" in draw(Answer("T", (Line("x", (source,)),), footer="f"), colour=False)


# Check


def test_a_sound_dataset_is_counted_and_the_status_is_0(terminal: Terminal) -> None:
    done = terminal.bot("check")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:3] == [
        "Tide Record 2026.1.1: no problems, 0 warnings.",
        "5 sources, 4 people, 3 organizations, 2 topics, 5 events, 4 quotes, 1 corrections",
        "3 of 366 days have an event that may be posted.",
    ]


def test_an_event_kept_out_of_the_daily_post_is_not_counted(data: Path, today: dt.date) -> None:
    file = data / "events" / "1999-2010.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("importance = 3", "importance = 3\ndaily = false"))
    assert "2 of 366 days have an event that may be posted." in check(data, today)[1]


def test_a_broken_dataset_is_told_and_the_status_is_1(terminal: Terminal, data: Path) -> None:
    topics = data / "topics.toml"
    topics.write_text(topics.read_text().replace("summary =", "sumary =", 1))
    done = terminal.bot("check")
    assert done.returncode == MISS
    assert done.stderr == ""
    assert "topics.toml:1: gauges: sumary: is not a known key; did you mean summary?" in done.stdout
    assert done.stdout.splitlines()[-1] == "2 problems, 0 warnings."


def test_a_folder_may_be_named_and_needs_no_other(terminal: Terminal, data: Path) -> None:
    data.rename(data.parent / "mine")
    assert terminal.bot("check", "mine").returncode == 0
    missing = terminal.bot("check", "nowhere")
    assert missing.returncode == MISS
    assert "is not a folder" in missing.stdout


def test_the_schemas_are_written_beside_the_data(terminal: Terminal, data: Path) -> None:
    assert terminal.bot("check", "--write-schema").returncode == 0
    assert len(list((data / "schema").glob("*.json"))) == 8


def test_no_folder_is_made_where_there_was_none(terminal: Terminal) -> None:
    assert terminal.bot("check", "nowhere", "--write-schema").returncode == MISS
    assert not (terminal.folder / "nowhere").exists()


# A dataset that breaks while the bot is in use


def test_asking_a_broken_dataset_is_trouble_in_plain_words(terminal: Terminal, data: Path) -> None:
    (data / "topics.toml").write_text("[gauges\n")
    done = terminal.bot("ask", "about")
    assert (done.returncode, done.stdout) == (TROUBLE, "")
    assert "data/topics.toml:" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_last_good_dataset_goes_on_answering_and_the_problems_are_told(terminal: Terminal, data: Path) -> None:
    good = terminal.bot("ask", "about")
    (data / "topics.toml").write_text("[gauges\n")
    done = terminal.bot("ask", "about")
    assert (done.returncode, done.stdout) == (HIT, good.stdout)
    assert "topics.toml:" in done.stderr
    assert "Traceback" not in done.stderr


# Settings


def test_all_settings_that_cannot_work_are_named_at_once(terminal: Terminal) -> None:
    (terminal.folder / "file").write_text("x")
    done = terminal.bot(
        "run",
        DISCORD_TOKEN="hunter2",  # noqa: S106  no secret
        LOG_LEVEL="loud",
        DISCORD_API_URL="http://[",
        SYNC_GUILD_ID="my server",
        DATA_DIR="nowhere",
        STATE_DIR="file",
    )
    assert (done.returncode, done.stdout) == (TROUBLE, "")
    for words in (
        *("LOG_LEVEL is 'LOUD'", "DISCORD_API_URL is 'http://['", "SYNC_GUILD_ID is 'my server'"),
        *("DATA_DIR is 'nowhere'", "STATE_DIR is 'file'", "does not look like a bot token"),
    ):
        assert words in done.stderr
    assert len(done.stderr.splitlines()) == 6
    assert "hunter2" not in done.stderr


def test_without_a_token_it_is_said_where_to_get_one_and_that_the_demo_needs_none(terminal: Terminal) -> None:
    done = terminal.bot("run")
    assert done.returncode == TROUBLE
    assert "https://discord.com/developers/applications" in done.stderr
    assert "make demo" in done.stderr
    assert "Traceback" not in done.stderr


def test_asking_needs_no_token(terminal: Terminal) -> None:
    assert terminal.bot("ask", "about", DISCORD_TOKEN="hunter2").returncode == HIT  # noqa: S106  no secret


def test_settings_stand_in_a_file_and_the_environment_wins(terminal: Terminal) -> None:
    (terminal.folder / ".env").write_text("LOG_LEVEL=loud\nDATA_DIR=nowhere\n")
    done = terminal.bot("ask", "about")
    assert done.returncode == TROUBLE
    assert "DATA_DIR is 'nowhere'" in done.stderr
    assert "LOG_LEVEL" not in done.stderr
    assert terminal.bot("ask", "about", DATA_DIR="data").returncode == HIT


def test_a_settings_file_that_is_no_text_is_trouble_in_one_line(terminal: Terminal) -> None:
    (terminal.folder / ".env").write_bytes(b"\xff\xfe")
    done = terminal.bot("ask", "about")
    assert done.returncode == TROUBLE
    assert len(done.stderr.splitlines()) == 1


def test_a_state_folder_that_cannot_be_made_is_trouble_in_one_line(terminal: Terminal) -> None:
    (terminal.folder / "file").write_text("x")
    done = terminal.bot("ask", "about", STATE_DIR="file/state")
    assert (done.returncode, done.stdout) == (TROUBLE, "")
    assert len(done.stderr.splitlines()) == 1


def test_the_defaults_are_those_of_the_example(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(data.parent)
    assert read_config({}, with_token=False) == Config(Path("data"), Path("state"), "INFO", DISCORD_API, None)
    assert read_config({"LOG_LEVEL": "", "SYNC_GUILD_ID": " "}, with_token=False) == read_config({}, with_token=False)


def test_every_setting_is_read(data: Path, tmp_path: Path) -> None:
    environment = {
        "DISCORD_TOKEN": FAKE_TOKEN,
        "DATA_DIR": str(data),
        "STATE_DIR": str(tmp_path / "kept"),
        "LOG_LEVEL": "warning",
        "SYNC_GUILD_ID": "123456789012345678",
        "DISCORD_API_URL": "http://127.0.0.1:8080/api/v10/",
    }
    assert read_config(environment, with_token=True) == Config(
        data, tmp_path / "kept", "WARNING", "http://127.0.0.1:8080/api/v10", 123456789012345678, FAKE_TOKEN
    )


def test_the_token_may_stand_in_a_file(data: Path, tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text(f"{FAKE_TOKEN}\n")
    environment = {"DATA_DIR": str(data), "DISCORD_TOKEN_FILE": str(secret)}
    assert read_config(environment, with_token=True).token == FAKE_TOKEN


def token_problems(data: Path, **environment: str) -> list[str]:
    with pytest.raises(ConfigError) as wrong:
        read_config({"DATA_DIR": str(data), **environment}, with_token=True)
    return wrong.value.problems


def test_a_token_that_cannot_be_had_is_told_in_one_sentence_without_the_token(data: Path, tmp_path: Path) -> None:
    empty, binary, half = tmp_path / "empty", tmp_path / "binary", tmp_path / "half"
    empty.write_text("\n")
    binary.write_bytes(b"\xff\xfe")
    half.write_text(FAKE_TOKEN[:30])
    for environment in (
        {"DISCORD_TOKEN": FAKE_TOKEN, "DISCORD_TOKEN_FILE": str(empty)},
        {"DISCORD_TOKEN": f"Bot {FAKE_TOKEN}"},
        {"DISCORD_TOKEN": FAKE_TOKEN + "\n" + FAKE_TOKEN},
        {"DISCORD_TOKEN_FILE": str(tmp_path / "nowhere")},
        {"DISCORD_TOKEN_FILE": str(tmp_path)},
        {"DISCORD_TOKEN_FILE": str(empty)},
        {"DISCORD_TOKEN_FILE": str(binary)},
        {"DISCORD_TOKEN_FILE": str(half)},
        {},
    ):
        (said,) = token_problems(data, **environment)
        assert "token" in said.lower()
        assert FAKE_TOKEN[:20] not in said


def test_the_token_is_in_no_repr_and_no_error(data: Path) -> None:
    config = read_config({"DATA_DIR": str(data), "DISCORD_TOKEN": FAKE_TOKEN}, with_token=True)
    assert FAKE_TOKEN[:20] not in f"{config!r} {config}"
    with pytest.raises(ConfigError) as wrong:
        read_config({"DATA_DIR": "nowhere", "DISCORD_TOKEN": FAKE_TOKEN, "LOG_LEVEL": "loud"}, with_token=True)
    assert FAKE_TOKEN[:20] not in f"{wrong.value!r} {wrong.value} {wrong.value.problems}"


@pytest.mark.parametrize("setting", ["SYNC_GUILD_ID", "LOG_LEVEL", "DISCORD_API_URL"])
def test_a_token_pasted_into_another_setting_is_not_printed(data: Path, setting: str) -> None:
    (said,) = token_problems(data, **{"DISCORD_TOKEN": FAKE_TOKEN, setting: FAKE_TOKEN})
    assert said.startswith(setting)
    assert FAKE_TOKEN.lower() not in said.lower()


def test_a_folder_of_another_user_is_named_with_the_command_that_mends_it(tmp_path: Path) -> None:
    said = _said(PermissionError(13, "Permission denied", str(tmp_path / "state" / "starts.json")))
    assert f"{tmp_path / 'state' / 'starts.json'} cannot be written or read by uid {os.getuid()}" in said
    assert f"chown -R {os.getuid()}:{os.getgid()} {tmp_path / 'state'}" in said


@pytest.mark.parametrize("action", ["export", "delete"])
def test_a_server_must_be_named(terminal: Terminal, action: str) -> None:
    done = terminal.bot("servers", action)
    assert done.returncode == TROUBLE
    assert f"python -m bot servers {action} SERVER_ID" in done.stderr


def test_what_keeps_the_state_file_says_so_when_there_is_none(terminal: Terminal) -> None:
    done = terminal.bot("backup")
    assert (done.returncode, "has not run on this state folder yet" in done.stderr) == (TROUBLE, True)
    done = terminal.bot("restore", "nowhere.sqlite")
    assert (done.returncode, "There is no file nowhere.sqlite" in done.stderr) == (TROUBLE, True)
    assert "No server has a daily post" in terminal.bot("servers").stdout
    done = terminal.bot("health")
    assert (done.returncode, "has never run" in done.stdout) == (MISS, True)


def test_wrong_settings_for_logs_and_numbers_are_named(data: Path) -> None:
    with pytest.raises(ConfigError) as wrong:
        read_config({"DATA_DIR": str(data), "LOG_FORMAT": "xml", "METRICS_PORT": "70000"}, with_token=False)
    assert [problem.split()[0] for problem in wrong.value.problems] == ["LOG_FORMAT", "METRICS_PORT"]


def test_a_quotation_is_checked_in_the_terminal(terminal: Terminal) -> None:
    done = terminal.bot("ask", "checkquote", "The sea is a clock that everybody winds", "--speaker", "Una O'Keefe")
    assert done.returncode == HIT
    assert "altered" in done.stdout
    assert "[-nobody] [+everybody]" in done.stdout
    assert "on record they are from Zoë Müller" in done.stdout
    done = terminal.bot("ask", "checkquote", "Bees have an opinion about every garden in town")
    assert (done.returncode, "not on record" in done.stdout) == (MISS, True)
