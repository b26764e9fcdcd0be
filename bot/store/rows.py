"""Rows become records: what each field's type asks for, derived once from the model."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final, TypeVar, get_origin, get_type_hints

from bot.core import model
from bot.core.dates import PartialDate
from bot.core.found import Count, Found, References

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from sqlite3 import Row

T = TypeVar("T")


def found(cls: type[T], rows: Iterable[Row]) -> Found[T]:
    """Make records of the rows of a ``*_record`` view that also have the columns `cited`, `names` and `total`."""
    records, sources, names, total = [], dict[str, model.Source](), dict[str, str](), 0
    for row in rows:
        records.append(record(cls, row))
        total = row["total"]
        for source in json.loads(row["cited"] or "[]"):
            if source["slug"] not in sources:
                sources[source["slug"]] = record(model.Source, source)
        names.update(json.loads(row["names"] or "{}"))
    return Found(tuple(records), References(sources, names), total)


def record(cls: type[T], row: Row | Mapping[str, Any]) -> T:
    """Make one record of a row, or of the object that a JSON column holds."""
    return cls(**{name: convert(row[name]) if convert else row[name] for name, convert in _CONVERTERS[cls].items()})


def _converters(cls: type[Any]) -> dict[str, Callable[[Any], Any] | None]:
    hints = get_type_hints(cls)
    return {field.name: _converter(hints[field.name]) for field in fields(cls)}


def _converter(hint: object) -> Callable[[Any], Any] | None:  # noqa: PLR0911  one line a type
    if hint is PartialDate:
        return PartialDate.parse
    if hint == PartialDate | None:
        return lambda text: text and PartialDate.parse(text)
    if hint is dt.date:
        return dt.date.fromisoformat
    if hint == dt.date | None:
        return lambda text: text and dt.date.fromisoformat(text)
    if hint is bool:
        return bool
    if hint == tuple[model.Role, ...]:
        return lambda text: tuple(record(model.Role, role) for role in json.loads(text))
    if get_origin(hint) is tuple:
        return lambda listed: tuple(json.loads(listed) if isinstance(listed, str) else listed)
    return None


_CONVERTERS: Final[dict[type[Any], dict[str, Callable[[Any], Any] | None]]] = {
    cls: _converters(cls)
    for cls in (
        *(model.Source, model.Person, model.Role, model.Organization, model.Event, model.Quote),
        *(model.Correction, model.Edition, Count),
    )
}
