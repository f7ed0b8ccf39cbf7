"""The library itself, in the environment that the Makefile makes for it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest

import lstmcast

REPOSITORY = Path(lstmcast.__file__).parent.parent
PYTHON = REPOSITORY / ".venv" / "rivals" / "bin" / "python"

#: Ask the rivals first: what the library says at import is for them to silence.
_PROGRAM = """
import json, sys
import numpy as np
from builders import series_set
from lstmcast.evaluation.rivals.registry import choose_rivals

histories = json.loads(sys.argv[1])
known = series_set(*[np.array(values, dtype=float) for values in histories])
rivals = choose_rivals(["theta", "ets", "arima"])
made = {rival.name: rival.forecast(known, horizon=6, season=4) for rival in rivals}
second = known.select(np.array([1]))
alone = {rival.name: rival.forecast(second, horizon=6, season=4) for rival in rivals}

from statsforecast.models import AutoTheta
filled = np.array(histories[0])
direct = AutoTheta(season_length=4).forecast(filled, 6)["mean"]
print(json.dumps({
    "points": {name: each.point.tolist() for name, each in made.items()},
    "replaced": {name: each.replaced.tolist() for name, each in made.items()},
    "alone": {name: each.point.tolist() for name, each in alone.items()},
    "direct": direct.tolist(),
}))
"""


@pytest.mark.skipif(not PYTHON.exists(), reason="make bench-accuracy makes .venv/rivals")
def test_the_real_library() -> None:
    steps = np.arange(40)
    noise = np.random.default_rng(0).normal(size=40)
    plain = 20 + steps / 4 + 3 * np.sin(steps * np.pi / 2) + noise
    gaps = plain.copy()
    gaps[[5, 17, 18, 38, 39]] = np.nan
    histories = [plain, gaps, plain - 30, np.zeros(20), 1e200 * plain, [5.0], [1.0, 2.0]]
    done = subprocess.run(
        [PYTHON, "-c", _PROGRAM, json.dumps([list(values) for values in histories])],
        env={"PYTHONPATH": f"{REPOSITORY}{os.pathsep}{REPOSITORY / 'tests'}", "PATH": ""},
        cwd=REPOSITORY, capture_output=True, text=True, check=True,
    )  # fmt: skip
    answer = json.loads(done.stdout)
    assert done.stderr == ""  # warnings are kept back
    points = {name: np.array(point) for name, point in answer["points"].items()}
    np.testing.assert_array_equal(points["theta"][0], answer["direct"])
    for name, point in points.items():
        assert np.isfinite(point).all(), name
        # It continues what it saw, rather than merely being finite, with and without gaps.
        assert np.abs(point[0] - (20 + np.arange(40, 46) / 4)).max() < 8, name
        assert np.abs(point[1] - point[0]).max() < 8, name
        assert answer["replaced"][name][:3] == [False, False, False], name
        assert answer["alone"][name] == [answer["points"][name][1]], name
