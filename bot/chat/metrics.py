"""What can be counted, in Prometheus' words; nothing that tells who asked or what."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from prometheus_client import Counter, Gauge, Histogram, start_http_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    import discord

    from bot.chat.client import OnRecord

BUTTON: Final = "button"

ANSWERS: Final = Counter("onrecord_answers", "Answers given", ["command"])
ERRORS: Final = Counter("onrecord_errors", "Failures that somebody was told of", ["command"])
SECONDS: Final = Histogram(
    "onrecord_answer_seconds",
    "From the arrival of a question to Discord's receipt of the answer",
    ["command"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3),
)
POSTS: Final = Counter("onrecord_daily_posts", "Daily posts by how they ended", ["result"])
LATENCY: Final = Gauge("onrecord_gateway_latency_seconds", "From a heartbeat to its acknowledgement")
SERVERS: Final = Gauge("onrecord_servers", "Servers that the bot is in")
DATASET: Final = Gauge("onrecord_dataset_info", "The dataset that is served", ["name", "version"])


def serve(host: str, port: int) -> None:
    """Serve the numbers at http://HOST:PORT/metrics from a thread of their own.

    Raises:
        OSError: the port is taken, or the host is none of this machine's.

    """
    start_http_server(port, host)


def watch(client: OnRecord) -> None:
    """Read the gauges of this client from now on."""
    LATENCY.set_function(lambda: client.latency)
    SERVERS.set_function(lambda: len(client.guilds))


def serves(name: str, version: str) -> None:
    """Note which dataset is served from now on."""
    DATASET.clear()
    DATASET.labels(name, version).set(1)


@contextmanager
def answering(interaction: discord.Interaction[Any]) -> Iterator[None]:
    """Count an answer and time it; one that fails is counted where the apology is made."""
    asked = command_of(interaction)
    begun = time.perf_counter()
    yield
    SECONDS.labels(asked).observe(time.perf_counter() - begun)
    ANSWERS.labels(asked).inc()


def command_of(interaction: discord.Interaction[Any]) -> str:
    """Return which command was asked, without a word of what was typed."""
    return interaction.command.qualified_name if interaction.command else BUTTON
