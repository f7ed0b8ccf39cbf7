"""JSON documents: plain, finite, in UTF-8, the same bytes for the same content."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def encode_document(document: Mapping[str, Any]) -> bytes:
    """Return a document as indented JSON; a number that is not finite becomes null."""
    text = json.dumps(plain(document), ensure_ascii=False, indent=2, allow_nan=False)
    return (text + "\n").encode(errors="backslashreplace")  # a lone surrogate stays legal JSON


def plain(value: Any) -> Any:
    """Return dataclasses, mappings and sequences as what JSON knows, all the way down."""
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, str | int | Path | None):
        return str(value) if isinstance(value, Path) else value
    if callable(to_dict := getattr(value, "to_dict", None)):  # it has a spelling of its own
        return plain(to_dict())
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)
        }
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no place in a JSON document")
