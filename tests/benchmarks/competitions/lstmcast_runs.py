"""lstmcast as its users run it: the command line, default settings, horizon and season given."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.competitions.results import Cost, Way
from tests.benchmarks.processes import LSTMCAST, Run, run


class CommandFailedError(Exception):
    """A command of lstmcast did not succeed; the text has its words."""


def forecast_file(
    way: Way, data: Path, *, horizon: int, season: int, folder: Path
) -> tuple[Path, Cost]:
    """Forecast a CSV file; return the forecast's file and what it took.

    Raises CommandFailedError.
    """
    output = folder / f"{way}.csv"
    window = ("--horizon", str(horizon), "--season", str(season))
    if way == "zero-shot":
        return output, _run("predict", str(data), "--pretrained", *window, into=output)
    model, spent = train_model(data, horizon=horizon, season=season, folder=folder)
    spent += _run("predict", "--model", str(model), str(data), into=output)
    return output, spent


def train_model(data: Path, *, horizon: int, season: int, folder: Path) -> tuple[Path, Cost]:
    """Train on a CSV file; return the model's file and what it took.

    Raises CommandFailedError.
    """
    model = folder / "model.safetensors"
    window = ("--horizon", str(horizon), "--season", str(season))
    return model, _run("train", str(data), *window, into=model)


def _run(*words: str, into: Path) -> Cost:
    finished = run([*LSTMCAST, *words, "--output", str(into), "--quiet"], into.parent)
    if finished.exit_code:
        raise CommandFailedError(_reason(words[0], finished))
    return Cost(seconds=finished.seconds, processor_seconds=finished.processor_seconds)


def _reason(command: str, failed: Run) -> str:
    words = " ".join(failed.words.split())
    return f"lstmcast {command} ended with {failed.exit_code}: {words}"
