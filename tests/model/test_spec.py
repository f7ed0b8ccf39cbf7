"""A spec that cannot be built is refused where it is written."""

from __future__ import annotations

import dataclasses
import subprocess
import sys

import pytest

from lstmcast.model.spec import ModelSpec

SPEC = ModelSpec(horizon=12, lookback=36, patch=3)


def test_derived_numbers() -> None:
    assert (SPEC.patches, SPEC.directions, SPEC.quantiles[SPEC.median]) == (12, 1, 0.5)
    assert dataclasses.replace(SPEC, bidirectional=True).directions == 2
    assert (SPEC.features, SPEC.context) == (6, 64 + 6 + 12)
    seen = dataclasses.replace(SPEC, changes=True)
    assert (seen.features, seen.context) == (9, 64 + 9 + 12 + 1)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"horizon": 0}, "horizon must be at least 1"),
        ({"layers": 0}, "layers must be at least 1"),
        ({"patch": 5}, "multiple of patch 5"),
        ({"filters": -1}, "filters must not be negative"),
        ({"filters": 2}, "filters see changes"),
        ({"cell": "transformer"}, "one of lstm, gru, rnn"),
        ({"dropout": 1.0}, "dropout"),
        ({"quantiles": (0.1, 0.9)}, "contain 0.5"),
        ({"quantiles": (0.5, 0.1)}, "rise"),
    ],
)
def test_impossible_specs_are_refused(change: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        dataclasses.replace(SPEC, **change)


def test_a_spec_needs_no_torch() -> None:
    script = "import sys, lstmcast.model.spec; assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", script], check=True)
