"""What can be seen of a request, and what can go wrong with it: records, faults, error answers, rate limits.

Source of the rules: discord.com/developers/docs, Topics, Rate Limits, and Opcodes and Status Codes.
"""

import math
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Self

from .world import Json

MESSAGES = r"/channels/\d+/messages"
CALLBACKS = r"/interactions/\d+/[^/]+/callback"


@dataclass(eq=False)
class Request:
    """One request as it came; `status` is what the bot was told, None if it was told nothing (yet)."""

    method: str
    path: str
    query: dict[str, str]
    json: Any
    headers: Mapping[str, str]
    at: float = field(default_factory=time.monotonic)
    status: int | None = None

    def matches(self, method: str, path: str) -> bool:
        """Whether the method and the whole path below /api/v10 (a regular expression) fit."""
        return self.method == method and re.fullmatch(path, self.path) is not None


@dataclass(eq=False)
class Fault:
    """What happens to the next `times` requests that match: first `delay` seconds, then the rest.

    `status` answers in place of Discord. `cut` ends the connection "before" doing what was asked, or "after":
    then it was done, and only the answer is lost. `hold` keeps the answer back for so many seconds
    after it was done.
    """

    method: str
    path: str
    status: int | None = None
    json: Json = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    hold: float = 0.0
    cut: Literal["before", "after"] | None = None
    times: int = 1

    @classmethod
    def too_many(
        cls, method: str, path: str, retry_after: float, *, via: bool = True, everywhere: bool = False
    ) -> Self:
        """Build a 429: by Discord itself, or by Cloudflare in front of it (no Via header)."""
        error = TooManyRequestsError(retry_after, everywhere=everywhere)
        headers = error.headers if via else {"Retry-After": error.headers["Retry-After"]}
        return cls(method, path, error.status, error.body, headers)


NO_FAULT = Fault("", "")


class ApiError(Exception):
    """An error answer as Discord words it: HTTP status, JSON error code, message."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.body: Json = {"message": message, "code": code}
        self.headers: dict[str, str] = {}


class TooManyRequestsError(ApiError):
    """Discord's own 429, for one bucket or for everything."""

    def __init__(self, retry_after: float, *, everywhere: bool) -> None:
        super().__init__(429, 0, "You are being rate limited.")
        self.body |= {"retry_after": round(retry_after, 3), "global": everywhere}
        self.headers = {
            "Via": "1.1 google",
            "Retry-After": str(math.ceil(retry_after)),
            "X-RateLimit-Scope": "global" if everywhere else "user",
        }
        if everywhere:
            self.headers["X-RateLimit-Global"] = "true"


@dataclass
class Bucket:
    """A rate limit whose window (in seconds) starts with its first request."""

    limit: int
    window: float
    everywhere: bool = False
    used: int = 0
    ends: float = 0.0

    def take(self) -> None:
        """Count one request, or raise if it is one too many."""
        now = time.monotonic()
        if now >= self.ends:
            self.used, self.ends = 0, now + self.window
        if self.used >= self.limit:
            raise TooManyRequestsError(self.ends - now, everywhere=self.everywhere)
        self.used += 1

    def headers(self) -> dict[str, str]:
        """Return the headers that let a client wait of its own accord."""
        left = max(0.0, self.ends - time.monotonic())
        return {
            "X-RateLimit-Bucket": "messages",
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.limit - self.used),
            "X-RateLimit-Reset": f"{time.time() + left:.3f}",
            "X-RateLimit-Reset-After": f"{left:.3f}",
        }
