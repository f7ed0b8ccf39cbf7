"""Keeping to limits: threads, and stepping back behind other processes."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from lstmcast.config import Config, TrainingConfig
from lstmcast.jobs.limits import Allowance, apply, find_allowance, held_to
from lstmcast.jobs.spec import Limits

TWO = Allowance(processors=2, memory=None)


@pytest.mark.parametrize(
    ("limit", "setting", "used"), [(None, 1, 1), (None, 8, 2), (8, 1, 2), (1, 2, 1), (2, 8, 2)]
)
def test_threads_never_exceed_the_processors(limit: int | None, setting: int, used: int) -> None:
    config = Config(training=TrainingConfig(threads=setting, seed=7))
    applied = apply(Limits(threads=limit), config, TWO)
    assert applied == replace(config, training=replace(config.training, threads=used))


@pytest.mark.parametrize(
    ("start", "wanted", "now"), [(0, 5, 5), (3, 3, 3), (6, 2, 6), (2, None, 2)]
)
def test_a_process_only_steps_further_back(start: int, wanted: int | None, now: int) -> None:
    base = os.nice(0)
    program = (
        f"import os; os.nice({start});"
        "from lstmcast.jobs.limits import step_back;"
        f"print(step_back({None if wanted is None else base + wanted}), os.nice(0))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    expected = str(min(base + now, 19))
    assert done.stdout.split() == [expected, expected]


def test_this_process_may_use_something() -> None:
    found = find_allowance()
    assert 1 <= found.processors <= (os.cpu_count() or 1)
    assert found.memory is None or found.memory > 2**20


def test_libraries_that_are_loaded_are_held_back() -> None:
    import numpy as np
    from threadpoolctl import threadpool_info

    np.ones((2, 2)) @ np.ones((2, 2))
    before = [pool["num_threads"] for pool in threadpool_info()]
    assert before
    with held_to(1):
        assert {pool["num_threads"] for pool in threadpool_info()} == {1}
    assert [pool["num_threads"] for pool in threadpool_info()] == before
