"""The pretrained networks that come with the package: which one serves a season."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from importlib.resources import files
from importlib.resources.abc import Traversable

from lstmcast.errors import ModelFileError
from lstmcast.inference.forecaster import Forecaster
from lstmcast.prior.card import Card, Pretrained, decode
from lstmcast.prior.matching import How, match_season

_NAME = re.compile(r"season-(\d+)\.safetensors")
_HINT = "install lstmcast again: pip install --force-reinstall lstmcast"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suited:
    """A pretrained network as it serves one season."""

    matched: How  # "own", or "multiple" of the season, or "folded" to a shorter one
    forecaster: Forecaster  # windows of a folded season know the fold
    card: Card  # of the network, which may have been made for another season


def seasons() -> tuple[int, ...]:
    """Return the seasonal periods that have a network of their own, rising."""
    try:
        names = [_NAME.fullmatch(entry.name) for entry in _folder().iterdir()]
    except OSError:
        names = []
    return tuple(sorted(int(name[1]) for name in names if name))


def pretrained(season: int) -> Suited:
    """Return the network for a seasonal period of any number of steps; 1 means no season.

    ``matching`` says which it is. Raises ModelFileError where its file is missing from the
    package or damaged.
    """
    try:
        match = match_season(season, seasons())
    except ValueError as error:
        raise ModelFileError(
            f"the package lacks its pretrained networks: {error}", hint=_HINT
        ) from None
    found = _read(match.network)
    shape = replace(found.forecaster.shape, fold=match.fold)
    return Suited(
        matched=match.how,
        forecaster=replace(found.forecaster, shape=shape),
        card=found.card,
    )


def _read(network: int) -> Pretrained:
    resource = _folder() / f"season-{network}.safetensors"
    try:
        return decode(resource.read_bytes())
    except OSError as error:
        raise ModelFileError(
            f"cannot read the pretrained network {resource}: {error.strerror}", hint=_HINT
        ) from error
    except ValueError as error:
        raise ModelFileError(
            f"the pretrained network {resource} is damaged: {error}", hint=_HINT
        ) from error


def _folder() -> Traversable:
    return files("lstmcast.prior") / "weights"
