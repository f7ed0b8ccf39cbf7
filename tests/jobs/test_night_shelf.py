"""A checkpoint of the same training is used, any other one is put away, and both are told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lstmcast.jobs import events
from lstmcast.jobs.night_shelf import NightShelf
from lstmcast.training.checkpoint import Checkpoint

CHECKPOINT = Checkpoint(
    identity="this", stage="search", found=(), refitted=(), state={"step": np.array([3])}
)


def shelf(folder: Path, told: list[events.Event]) -> NightShelf:
    return NightShelf(model_path=folder / "challenger.safetensors", tell=told.append)


def codes(told: list[events.Event]) -> list[str]:
    return [event.code for event in told if isinstance(event, events.Note)]


def test_the_same_training_goes_on(tmp_path: Path) -> None:
    told: list[events.Event] = []
    night = shelf(tmp_path, told)
    assert night.take("this") is None
    assert told == []
    assert night.keep(CHECKPOINT) is False  # what is half-trained is not judged
    found = night.take("this")
    assert found is not None
    assert found.state["step"].tolist() == [3]
    assert codes(told) == ["resumed"]
    night.clear()
    night.clear()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("damaged", [False, True])
def test_any_other_one_is_put_away(tmp_path: Path, *, damaged: bool) -> None:
    told: list[events.Event] = []
    night = shelf(tmp_path, told)
    night.keep(CHECKPOINT)
    if damaged:
        (path,) = tmp_path.iterdir()
        path.write_bytes(path.read_bytes()[:40])
    assert night.take("this" if damaged else "another") is None
    assert codes(told) == ["old-checkpoint"]
    assert list(tmp_path.iterdir()) == []
