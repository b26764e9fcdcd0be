"""Which files belong to a dataset, their fingerprint, and their tables as written, with the lines they stand on."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import tomllib
    from collections.abc import Iterator
    from pathlib import Path

EDITION_FILE = "dataset.toml"
SECTIONS = ("sources", "people", "organizations", "topics", "events", "quotes", "corrections")

_HEADER = re.compile(r'^\[\s*"?(?P<slug>[^\[\]".]+?)"?\s*\]', re.MULTILINE)
_JSON_KEY = re.compile(r'^\s*"(?P<slug>[^"]+)"\s*:\s*\{', re.MULTILINE)
_AT = re.compile(r" \(at (?:line (?P<line>\d+), column \d+|end of document)\)$")


@dataclass
class Tables:
    """A file's tables as (slug, table, line if known), in order, and its syntax errors as (line, slug, message)."""

    tables: list[tuple[str, Any, int | None]] = field(default_factory=list)
    errors: list[tuple[int, str, str]] = field(default_factory=list)


def dataset_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield (section, file) for every TOML and JSON file below `folder`, in a fixed order.

    A section is one file (`people.toml`) or a folder of files (`events/2024.toml`). The section is the empty text for
    a file that belongs to none. Hidden files and `schema/` are passed over.
    """
    for file in sorted(folder.rglob("*")):
        parts = file.relative_to(folder).parts
        if file.suffix not in {".toml", ".json"} or parts[0] == "schema" or any(p.startswith(".") for p in parts):
            continue
        section = parts[0] if len(parts) > 1 else file.stem
        if parts != (EDITION_FILE,):
            yield section if section in SECTIONS else "", file


def fingerprint(folder: Path) -> str:
    """Return a hash that changes when any file of the dataset does: its name or its bytes."""
    digest = hashlib.sha256()
    for file in [folder / EDITION_FILE, *(file for _, file in dataset_files(folder))]:
        content = file.read_bytes() if file.exists() else b""
        digest.update(f"{file.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def read_tables(file: Path) -> Tables:
    """Read a file's tables; one that breaks the syntax costs only itself, not the rest of the file."""
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        return Tables(errors=[(1, "", f"is not UTF-8 text ({error.reason} at byte {error.start})")])
    return _read_json(text) if file.suffix == ".json" else _read_toml(text)


def _read_toml(text: str) -> Tables:
    import tomllib  # noqa: PLC0415  most starts read no dataset

    try:
        return Tables([(slug, table, None) for slug, table in tomllib.loads(text).items()])
    except tomllib.TOMLDecodeError as error:
        found = Tables()
        for first_line, chunk in _chunks(text):
            try:
                found.tables += [(slug, table, first_line) for slug, table in tomllib.loads(chunk).items()]
            except tomllib.TOMLDecodeError as inner:
                found.errors.append(_located(inner, first_line, chunk))
        slugs = [slug for slug, _, _ in found.tables]
        if not found.errors and len(slugs) == len(set(slugs)):  # broken as a whole, sound in parts
            found.errors.append(_located(error, 1, text))
        return found


def _chunks(text: str) -> Iterator[tuple[int, str]]:
    """Cut a file at its record headers; yield each part with the line it starts on."""
    cuts = [0, *(found.start() for found in _HEADER.finditer(text)), len(text)]
    for start, end in pairwise(cuts):
        if start < end:
            yield text.count("\n", 0, start) + 1, text[start:end]


def _located(error: tomllib.TOMLDecodeError, first_line: int, chunk: str) -> tuple[int, str, str]:
    message = str(error)
    at = _AT.search(message)
    within = int(at["line"]) if at and at["line"] else chunk.rstrip().count("\n") + 1
    header = _HEADER.match(chunk)
    return first_line + within - 1, header["slug"] if header else "", f"is not TOML: {_AT.sub('', message).lower()}"


class _Repeated(dict[str, Any]):
    """A JSON object in which some key stands twice."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    return made if len(made) == len(pairs) else _Repeated(pairs)


def _read_json(text: str) -> Tables:
    try:
        content = json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        return Tables(errors=[(error.lineno, "", f"is not JSON: {error.msg}")])
    if not isinstance(content, dict):
        return Tables(errors=[(1, "", "must be an object of records by slug")])
    found = Tables([(slug, table, None) for slug, table in content.items()])
    lines = [(match["slug"], text.count("\n", 0, match.start("slug")) + 1) for match in _JSON_KEY.finditer(text)]
    for slug, table in content.items():
        stands = [line for name, line in lines if name == slug] or [1]
        if isinstance(content, _Repeated) and len(stands) > 1:
            found.errors.append((stands[1], slug, f"stands in line {stands[0]} already"))
        roles = table.get("roles") if isinstance(table, dict) else None
        if any(isinstance(one, _Repeated) for one in (table, *(roles if isinstance(roles, list) else ()))):
            found.errors.append((stands[0], slug, "has a key twice"))
    return found


def line_of(file: Path, slug: str) -> int:
    """Return the line on which the record `slug` begins, counted from 1; 1 when it is not found."""
    return _lines(file).get(slug, 1)


@lru_cache(maxsize=64)
def _lines(file: Path) -> dict[str, int]:
    header = _HEADER if file.suffix == ".toml" else _JSON_KEY
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return {}
    lines: dict[str, int] = {}
    for found in header.finditer(text):
        lines.setdefault(found["slug"], text.count("\n", 0, found.start("slug")) + 1)
    return lines
