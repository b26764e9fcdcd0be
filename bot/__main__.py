"""The command line: reads the environment, puts the parts together and says in one line what went wrong."""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import os
import sqlite3
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from dotenv import load_dotenv

from bot.config import ConfigError, configure_logging, read_config
from bot.dataset.problems import DatasetError
from bot.refresh import refresh
from bot.store.migrate import NewerStateError

if TYPE_CHECKING:
    from bot.config import Config

MISS, TROUBLE, INTERRUPTED = 1, 2, 130


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return 0 when it did its work, 1 for a miss or a broken dataset, 2 for trouble."""
    chosen = _parser().parse_args(arguments)
    try:
        load_dotenv(Path(".env"))
        told_where = getattr(chosen, "folder", None) is not None
        config = read_config(os.environ, with_token=chosen.command == "run", with_data=not told_where)
        configure_logging(config.log_level)
        status = int(chosen.run(config, chosen))
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (ConfigError, DatasetError, NewerStateError, OSError, UnicodeDecodeError, sqlite3.Error) as error:
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
        case NewerStateError():
            return str(error)
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
    demo = commands.add_parser("demo", help="try the real bot in a local page; needs no token")
    demo.add_argument("--port", type=int, default=8765)
    demo.add_argument("--no-browser", action="store_true", help="print the address and open nothing")
    demo.set_defaults(run=_demo)
    return parser


def _run(config: Config, _chosen: argparse.Namespace) -> int:
    from bot.chat.run import run  # noqa: PLC0415  only this command needs discord

    return run(config, _dataset(config))


def _ask(config: Config, chosen: argparse.Namespace) -> int:
    from bot.terminal import ask, text  # noqa: PLC0415

    answer = asyncio.run(ask.ask(ask.to_question(chosen), _dataset(config), _today()))
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


def _dataset(config: Config) -> Path:
    return refresh(config.data_dir, config.state_dir, _today())


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


if __name__ == "__main__":
    sys.exit(main())
