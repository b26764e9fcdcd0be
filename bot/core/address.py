"""What counts as an address: absolute, http or https, with a host."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit


def split_address(url: str) -> SplitResult | None:
    """Return the parts of an absolute http(s) address; None when `url` is not one."""
    try:
        parts = urlsplit(url)
        named = parts.scheme in {"http", "https"} and parts.hostname and not re.search(r"\s", url)
    except ValueError:  # brackets that are no IPv6 address
        return None
    return parts if named else None
