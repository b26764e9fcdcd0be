"""What can be counted, in Prometheus' words; nothing that tells who asked or what.

Without a port nothing is counted, and the library, which takes more than a megabyte, is not loaded.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    import discord

    from bot.chat.client import OnRecord
    from bot.core.schedule import Outcome

BUTTON: Final = "button"


class _Numbers:
    """The numbers that are served."""

    def __init__(self) -> None:
        from prometheus_client import Counter, Gauge, Histogram  # noqa: PLC0415  only who looks pays for it

        self.answers = Counter("onrecord_answers", "Answers given", ["command"])
        self.errors = Counter("onrecord_errors", "Failures that somebody was told of", ["command"])
        self.seconds = Histogram(
            "onrecord_answer_seconds",
            "From the arrival of a question to Discord's receipt of the answer",
            ["command"],
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3),
        )
        self.posts = Counter("onrecord_daily_posts", "Daily posts by how they ended", ["result"])
        self.latency = Gauge("onrecord_gateway_latency_seconds", "From a heartbeat to its acknowledgement")
        self.servers = Gauge("onrecord_servers", "Servers that the bot is in")
        self.dataset = Gauge("onrecord_dataset_info", "The dataset that is served", ["name", "version"])


_served: list[_Numbers] = []  # none, or one


def serve(host: str, port: int) -> None:
    """Serve the numbers at http://HOST:PORT/metrics from a thread of their own.

    Raises:
        OSError: the port is taken, or the host is none of this machine's.

    """
    from prometheus_client import start_http_server  # noqa: PLC0415  as above

    start_http_server(port, host)
    _served.append(_Numbers())


def watch(client: OnRecord) -> None:
    """Read the gauges of this client from now on."""
    for numbers in _served:
        numbers.latency.set_function(lambda: client.latency)
        numbers.servers.set_function(lambda: len(client.guilds))


def serves(name: str, version: str) -> None:
    """Note which dataset is served from now on."""
    for numbers in _served:
        numbers.dataset.clear()
        numbers.dataset.labels(name, version).set(1)


@contextmanager
def answering(interaction: discord.Interaction[Any]) -> Iterator[None]:
    """Count an answer and time it; one that fails is counted where the apology is made."""
    begun = time.perf_counter()
    yield
    for numbers in _served:
        asked = command_of(interaction)
        numbers.seconds.labels(asked).observe(time.perf_counter() - begun)
        numbers.answers.labels(asked).inc()


def failed(interaction: discord.Interaction[Any]) -> None:
    """Count a failure that somebody is told of."""
    for numbers in _served:
        numbers.errors.labels(command_of(interaction)).inc()


def posted(outcome: Outcome, times: int = 1) -> None:
    """Count daily posts that ended so."""
    for numbers in _served:
        numbers.posts.labels(outcome).inc(times)


def command_of(interaction: discord.Interaction[Any]) -> str:
    """Return which command was asked, without a word of what was typed."""
    return interaction.command.qualified_name if interaction.command else BUTTON
