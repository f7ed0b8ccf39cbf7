"""What the test of a model promised of its forecasts, as the ledger is going to be held to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lstmcast.artifact.manifest import Manifest

# A held-out horizon or two is little to know an error by, and an alarm at night has to be worth
# getting up for: what is no worse than this many times the promise is no finding.
_SLACK_OF_ERROR = 1.5
_SLACK_OF_MISSES = 1.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """The most that forecasts may be off on average."""

    levels: tuple[float, ...]  # percent
    missed: tuple[float, ...]  # of each level, the share of values outside
    error: float | None  # in units of the seasonal change; None where there is no telling

    def __post_init__(self) -> None:
        """Refuse promises that nothing could be held to."""
        if len(self.levels) != len(self.missed):
            raise ValueError("every level needs one share of values outside of its intervals")


def promise_of(manifest: Manifest, levels: Sequence[float]) -> Promise:
    """Return what the held-out horizon of a model promised, with some slack.

    Intervals are held to their level, or to the coverage they had where that was less.
    """
    scores = None if manifest.holdout is None else manifest.holdout.scores.get(manifest.name)
    coverage = {} if scores is None or scores.coverage is None else scores.coverage
    missed = []
    for level in levels:
        found = coverage.get(f"{level:g}")
        share = level / 100 if found is None else min(level / 100, found)
        missed.append(min(_SLACK_OF_MISSES * (1 - share), 1.0))
    error = None if scores is None else scores.mase
    return Promise(
        levels=tuple(levels),
        missed=tuple(missed),
        error=_SLACK_OF_ERROR * error if error else None,
    )
