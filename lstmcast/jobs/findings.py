"""What a job finds wrong with itself: a stable code, a sentence, and what to do about it.

Codes are part of the contract with whoever reads the JSON: new ones may come, none changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Code = Literal[
    "coverage",  # intervals hold less than they promise
    "error",  # forecasts are further off than the test of the model said
    "level",  # series have moved to another level
    "scale",  # series vary more, or less
    "missing",  # more values are missing
    "series-gone",  # series of the training data are no longer there
    "covariate-range",  # covariates have left the range that was learnt
    "covariate-unknown",  # covariates have categories that were not learnt
    "covariate-missing",  # more values of covariates are missing
]

#: Findings that training anew can mend, so that ``retrain = "drift"`` does.
_MENDED_BY_TRAINING: frozenset[Code] = frozenset(
    {"coverage", "error", "level", "scale", "covariate-range", "covariate-unknown"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as it was, or not as it was promised."""

    code: Code
    message: str  # a whole sentence: what, and by how much
    suggestion: str  # likewise: what to do
    subject: str = ""  # "80" for a level, a column's name; empty: the job as a whole
    series: tuple[str, ...] = ()  # labels of those it is worst in, at most ten

    @property
    def mended_by_training(self) -> bool:
        """Return whether a new model may put it right."""
        return self.code in _MENDED_BY_TRAINING

    @property
    def id(self) -> str:
        """Return what tells one finding from another: "coverage-80", "level"."""
        return f"{self.code}-{self.subject}" if self.subject else self.code
