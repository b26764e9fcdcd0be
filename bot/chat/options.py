"""The options that several commands share; the lengths keep a question within a button's custom_id."""

from __future__ import annotations

from typing import Final

from discord import app_commands

Name = app_commands.Range[str, 1, 100]
Day = app_commands.Range[str, 1, 30]
Words = app_commands.Range[str, 1, 50]

private_option: Final = "True: only you see the answer"
