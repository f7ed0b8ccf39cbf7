"""The file in which an interrupted backtest keeps the windows it has done."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import lstmcast
from lstmcast import clock
from lstmcast.artifact.checkpoint_file import read_checkpoint, write_checkpoint
from lstmcast.errors import ModelFileError, UsageError
from lstmcast.files import digest
from lstmcast.workflows.identity import facts_of_data
from lstmcast.workflows.rounds import FoldForecasts, Maker, Ready, Round, Scene, Trained

Done = dict[int, tuple[FoldForecasts, ...]]

_AGAIN = "start again without --resume"
_PACKAGES = ("torch", "numpy", "scikit-learn")  # that forecasts come from
_PAUSE = 9.0  # times the time that writing took


def identity_of(scene: Scene, rounds: Sequence[Round]) -> str:
    """Return a digest of all that the forecasts of a backtest depend on."""
    facts = facts_of_data(scene.data) | {
        "folds": [
            [(fold.ends.tolist(), fold.series.tolist()) for fold in turn.folds] for turn in rounds
        ],
        "scene": [scene.horizon, scene.season, scene.history],
        "model": _facts_of(scene.maker),
        "rivals": [rival.name for rival in scene.rivals],
        "versions": [lstmcast.__version__, *(version(name) for name in _PACKAGES)],
    }
    return digest(json.dumps(facts, sort_keys=True).encode())


def _facts_of(maker: Maker) -> list[str]:
    """Return all that the forecasts of its models depend on, besides the data."""
    if isinstance(maker, Ready):
        made = maker.ensemble
        weights = [array.tobytes() for member in made.members
                   for _, array in sorted(member.weights.items())]  # fmt: skip
        networks = [(member.spec, member.shape) for member in made.members]
        rest = (made.lags, made.trust, made.calibration, sorted(made.fallback), made.intermittent)
        return [repr(networks), repr(rest), digest(b"".join(weights))]
    start = maker.config.training.start if isinstance(maker, Trained) else None
    given = Path(start) if start is not None else None
    content = given.read_bytes() if given is not None and given.is_file() else b""
    return [repr(maker), digest(content)]


@dataclass(slots=True, kw_only=True)
class Keeper:
    """Keeps the rounds that are done in a file, or nowhere.

    Each time all of them are written again, which takes a tenth of the whole time at most.
    """

    path: Path | None
    identity: str
    _due: float = 0.0  # on the monotonic clock
    _behind: bool = False  # the file lacks some

    def keep(self, done: Done) -> None:
        """Write what is done, or put it off where that took long a short while ago."""
        self._behind = True
        if clock.monotonic() >= self._due:
            self.catch_up(done)

    def catch_up(self, done: Done) -> None:
        """Write what is done unless the file has it all."""
        if self.path is None or not self._behind:
            return
        began = clock.monotonic()
        write_done(self.path, done, self.identity)
        ended = clock.monotonic()
        self._due, self._behind = ended + _PAUSE * (ended - began), False


def write_done(path: Path, done: Mapping[int, tuple[FoldForecasts, ...]], identity: str) -> None:
    """Write the rounds that are done, whole or not at all."""
    arrays, facts = {}, {"identity": identity, "rounds": json.dumps(sorted(done))}
    for forecasts in done.values():
        for each in forecasts:
            number = each.fold.number
            arrays[f"{number}.made"] = each.made
            arrays[f"{number}.mean"] = each.mean
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
                        mean=arrays[f"{fold.number}.mean"],
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
