"""Folders of models to try things on, and deaths at every moment."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lstmcast.artifact.store import Model, encode_model
from lstmcast.jobs.paths import JobPaths
from lstmcast.jobs.versions import Version, keep_version
from tests.builders import small_model

START = datetime(2024, 2, 28, 3, tzinfo=UTC)
METRICS = b"{}\n"


class KilledError(BaseException):
    """The process died: nothing that it does afterwards has an effect."""


def paths_in(folder: Path) -> JobPaths:
    """Return the paths of a job whose state is below a folder; nothing is made."""
    state = folder / "sales.state"
    models = state / "models"
    return JobPaths(
        state=state,
        lock=state / "lock",
        ledger=state / "ledger.db",
        models=models,
        current=models / "current",
        record=state / "run.json",
    )


def model(number: int) -> Model:
    """Return one of many models."""
    return small_model(seed=number)


def keep(paths: JobPaths, number: int, *, day: int | None = None) -> Version:
    """Keep a model as the version of a day."""
    now = START + timedelta(days=number if day is None else day)
    content = encode_model(model(number))
    return keep_version(paths, content, METRICS, now=now, beside={".reference.json": b"{}"})


def trained_again(number: int) -> bytes:
    """Return the file of a model that was trained once more, to the same weights."""
    made = model(number)
    manifest = replace(made.manifest, created="2030-01-01T00:00:00+00:00")
    return encode_model(replace(made, manifest=manifest))


@contextmanager
def dying(after: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Die at the file operation after so many; like a SIGKILL, it leaves no time to clean up."""
    count = 0

    def mortal(operation: Callable[..., object]) -> Callable[..., object]:
        def attempt(*arguments: object, **named: object) -> object:
            nonlocal count
            count += 1
            if count > after:
                raise KilledError
            return operation(*arguments, **named)

        return attempt

    with monkeypatch.context() as patch:
        for name in ("open", "fsync", "replace", "unlink", "symlink", "mkdir", "fchmod"):
            patch.setattr(os, name, mortal(getattr(os, name)))
        yield
