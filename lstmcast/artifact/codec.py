"""Plain data to JSON and back, by the fields of the dataclasses themselves.

There is no second list of names to keep in step: a field that is added is stored.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping
from typing import (
    Any,
    Literal,
    Protocol,
    Self,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    runtime_checkable,
)

from lstmcast.errors import LstmcastError


@runtime_checkable
class Storable(Protocol):
    """A class with a plain form of its own, such as a calendar with its frequency's spelling."""

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON data."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Rebuild from ``to_dict``."""


def to_plain(value: object) -> Any:
    """Return dataclasses as dicts, tuples as lists, and JSON's own types as they are."""
    if isinstance(value, Storable):
        return to_plain(value.to_dict())
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: to_plain(getattr(value, field.name)) for field in dataclasses.fields(value)
        }
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_plain(item) for item in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"cannot store a {type(value).__name__}")


def from_plain(kind: Any, plain: Any) -> Any:
    """Rebuild a value of type ``kind``; raise ValueError where ``plain`` does not fit it."""
    origin = get_origin(kind)
    if kind is Any:
        return plain
    if isinstance(kind, type) and hasattr(kind, "from_dict"):
        return _own_form(kind, plain)
    if dataclasses.is_dataclass(kind):
        return _dataclass(kind, plain)
    if origin is not None:
        return _generic(origin, get_args(kind), plain)
    return _scalar(kind, plain)


def _generic(origin: Any, arguments: tuple[Any, ...], plain: Any) -> Any:
    """Rebuild a value of a type with arguments, such as ``tuple[int, ...]``."""
    if origin in (Union, types.UnionType):
        return _union(arguments, plain)
    if origin is Literal:
        if plain not in arguments:
            raise ValueError(f"{plain!r} is none of {', '.join(map(repr, arguments))}")
        return plain
    if origin is tuple:
        return _tuple(arguments, plain)
    if not isinstance(plain, dict):
        raise ValueError(f"expected an object, not {plain!r}")
    return {key: from_plain(arguments[1], item) for key, item in plain.items()}


def _dataclass(kind: Any, plain: Any) -> Any:
    if not isinstance(plain, dict):
        raise ValueError(f"expected an object for {kind.__name__}, not {plain!r}")
    hints = get_type_hints(kind)
    fields = {field.name: field for field in dataclasses.fields(kind)}
    unknown = sorted(set(plain) - set(fields))
    if unknown:
        raise ValueError(f"{kind.__name__} has no field {unknown[0]!r}")
    for name, field in fields.items():
        optional = field.default is not dataclasses.MISSING
        if name not in plain and not optional:
            raise ValueError(f"{kind.__name__} lacks the field {name!r}")
    return kind(**{name: from_plain(hints[name], item) for name, item in plain.items()})


def _own_form(kind: Any, plain: Any) -> Any:
    if not isinstance(plain, dict):
        raise ValueError(f"expected an object for {kind.__name__}, not {plain!r}")
    try:
        return kind.from_dict(plain)
    except (KeyError, TypeError, AttributeError, LstmcastError) as error:
        raise ValueError(f"{kind.__name__} cannot be rebuilt: {error}") from error


def _union(arguments: tuple[Any, ...], plain: Any) -> Any:
    if plain is None and type(None) in arguments:
        return None
    (kind,) = (argument for argument in arguments if argument is not type(None))
    return from_plain(kind, plain)


def _tuple(arguments: tuple[Any, ...], plain: Any) -> Any:
    if not isinstance(plain, list):
        raise ValueError(f"expected a list, not {plain!r}")
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return tuple(from_plain(arguments[0], item) for item in plain)
    if len(arguments) != len(plain):
        raise ValueError(f"expected {len(arguments)} items, not {len(plain)}")
    return tuple(from_plain(kind, item) for kind, item in zip(arguments, plain, strict=True))


def _scalar(kind: Any, plain: Any) -> Any:
    if kind is float and isinstance(plain, int) and not isinstance(plain, bool):
        return float(plain)
    if isinstance(plain, bool) and kind is not bool:
        raise ValueError(f"expected a {kind.__name__}, not {plain!r}")
    if not isinstance(plain, kind):
        raise ValueError(f"expected a {kind.__name__}, not {plain!r}")
    return plain
