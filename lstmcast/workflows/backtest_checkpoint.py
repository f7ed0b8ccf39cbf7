"""The file in which an interrupted backtest keeps the windows it has done."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

import lstmcast
from lstmcast.artifact.checkpoint_file import read_checkpoint, write_checkpoint
from lstmcast.artifact.codec import to_plain
from lstmcast.errors import ModelFileError, UsageError
from lstmcast.files import digest
from lstmcast.workflows.rounds import FoldForecasts, Ready, Round, Scene

Done = dict[int, tuple[FoldForecasts, ...]]

_AGAIN = "start again without --resume"


def identity_of(scene: Scene, rounds: Sequence[Round]) -> str:
    """Return a digest of all that the forecasts of a backtest depend on."""
    data, maker = scene.data, scene.maker
    if isinstance(maker, Ready):
        weights = [array.tobytes() for member in maker.ensemble.members
                   for _, array in sorted(member.weights.items())]  # fmt: skip
        rest = (maker.ensemble.trust, maker.ensemble.lags, maker.ensemble.calibration)
        model = f"{rest} {digest(b''.join(weights))}"
    else:
        model = repr(maker)
    facts = {
        "keys": to_plain(data.keys),
        "calendar": to_plain(data.calendar),
        "arrays": [digest(array.tobytes()) for array in (data.values, data.offsets, data.starts)],
        "folds": [[fold.ends.tolist() for fold in turn.folds] for turn in rounds],
        "scene": [scene.horizon, scene.season, scene.history],
        "model": model,
        "rivals": [rival.name for rival in scene.rivals],
        "versions": [lstmcast.__version__, version("torch"), version("numpy")],
    }
    return digest(json.dumps(facts, sort_keys=True).encode())


def write_done(path: Path, done: Mapping[int, tuple[FoldForecasts, ...]], identity: str) -> None:
    """Write the rounds that are done, whole or not at all."""
    arrays, facts = {}, {"identity": identity, "rounds": json.dumps(sorted(done))}
    for forecasts in done.values():
        for each in forecasts:
            number = each.fold.number
            arrays[f"{number}.made"] = each.made
            arrays |= {f"{number}.rival.{name}": made for name, made in each.rivals.items()}
            facts[str(number)] = json.dumps(
                {
                    "name": each.name,
                    "quantiles": each.quantiles,
                    "rivals": list(each.rivals),
                    "replaced": dict(each.replaced),
                }
            )
    write_checkpoint(path, arrays, facts)


def read_done(path: Path, rounds: Sequence[Round], identity: str) -> Done:
    """Return the rounds that were done.

    Raises ModelFileError for a damaged file, UsageError for that of another backtest.
    """
    arrays, facts = read_checkpoint(path)
    if facts.get("identity") != identity:
        raise UsageError(
            f"the checkpoint {path} belongs to other data or other settings",
            hint="repeat the interrupted command with --resume added, or leave --resume out",
        )
    done: Done = {}
    try:
        for place in json.loads(facts["rounds"]):
            made = []
            for fold in rounds[place].folds:
                said = json.loads(facts[str(fold.number)])
                made.append(
                    FoldForecasts(
                        fold=fold,
                        name=said["name"],
                        quantiles=tuple(said["quantiles"]),
                        made=arrays[f"{fold.number}.made"],
                        rivals={
                            name: arrays[f"{fold.number}.rival.{name}"] for name in said["rivals"]
                        },
                        replaced=said["replaced"],
                    )
                )
            done[place] = tuple(made)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise ModelFileError(f"the checkpoint {path} lacks a part: {error}", hint=_AGAIN) from error
    return done
