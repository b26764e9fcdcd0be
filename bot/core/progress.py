"""How long work tells how far it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

Tell = Callable[[str, float], None]
"""Takes what is being done and which part of it is done, from 0 to 1; called often, it has to be quick."""


def _quietly(_doing: str, _part: float) -> None:
    """Tell nobody."""


QUIETLY: Final[Tell] = _quietly
