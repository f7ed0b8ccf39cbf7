"""A file from a text, read at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from csvtext import Load

from lstmcast.config import DataConfig
from lstmcast.data.load import Expected, LoadedData, load_series


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Return a function that writes ``sales.csv`` and loads it with the given settings."""

    def write_and_load(
        content: str | bytes, *, expected: Expected | None = None, **settings: Any
    ) -> LoadedData:
        path = tmp_path / "sales.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return load_series(str(path), DataConfig(**settings), expected=expected)

    return write_and_load
