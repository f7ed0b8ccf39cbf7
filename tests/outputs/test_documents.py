from __future__ import annotations

import dataclasses
import json
import math
from pathlib import Path

import pytest

from lstmcast.data.calendar import Calendar
from lstmcast.outputs.documents import encode_document, plain


@dataclasses.dataclass(frozen=True)
class Sample:
    numbers: tuple[float, ...]
    path: Path | None


def test_everything_becomes_plain(calendar: Calendar) -> None:
    document = {"a": Sample((1.0, math.nan), Path("x")), 1: [Sample((), None)], "c": calendar}
    assert plain(document) == {
        "a": {"numbers": [1.0, None], "path": "x"},
        "1": [{"numbers": [], "path": None}],
        "c": calendar.to_dict(),
    }


def test_the_bytes_are_utf8_json_whatever_the_path() -> None:
    data = encode_document({"path": "caf\u00e9 \udcff"})
    assert json.loads(data) == {"path": "café \udcff"}
    assert data.endswith(b"}\n")


def test_other_things_are_refused() -> None:
    with pytest.raises(TypeError, match="set"):
        plain({"a": {1}})
