"""The shape of one record: checks a table against the model, and says in words what would be right."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pydantic import TypeAdapter, ValidationError

from bot.core import model

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic_core import ErrorDetails

RECORDS: Final[dict[str, type[model.Record]]] = {
    "sources": model.Source,
    "people": model.Person,
    "organizations": model.Organization,
    "topics": model.Topic,
    "events": model.Event,
    "quotes": model.Quote,
    "corrections": model.Correction,
}
_SUBJECTS = {"people", "organizations", "topics"}
_ADAPTERS: Final[dict[type[Any], TypeAdapter[Any]]] = {
    cls: TypeAdapter(cls) for cls in (*RECORDS.values(), model.Redirect, model.Edition)
}

ShapeT = TypeVar("ShapeT")


class ShapeError(Exception):
    """A table that is no record; `faults` are (field, message) pairs."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        """Keep every fault."""
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


def record(section: str, slug: str, table: object) -> model.Record:
    """Make a record of a table.

    Raises:
        ShapeError: the table does not fit; it carries every fault.

    """
    if not isinstance(table, dict):
        raise ShapeError([("", f"stands outside a [slug] table: {slug} = {table!r}")])
    faults = list(_slug_faults(section, slug))
    if "slug" in table:
        faults.append(("slug", "is not a key: the name in brackets is the slug"))
    fields = {key: value for key, value in table.items() if key != "slug"}
    cls: type[model.Record] = model.Redirect if "replaced_by" in fields else RECORDS[section]
    try:
        made = _make(cls, {"slug": "x" if faults else slug, **fields})
    except ShapeError as error:
        raise ShapeError(faults + error.faults) from error
    if faults:
        raise ShapeError(faults)
    return made


def edition(table: dict[str, Any]) -> model.Edition:
    """Make the edition of `dataset.toml`.

    Raises:
        ShapeError: the table does not fit.

    """
    return _make(model.Edition, table)


def json_schema(section: str) -> dict[str, Any]:
    """Return the JSON Schema of a file of `section`: an object of records by slug."""
    one = _ADAPTERS[RECORDS[section]].json_schema(ref_template="#/$defs/{model}")
    shared = one.pop("$defs", {})
    one["properties"].pop("slug")
    one["required"].remove("slug")
    merged = _ADAPTERS[model.Redirect].json_schema()
    merged["properties"].pop("slug")
    merged["required"].remove("slug")
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": section,
        "type": "object",
        "propertyNames": {"pattern": f"^{model.SLUG_PATTERN}$", "maxLength": _slug_length(section)},
        "additionalProperties": {"anyOf": [one, merged]},
        "$defs": shared,
    }


def edition_schema() -> dict[str, Any]:
    """Return the JSON Schema of `dataset.toml`."""
    return {"$schema": "http://json-schema.org/draft-07/schema#", **_ADAPTERS[model.Edition].json_schema()}


def nearest(text: str, known: list[str]) -> str:
    """Return " Did you mean X?" for the known word nearest to `text`, or nothing."""
    close = difflib.get_close_matches(text, known, n=1, cutoff=0.6)
    return f"; did you mean {close[0]}?" if close else ""


def _slug_length(section: str) -> int:
    return model.SUBJECT_SLUG_LENGTH if section in _SUBJECTS else model.SLUG_LENGTH


def _slug_faults(section: str, slug: str) -> Iterator[tuple[str, str]]:
    if not re.fullmatch(model.SLUG_PATTERN, slug):
        yield "", "the slug may hold a-z, 0-9 and single hyphens only"
    if len(slug) > _slug_length(section):
        yield "", f"the slug has {len(slug)} characters; at most {_slug_length(section)}"


def _make(cls: type[ShapeT], fields: dict[str, Any]) -> ShapeT:
    try:
        made: ShapeT = _ADAPTERS[cls].validate_python(fields)
    except ValidationError as error:
        raise ShapeError([_explained(cls, one) for one in error.errors(include_url=False)]) from error
    return made


def _explained(cls: type[Any], error: ErrorDetails) -> tuple[str, str]:
    """Turn one of pydantic's errors into (field, what is wrong and what would be right)."""
    place, detail, given = error["loc"], error.get("ctx", {}), error["input"]
    name = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")
    match error["type"]:
        case "missing":
            said = "is missing"
        case "unexpected_keyword_argument":
            owner = model.Role if place[0] == "roles" and len(place) > 1 else cls
            said = "is not a known key" + nearest(str(place[-1]), list(owner.__dataclass_fields__))
        case "string_too_long":
            said = f"has {len(given)} characters; at most {detail['max_length']}"
        case "string_too_short" | "too_short":
            said = "is empty; write at least one"
        case "literal_error":
            said = f"is {given!r}; write one of {detail['expected'].replace(' or ', ', ')}"
        case "value_error":
            said = str(detail["error"])
        case "greater_than_equal" | "less_than_equal":
            said = f"is {given!r}; write 1, 2 or 3"
        case _:
            said = f"is {given!r}: {error['msg'][0].lower()}{error['msg'][1:]}"
    return name, said
