"""Gather, decide, draw: how a question reaches the dataset and its answer reaches the person who asked."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import discord

from bot import ask
from bot.chat import layout, metrics
from bot.core.questions import Quotes

if TYPE_CHECKING:
    from bot.chat.client import OnRecord
    from bot.core.answers.answer import Answer
    from bot.core.questions import Question


async def reply(interaction: discord.Interaction[Any], question: Question, *, private: bool) -> None:
    """Answer a command; an answer that found nothing is only for the person who asked."""
    with metrics.answering(interaction):
        answer = _answer(interaction, question)
        await interaction.response.send_message(view=layout.draw(answer), ephemeral=private or not answer.found)


async def turn(interaction: discord.Interaction[Any], question: Question) -> None:
    """Answer a button: the asker turns the message itself, anyone else gets a private copy."""
    with metrics.answering(interaction):
        answer = _answer(interaction, question)
        if _asked_by(interaction.message) == interaction.user.id:
            await interaction.response.edit_message(view=layout.draw(answer))
        else:
            await interaction.response.send_message(view=layout.draw(answer), ephemeral=True)


async def say(interaction: discord.Interaction[Any], *lines: str, title: str = "") -> None:
    """Tell only the person who asked; the lines are markdown already."""
    view = layout.card(title, *lines)
    await interaction.response.send_message(view=view, ephemeral=True)


def _answer(interaction: discord.Interaction[Any], question: Question) -> Answer:
    if isinstance(question, Quotes) and question.pick is None:
        question = replace(question, pick=random.randrange(2**31))  # noqa: S311  which quote to show is no secret
    today = discord.utils.utcnow().date()
    client: OnRecord = interaction.client
    return ask.answer(question, client.catalogue, today)


def _asked_by(message: discord.Message | None) -> int | None:
    """Return the id of the person whose command made this message."""
    return message.interaction_metadata.user.id if message and message.interaction_metadata else None
