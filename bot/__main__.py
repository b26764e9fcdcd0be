"""The command line: reads the environment, puts the parts together and says in one line what went wrong."""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import gc
import os
import sqlite3
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot.config import ConfigError, read_config
from bot.dataset.problems import DatasetError
from bot.logs import configure_logging
from bot.refresh import refresh, renew
from bot.store.migrate import NewerStateError
from bot.store.upkeep import UpkeepError

if TYPE_CHECKING:
    from bot.config import Config

MISS, TROUBLE, INTERRUPTED = 1, 2, 130
WITHOUT_DATASET = {"health", "backup", "restore", "servers"}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return 0 when it did its work, 1 for a miss or a broken dataset, 2 for trouble."""
    chosen = _parser().parse_args(arguments)
    try:
        if Path(".env").exists():  # in a container there is none
            from dotenv import load_dotenv  # noqa: PLC0415  as above

            load_dotenv(Path(".env"))
        told_where = getattr(chosen, "folder", None) is not None
        config = read_config(
            os.environ,
            with_token=chosen.command == "run",
            with_data=not told_where and chosen.command not in WITHOUT_DATASET,
        )
        configure_logging(config.log_level, config.log_format)
        status = int(chosen.run(config, chosen))
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (
        ConfigError,
        DatasetError,
        NewerStateError,
        UpkeepError,
        OSError,
        UnicodeDecodeError,
        sqlite3.Error,
    ) as error:
        print(_said(error), file=sys.stderr)
        return TROUBLE
    except KeyboardInterrupt:
        return INTERRUPTED
    return status


def _said(error: Exception) -> str:
    """Say what is wrong in plain lines; a traceback is for what nobody foresaw."""
    match error:
        case ConfigError():
            return "\n".join(error.problems)
        case DatasetError():
            return "\n".join(
                (*(one.text(Path.cwd()) for one in error.problems), "The dataset cannot be used; mend the above.")
            )
        case UnicodeDecodeError():
            return f".env is not UTF-8 text ({error.reason})."
        case NewerStateError() | UpkeepError():
            return str(error)
        case PermissionError(filename=str(path)):
            folder = Path(path).parent if not Path(path).is_dir() else Path(path)
            return (
                f"{path} cannot be written or read by uid {os.getuid()}; {folder} belongs to another user. "
                f"Mend it with: chown -R {os.getuid()}:{os.getgid()} {folder.absolute()}"
            )
    return f"{error.__class__.__name__}: {error}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot", description="On Record: who did what, when, and who said what."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    run = commands.add_parser("run", help="be the bot in Discord; the token is in .env or the environment")
    run.set_defaults(run=_run)
    ask = commands.add_parser("ask", help="one answer in the terminal")
    ask.set_defaults(run=_ask)
    from bot.terminal.ask import add_arguments  # noqa: PLC0415  a start as bot needs none of it

    add_arguments(ask)
    check = commands.add_parser("check", help="say what is wrong with a dataset")
    check.add_argument("folder", nargs="?", type=Path, metavar="DIR", help="default: DATA_DIR")
    check.add_argument("--write-schema", action="store_true", help="also write DIR/schema for editors' plug-ins")
    check.set_defaults(run=_check)
    for name, purpose, handler in (
        ("health", "whether the running bot is well; for a container's health check", _health),
        ("doctor", "look at everything that can be wrong with an installation", _doctor),
    ):
        commands.add_parser(name, help=purpose).set_defaults(run=handler)
    backup = commands.add_parser("backup", help="copy the state file; the bot may be running")
    backup.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="default: STATE_DIR/backups/state-TIME.sqlite"
    )
    backup.set_defaults(run=_backup)
    restore = commands.add_parser("restore", help="put a copy in the place of the state file; stop the bot first")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.set_defaults(run=_restore)
    servers = commands.add_parser("servers", help="what is kept of each server: see it, hand it out, delete it")
    servers.add_argument("action", nargs="?", choices=("list", "export", "delete"), default="list")
    servers.add_argument("guild_id", nargs="?", type=int, metavar="SERVER_ID")
    servers.set_defaults(run=_servers)
    demo = commands.add_parser("demo", help="try the real bot in a local page; needs no token")
    demo.add_argument("--port", type=int, default=8765)
    demo.add_argument("--no-browser", action="store_true", help="print the address and open nothing")
    demo.set_defaults(run=_demo)
    return parser


def _run(config: Config, _chosen: argparse.Namespace) -> int:
    gc.disable()  # what is loaded here stays: the collector need not look through it, now or ever again
    from bot.chat.run import run  # noqa: PLC0415  only this command needs discord

    gc.freeze()
    gc.enable()
    return run(config, renew(config.data_dir, config.state_dir, _today()))


def _ask(config: Config, chosen: argparse.Namespace) -> int:
    from bot.terminal import ask, text  # noqa: PLC0415

    answer = ask.ask(chosen, _dataset(config), _today())
    print(text.draw(answer, colour=sys.stdout.isatty() and "NO_COLOR" not in os.environ))
    return 0 if answer.found else MISS


def _check(config: Config, chosen: argparse.Namespace) -> int:
    from bot.terminal import check  # noqa: PLC0415  pydantic is slow to import

    folder = chosen.folder or config.data_dir
    if chosen.write_schema and folder.is_dir():
        check.write_schemas(folder / "schema")
    usable, report = check.check(folder, _today())
    print(report)
    return 0 if usable else MISS


def _demo(config: Config, chosen: argparse.Namespace) -> int:
    from bot.terminal.demo import demo  # noqa: PLC0415  only the demo needs simcord

    return demo(_dataset(config), port=chosen.port, browser=not chosen.no_browser)


def _health(config: Config, _chosen: argparse.Namespace) -> int:
    from bot.terminal.health import health  # noqa: PLC0415

    well, said = health(config.state_dir, dt.datetime.now(dt.UTC))
    print(said)
    return 0 if well else MISS


def _doctor(config: Config, _chosen: argparse.Namespace) -> int:
    from bot.core.finding import Level  # noqa: PLC0415
    from bot.terminal import doctor  # noqa: PLC0415  it needs discord

    problems: tuple[str, ...] = ()
    try:
        config = read_config(os.environ, with_token=True)
    except ConfigError as error:
        problems = tuple(error.problems)

    async def look() -> bool:
        failed = False
        async for finding in doctor.doctor(config, problems):
            print(doctor.draw(finding), flush=True)
            failed |= finding.level is Level.FAIL
        return failed

    return MISS if asyncio.run(look()) else 0


def _backup(config: Config, chosen: argparse.Namespace) -> int:
    from bot.store import upkeep  # noqa: PLC0415

    stamp = f"state-{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}.sqlite"
    target = chosen.file or config.state_dir / upkeep.COPIES / stamp
    upkeep.back_up(config.state_dir, target)
    print(f"Copied to {target}.")
    return 0


def _restore(config: Config, chosen: argparse.Namespace) -> int:
    from bot.store import upkeep  # noqa: PLC0415

    kept = upkeep.restore(config.state_dir, chosen.file, dt.datetime.now(dt.UTC))
    print(f"{chosen.file} is restored." + (f" What it replaced is kept as {kept}." if kept else ""))
    return 0


def _servers(config: Config, chosen: argparse.Namespace) -> int:
    from bot.terminal import servers  # noqa: PLC0415

    if chosen.action == "list":
        print(servers.overview(config.state_dir))
    elif chosen.guild_id is None:
        print(f"Which server? python -m bot servers {chosen.action} SERVER_ID", file=sys.stderr)
        return TROUBLE
    else:
        print(getattr(servers, chosen.action)(config.state_dir, chosen.guild_id))
    return 0


def _dataset(config: Config) -> Path:
    return refresh(config.data_dir, config.state_dir, _today())


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


if __name__ == "__main__":
    sys.exit(main())
