"""Ask statsforecast, in its own environment, for forecasts of the same cases."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from tests.benchmarks.competitions.cases import Case
from tests.benchmarks.processes import run_or_fail

RIVALS = ("AutoETS", "AutoTheta")
_PROGRAM = Path(__file__).with_name("rival_forecasts.py")


def forecast_rivals(cases: Sequence[Case], python: Path, folder: Path) -> dict[str, Path]:
    """Return a forecast file of each rival; raises RuntimeError with its words when it fails."""
    asked, answered = folder / "cases.json", folder / "rivals.json"
    asked.write_text(json.dumps([_question(case) for case in cases]), encoding="utf-8")
    run_or_fail([str(python), str(_PROGRAM), str(asked), str(answered)], folder)
    found = json.loads(answered.read_text(encoding="utf-8"))
    paths = {}
    for rival in RIVALS:
        paths[rival] = folder / f"{rival}.csv"
        frames = [_answer(case, found[rival][case.name]) for case in cases]
        pd.concat(frames).to_csv(paths[rival], index=False)
    return paths


def _question(case: Case) -> dict[str, Any]:
    return {
        "name": case.name,
        "values": case.filled_history().tolist(),
        "season": case.line.season,
        "horizon": case.horizon,
    }


def _answer(case: Case, columns: Mapping[str, Sequence[float]]) -> pd.DataFrame:
    return case.future_rows()[["unique_id", "ds"]].assign(**columns)
