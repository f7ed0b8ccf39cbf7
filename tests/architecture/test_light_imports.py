"""Predicting, inspecting and reading models start without torch and scikit-learn."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

_PROGRAM = """
import importlib, json, sys
importlib.import_module(sys.argv[1])
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""
_TRAINING = {"torch", "sklearn", "scipy"}
_ALL_HEAVY = {*_TRAINING, "pandas", "numpy", "pyarrow", "safetensors", "typer", "rich"}


def loaded(module: str) -> set[str]:
    process = subprocess.run(
        [sys.executable, "-W", "error", "-c", _PROGRAM, module],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(process.stdout))


@pytest.mark.parametrize(
    "module",
    [
        "lstmcast.workflows.predict",
        "lstmcast.workflows.compare",  # likewise
        "lstmcast.workflows.explain",
        "lstmcast.workflows.inspect",
        "lstmcast.workflows.train",  # loads torch when it begins to train
        "lstmcast.jobs.night",  # likewise
        "lstmcast.artifact.store",
        "lstmcast.inference.forecast",
        "lstmcast.evaluation.holdout",
    ],
)
def test_torch_stays_out(module: str) -> None:
    assert not loaded(module) & _TRAINING


@pytest.mark.parametrize("module", ["lstmcast", "lstmcast.errors", "lstmcast.config",
                                    "lstmcast.model.spec"])  # fmt: skip
def test_plain_data_load_nothing(module: str) -> None:
    assert not loaded(module) & _ALL_HEAVY


def test_the_test_would_notice() -> None:
    assert "torch" in loaded("lstmcast.training.trainer")
