"""Comparisons with made-up figures, for tests of what is concluded and shown."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lstmcast.evaluation.comparison import (
    Budget,
    Comparison,
    Contender,
    Errors,
    Measured,
    Recall,
    Trial,
    Untaught,
    Yardstick,
)

LAGS = (5, 10, 20)
RIVAL_MASE = 1.0


def errors(mase: float) -> Errors:
    """Return errors that follow from a MASE; seasonal naive has one of 1."""
    return Errors(
        mae=10 * mase,
        mase=mase,
        skill=1 - mase / RIVAL_MASE,
        pinball=0.5 * mase,
        validated=0.6 * mase,
    )


def unscaled(made: Errors) -> Errors:
    """Return the same where no series changes, so that MASE is undefined."""
    return replace(made, mase=None, skill=None)


def measured(
    *mases: float, cell: Any = "lstm", hidden: int = 64, solved: tuple[int, ...] = ()
) -> Measured:
    """Return a network with a MASE for each seed, and how many lags each seed recalled."""
    return Measured(
        contender=Contender(cell=cell, bidirectional=False, hidden=hidden),
        weights=36_524,
        trials=tuple(
            Trial(seed=seed, steps=300, best_step=20, seconds=2.0 + seed, errors=errors(mase))
            for seed, mase in enumerate(mases)
        ),
        recalls=tuple(recall(seed, number) for seed, number in enumerate(solved)),
    )


def recall(seed: int, solved: int) -> Recall:
    """Return a probe that solved so many of the three lags, and tried one more."""
    tried = min(solved + 1, len(LAGS))
    accuracy = tuple(0.95 if place < solved else 0.2 for place in range(tried))
    return Recall(seed=seed, lags=LAGS[:tried], accuracy=accuracy, solved=solved)


def compared(
    *networks: Measured, pretrained: float = 0.4, lags: tuple[int, ...] = LAGS
) -> Comparison:
    """Return a comparison of networks on three patches, with seasonal naive at a MASE of 1."""
    return Comparison(
        networks=networks,
        pretrained=Untaught(
            contender=Contender(cell="lstm", bidirectional=False, hidden=192),
            weights=1_234_567,
            errors=errors(pretrained),
        ),
        yardstick=Yardstick(mae=10.0, mase=RIVAL_MASE),
        budget=Budget(steps=300, seconds=None, batch_size=64, windows=109, seeds=tuple(range(3))),
        horizon=12,
        patches=3,
        lags=lags,
    )
