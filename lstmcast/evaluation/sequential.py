"""Whether figures that come night by night are worse than promised, without crying wolf.

A test that is repeated every night at 5 % alarms every third week. Betting does not: against a
promise E[x] <= m for a figure x >= 0, whatever its distribution, a stake of the share s pays

    e = 1 + s (x / m - 1),   0 <= s < 1,

which is no gain on average as long as the promise is kept given all earlier nights. Bets that
are placed anew every night and left to ride are worth R_t = (R_{t-1} + 1) e_t together, at most
t after t nights on average, and so is every mean of such R. Hence from the start to the first
night on which R reaches ``nights`` it takes at least ``nights`` nights on average, and the
probability of an alarm among the first n nights is at most n / nights. Nothing is assumed of
the figures of one night: series may share their surprises as much as they like.

Sources: J. Ville, Étude critique de la notion de collectif (1939); E. S. Page, Continuous
inspection schemes, Biometrika 41 (1954); I. Waudby-Smith and A. Ramdas, Estimating means of
bounded random variables by betting, JRSS B 86 (2024); J. Shin, A. Ramdas and A. Rinaldo,
E-detectors: a nonparametric framework for sequential change detection, NEJSDS 2 (2024).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

#: Large stakes find an outage in a few nights, small ones a slow decay in a few weeks.
_STAKES = np.array([0.9, 0.5, 0.2])
_WEIGHTS = np.array([0.5, 0.25, 0.25])
_MIDDLE = 1  # the stake that tells since when
_MOST = 1e12  # times the promise: more proves no more, and products stay finite
_KEPT = 0.1  # of the evidence for an alarm: with less, it is over


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What T nights of K figures say of their promises."""

    evidence: FloatArray  # [T, K] for each figure being worse than promised
    together: FloatArray  # [T] their mean
    since: tuple[int | None, ...]  # [K] the first night that seems worse; None: no alarm of it


def watch(figures: FloatArray, promised: FloatArray, *, nights: float) -> Watch:
    """Weigh nightly figures [T, K], none below zero, against the most they should be on average.

    NaN is a night without that figure. ``promised`` [K] are above zero. There is an alarm from
    the night on which the mean of all evidence reaches ``nights`` until it has fallen below a
    tenth of that; it is of the figures that have reached as much themselves by then.
    ``nights`` bounds how often there is a false one: see above. Raises ValueError for figures
    or promises out of range.
    """
    if not (promised > 0).all() or (figures < 0).any():
        raise ValueError("figures must not be negative, and promises must be above zero")
    evidence = _evidence(figures, promised)
    together = evidence.mean(axis=1) if evidence.shape[1] else np.zeros(len(evidence))
    alarmed = np.zeros(evidence.shape[1], dtype=np.bool_)
    for mean, each in zip(together, evidence, strict=True):
        if mean >= nights or (alarmed.any() and mean >= _KEPT * nights):
            alarmed |= each >= nights
        else:
            alarmed[:] = False
    starts = _starts(figures, promised)
    return Watch(
        evidence=evidence,
        together=together,
        since=tuple(int(t) if on else None for t, on in zip(starts, alarmed, strict=True)),
    )


def _pays(figures: FloatArray, promised: FloatArray) -> FloatArray:
    """Return what each stake pays, [T, K, stakes]; one where nothing was observed."""
    with np.errstate(over="ignore"):
        ratio = np.minimum(figures / promised, _MOST)
    return np.where(np.isnan(ratio)[..., None], 1.0, 1 + _STAKES * (ratio[..., None] - 1))


def _evidence(figures: FloatArray, promised: FloatArray) -> FloatArray:
    """Return R [T, K], the mean over the stakes; a night without a figure changes nothing."""
    pays, seen = _pays(figures, promised), ~np.isnan(figures)
    worth = np.zeros(pays.shape[1:])
    history = np.zeros_like(figures)
    with np.errstate(over="ignore"):
        for night, (paid, known) in enumerate(zip(pays, seen, strict=True)):
            worth = np.minimum((worth + known[:, None]) * paid, np.finfo(np.float64).max)
            history[night] = worth @ _WEIGHTS
    return history


def _starts(figures: FloatArray, promised: FloatArray) -> npt.NDArray[np.intp]:
    """Return Page's estimate [K] of the night of the change: the one after the lowest point."""
    gained = np.cumsum(np.log(_pays(figures, promised)[..., _MIDDLE]), axis=0)
    before = np.concatenate([np.zeros((1, figures.shape[1])), gained[:-1]])  # each night
    return np.asarray(np.argmin(before, axis=0))
