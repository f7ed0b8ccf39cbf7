"""Where training starts: from a pretrained network, from a model file, or from scratch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lstmcast.artifact.manifest import Manifest
from lstmcast.artifact.store import read_model
from lstmcast.config import Config, NetworkConfig
from lstmcast.data.notes import Note
from lstmcast.data.series import SeriesSet
from lstmcast.errors import ModelFileError, UsageError
from lstmcast.features.matrix import feature_columns
from lstmcast.inference.calibration import UNCALIBRATED, Calibration
from lstmcast.inference.forecaster import Forecaster
from lstmcast.prior.library import pretrained
from lstmcast.training.names import Origin
from lstmcast.training.recipe import MANY_WINDOWS

_ANYWHERE = "--from scratch, or leave --from out"
#: Which network of a given model is fine-tuned: the one that has learnt most from data.
_LEARNT_MOST: tuple[Origin, ...] = ("covariates", "fine-tuned", "scratch", "given", "pretrained")


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What contends: networks that have learnt before, one from scratch, or both."""

    members: tuple[Forecaster, ...]  # that contend together, as they are; empty: none
    network: Forecaster | None  # the one of them that is fine-tuned
    origin: Origin  # of these networks
    scratch: bool
    trust: float = 1.0  # that the members come with ...
    calibration: Calibration = UNCALIBRATED  # ... which serves them where there is nothing to fit
    notes: tuple[Note, ...] = ()


def choose_start(config: Config, data: SeriesSet, *, season: int, windows: int) -> Start:
    """Decide where to start for data of a season and a number of training windows.

    From scratch where a setting asks for a network that the pretrained ones are not, and
    beside them where there is much to learn from or the season has to be folded, of which a
    network of its own sees every step. Raises UsageError where settings contradict each other,
    or a model file is for another season or sees other covariates, and ModelFileError where it
    cannot be read.
    """
    wanted, own = config.training.start, _own_network(config)
    if wanted not in (None, "scratch") and own:
        raise UsageError(
            f"--from {wanted} cannot follow {', '.join(own)}: its network is made already",
            hint=f"leave out {' and '.join(own)}, or use {_ANYWHERE}",
        )
    if wanted == "scratch":
        return _fresh()
    if own:
        return _fresh(_unfollowed(own))
    if wanted not in (None, "pretrained"):
        return _given(Path(wanted), data, season)
    suited = pretrained(season)
    promising = windows >= MANY_WINDOWS or suited.matched == "folded"
    return Start(
        members=(suited.forecaster,),
        network=suited.forecaster,
        origin="pretrained",
        scratch=wanted is None and promising,
    )


def _fresh(*notes: Note) -> Start:
    return Start(members=(), network=None, origin="scratch", scratch=True, notes=notes)


def _own_network(config: Config) -> list[str]:
    """Return the settings that ask for another network than the pretrained ones."""
    network, window = config.network, config.window
    asked = {
        "cell": network.cell != NetworkConfig().cell,
        "bidirectional": network.bidirectional,
        "hidden": network.hidden is not None,
        "layers": network.layers is not None,
        "dropout": network.dropout is not None,
        "lookback": window.lookback is not None,
    }
    return [name for name, is_asked in asked.items() if is_asked]


def _unfollowed(settings: list[str]) -> Note:
    names = ", ".join(settings)
    return Note(
        code="from-scratch",
        text=f"trained from scratch: the pretrained networks cannot follow {names}",
    )


def _given(path: Path, data: SeriesSet, season: int) -> Start:
    """Start from a model file: all of its networks contend, one of them is fine-tuned."""
    if not path.exists():
        raise ModelFileError(
            f"there is no model file {path} to start from",
            hint="--from takes scratch, pretrained or a model file",
        )
    model = read_model(path)
    if model.manifest.season != season:
        raise UsageError(
            f"{path} is for a season of {model.manifest.season} steps, and the data have {season}",
            hint=f"--season {model.manifest.season}, or {_ANYWHERE}",
        )
    _refuse_other_covariates(path, model.manifest, data)
    members = model.ensemble.members
    learnt = [_LEARNT_MOST.index(member.origin) for member in model.manifest.members]
    return Start(
        members=members,
        network=members[learnt.index(min(learnt))],
        origin="given",
        scratch=False,
        trust=model.ensemble.trust,
        calibration=model.ensemble.calibration,
        notes=(_seen_before(path, model.manifest),),
    )


def _refuse_other_covariates(path: Path, manifest: Manifest, data: SeriesSet) -> None:
    """Raise UsageError where a model sees covariates, and the data have not just these."""
    if not manifest.uses_covariates:
        return
    dynamic, static = (
        tuple(column for column in manifest.covariates if (column.when == "static") is fixed)
        for fixed in (False, True)
    )
    wanted = dynamic + feature_columns(manifest.features) + static
    if data.covariates is None or data.covariates.columns != wanted:
        names = ", ".join(column.name for column in wanted)
        raise UsageError(
            f"{path} sees the covariates {names}, in the same categories: the data have others",
            hint=f"name the same columns, or use {_ANYWHERE}",
        )


def _seen_before(path: Path, manifest: Manifest) -> Note:
    return Note(
        code="seen-before",
        text=f"{path.name} was trained on data from {manifest.data.first} to"
        f" {manifest.data.last}: scores on rows it has seen flatter it",
        level="warning",
    )
