"""A file from a text, read at once."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from csvtext import Load

from lstmcast.config import CovariateConfig, DataConfig
from lstmcast.data.expected import Expected
from lstmcast.data.load import LoadedData, load_series

FILES = {"future": "future.csv", "static_file": "stores.csv"}


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Return a function that writes ``sales.csv`` and loads it with the given settings.

    ``future`` and ``static_file`` are texts too, which are written to ``future.csv`` and
    ``stores.csv``.
    """

    def write_and_load(
        content: str | bytes,
        *,
        expected: Expected | None = None,
        future: str | None = None,
        static_file: str | None = None,
        **settings: Any,
    ) -> LoadedData:
        path = tmp_path / "sales.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        beside = {"future": future, "static_file": static_file}
        files = {name: tmp_path / FILES[name] for name, text in beside.items() if text is not None}
        for name, file in files.items():
            file.write_text(beside[name] or "", encoding="utf-8")
        names = [field.name for field in fields(CovariateConfig) if field.name in settings]
        covariates = {name: settings.pop(name) for name in names}
        covariates |= {name: str(file) for name, file in files.items()}
        return load_series(
            str(path),
            DataConfig(**settings),
            covariates=CovariateConfig(**covariates),
            expected=expected,
        )

    return write_and_load
