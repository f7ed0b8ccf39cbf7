"""AutoETS and AutoTheta of statsforecast, as a program of its own.

    python rival_forecasts.py CASES.json FORECASTS.json

statsforecast wants an older pandas than lstmcast is measured with, so it has an environment
for itself, and this file imports nothing of this repository. A case is ``{"name", "values",
"season", "horizon"}``; the answer is method -> name -> column -> numbers.

AutoETS has no season beyond 24 steps: longer ones are left to it as none, as its authors do.
AutoTheta takes any season, but only where two of them are in the history. Both see at most
the newest 10,000 values, because the cost of AutoTheta grows with their square.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from statsforecast.models import AutoETS, AutoTheta

_LEVELS = [80, 95]
_LONGEST_ETS_SEASON = 24
_NEWEST = 10_000


def main() -> None:
    """Read the cases, write the forecasts."""
    cases = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    made = {
        "AutoETS": {case["name"]: _forecast(_ets(case), case) for case in cases},
        "AutoTheta": {case["name"]: _forecast(_theta(case), case) for case in cases},
    }
    Path(sys.argv[2]).write_text(json.dumps(made), encoding="utf-8")


def _ets(case: Mapping[str, Any]) -> Any:
    season = case["season"]
    return AutoETS(season_length=season if season <= _LONGEST_ETS_SEASON else 1)


def _theta(case: Mapping[str, Any]) -> Any:
    season = case["season"]
    return AutoTheta(season_length=season if 2 * season <= len(case["values"]) else 1)


def _forecast(model: Any, case: Mapping[str, Any]) -> dict[str, Sequence[float]]:
    values = np.array(case["values"][-_NEWEST:], dtype=float)
    made = model.forecast(values, case["horizon"], level=_LEVELS)
    columns = {"forecast": made["mean"]}
    for level in _LEVELS:
        columns[f"lo-{level}"], columns[f"hi-{level}"] = made[f"lo-{level}"], made[f"hi-{level}"]
    return {name: [float(number) for number in numbers] for name, numbers in columns.items()}


if __name__ == "__main__":
    main()
