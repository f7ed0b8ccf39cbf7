"""lstmcast as its users run it: train, predict and backtest as processes that answer in JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.competitions.results import Cost
from tests.benchmarks.processes import LSTMCAST, run
from tests.benchmarks.scoring import Series, read_series


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """A model that was trained, and what ``train`` said of it."""

    model: Path
    document: Mapping[str, Any]
    cost: Cost

    @property
    def chosen(self) -> str:
        """Return which candidate validation chose."""
        return next((each["name"] for each in self.document["candidates"] if each["chosen"]), "")

    @property
    def uses_covariates(self) -> bool:
        """Return whether a network that sees covariates forecasts."""
        return any(member["origin"] == "covariates" for member in self.document["members"])


def train(data: Path, options: Sequence[str], *, model: Path) -> Trained:
    """Train on a CSV file; raises RuntimeError with the command's words when it fails."""
    document, cost = _ask("train", str(data), *options, into=model)
    return Trained(model=model, document=document, cost=cost)


def predict(trained: Trained, data: Path, *, future: Path | None, id: str) -> Series:
    """Return the forecast of each series; raises RuntimeError when the command fails.

    A cell of ``future`` that is empty, as some are in real rows too, repeats the last one.
    """
    output = trained.model.with_name("forecast.csv")
    ahead = () if future is None else ("--future", str(future), "--future-fill", "last")
    _ask("predict", str(data), "--model", str(trained.model), *ahead, into=output)
    return read_series(output, id=id, value="forecast")


def backtest(data: Path, options: Sequence[str], *, folder: Path) -> tuple[Mapping[str, Any], Cost]:
    """Return the document of a backtest, and what it took; raises RuntimeError as ``train``."""
    return _ask("backtest", str(data), *options, into=folder / "backtest.csv")


def _ask(*words: str, into: Path) -> tuple[Mapping[str, Any], Cost]:
    """Run a command that writes ``into``; return the document it prints, and what it took."""
    finished = run([*LSTMCAST, *words, "--output", str(into), "--json"], into.parent)
    if finished.exit_code:
        said = f"{finished.output} {finished.words}".strip()  # with --json errors are output
        raise RuntimeError(f"lstmcast {' '.join(words)} ended with {finished.exit_code}: {said}")
    cost = Cost(seconds=finished.seconds, processor_seconds=finished.processor_seconds)
    return json.loads(finished.output), cost
