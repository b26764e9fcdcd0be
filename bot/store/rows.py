"""Records as the dataset file keeps them: a record is JSON together with what it refers to; fields have their types."""

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

T = TypeVar("T")


def written(one: model.Record) -> str:
    """Return a record as JSON."""
    return _json(_fields(one))


def content(one: model.Record, cited: Iterable[str], names: Mapping[str, str]) -> str:
    """Return a record, the sources that it cites (each as `written`) and the names that it refers to, for `found`."""
    return f'{{"record":{written(one)},"cited":[{",".join(cited)}],"names":{_json(names)}}}'


def found(cls: type[T], rows: Iterable[tuple[str, int]]) -> Found[T]:
    """Make records of rows of (content, how many there are in all)."""
    records, sources, names, total = [], dict[str, model.Source](), dict[str, str](), 0
    for text, total in rows:  # noqa: B007  every row carries the same total
        parts = json.loads(text)
        records.append(record(cls, parts["record"]))
        for source in parts["cited"]:
            if source["slug"] not in sources:
                sources[source["slug"]] = record(model.Source, source)
        names |= parts["names"]
    return Found(tuple(records), References(sources, names), total)


def record(cls: type[T], values: Mapping[str, Any]) -> T:
    """Make one record; what is left out has its default."""
    read = _READERS[cls]
    return cls(**{name: read[name](value) if name in read else value for name, value in values.items()})


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _fields(one: object) -> dict[str, Any]:
    """Return a record's fields as JSON holds them, without those that have their default."""
    defaults = _DEFAULTS[type(one)]
    values = ((name, getattr(one, name)) for name in defaults)
    return {name: _plain(value) for name, value in values if value != defaults[name]}


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_fields(one) if isinstance(one, model.Role) else one for one in value]
    return value if isinstance(value, str | int) else getattr(value, "edtf", None) or str(value)


def _reader(hint: object) -> Callable[[Any], Any] | None:
    """Return what makes a field's value of what JSON or a column holds; None where that is the value."""
    if hint in {PartialDate, PartialDate | None}:
        return PartialDate.parse
    if hint is dt.date:
        return dt.date.fromisoformat
    if hint == dt.date | None:
        return lambda text: text and dt.date.fromisoformat(text)
    if hint == tuple[model.Role, ...]:
        return lambda roles: tuple(record(model.Role, role) for role in roles)
    return tuple if get_origin(hint) is tuple else None


_CLASSES: Final[tuple[type[Any], ...]] = (
    *(model.Source, model.Person, model.Role, model.Organization, model.Topic, model.Event, model.Quote),
    *(model.Correction, model.Edition, Count),
)
_READERS: Final[dict[type[Any], dict[str, Callable[[Any], Any]]]] = {
    cls: {name: reader for name, hint in get_type_hints(cls).items() if (reader := _reader(hint))} for cls in _CLASSES
}
_DEFAULTS: Final[dict[type[Any], dict[str, Any]]] = {
    cls: {field.name: field.default for field in fields(cls)} for cls in _CLASSES
}
