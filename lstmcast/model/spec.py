"""What a network is, as plain data: enough to rebuild it in torch or in numpy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Cell = Literal["lstm", "gru", "rnn"]
CELLS: tuple[Cell, ...] = get_args(Cell)
#: How many gates are stacked in one weight of a cell.
GATES: Mapping[Cell, int] = {"lstm": 4, "gru": 3, "rnn": 1}

#: Quantiles every network forecasts; 80 %, 90 % and 95 % intervals need no interpolation.
QUANTILES = (0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975)


@dataclass(frozen=True, slots=True, kw_only=True)
class CovariateSpec:
    """How many covariates a network sees; levels count what a category may be, unknown aside."""

    known: int = 0  # numbers that are known ahead
    past: int = 0  # numbers that are known once they have happened
    static: int = 0  # numbers of whole series
    known_levels: tuple[int, ...] = ()
    past_levels: tuple[int, ...] = ()
    static_levels: tuple[int, ...] = ()
    width: int = 16  # of what is said of one step
    channels: int = 4  # of it that the encoder sees, beside the values

    def __post_init__(self) -> None:
        if min(self.known, self.past, self.static) < 0 or min(self.width, self.channels) < 1:
            raise ValueError("numbers of covariates must not be negative, nor widths below 1")
        if min(self.known_levels + self.past_levels + self.static_levels, default=1) < 1:
            raise ValueError("a category must have at least 1 level")

    @property
    def of_steps(self) -> bool:
        """Return whether something is known of the steps ahead."""
        return bool(self.known or self.known_levels)

    @property
    def of_series(self) -> bool:
        """Return whether something is known of whole series."""
        return bool(self.static or self.static_levels)

    @property
    def behind(self) -> bool:
        """Return whether something is known of the steps behind."""
        return bool(self.past or self.past_levels) or self.of_steps

    @property
    def ahead(self) -> bool:
        """Return whether something reaches the horizon."""
        return self.of_steps or self.of_series


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSpec:
    """The shape of one network.

    The network sees a window of ``lookback`` past steps folded into ``lookback / patch``
    patches, and forecasts ``len(quantiles)`` quantiles of ``horizon`` steps at once.
    """

    horizon: int
    lookback: int
    patch: int
    cell: Cell = "lstm"
    bidirectional: bool = False
    hidden: int = 64
    layers: int = 1
    dropout: float = 0.0
    changes: bool = False  # sees seasonal changes too, and answers in their typical size
    filters: int = 0  # linear forecasts to mix, see heads
    quantiles: tuple[float, ...] = QUANTILES
    covariates: CovariateSpec | None = None  # None: sees the values alone

    def __post_init__(self) -> None:
        for name in ("horizon", "lookback", "patch", "hidden", "layers"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, not {getattr(self, name)}")
        if self.lookback % self.patch:
            raise ValueError(f"lookback {self.lookback} must be a multiple of patch {self.patch}")
        if self.filters < 0:
            raise ValueError(f"filters must not be negative, not {self.filters}")
        if self.filters and not self.changes:
            raise ValueError("filters see changes, so the spec has to")
        if self.cell not in CELLS:
            raise ValueError(f"cell must be one of {', '.join(CELLS)}, not {self.cell!r}")
        if not 0 <= self.dropout < 1:
            raise ValueError(f"dropout must be in [0, 1), not {self.dropout}")
        if 0.5 not in self.quantiles or list(self.quantiles) != sorted(set(self.quantiles)):
            raise ValueError("quantiles must rise and contain 0.5")
        if not 0 < self.quantiles[0] <= self.quantiles[-1] < 1:
            raise ValueError("quantiles must lie between 0 and 1")

    @property
    def patches(self) -> int:
        """Return how many steps the recurrent encoder walks."""
        return self.lookback // self.patch

    @property
    def directions(self) -> int:
        """Return 2 for a bidirectional encoder, else 1."""
        return 2 if self.bidirectional else 1

    @property
    def gates(self) -> int:
        """Return how many gates are stacked in one weight: 4 (lstm), 3 (gru) or 1 (rnn)."""
        return GATES[self.cell]

    @property
    def features(self) -> int:
        """Return the width of a folded patch: values, mask and, if seen, seasonal changes."""
        return (3 if self.changes else 2) * self.patch

    @property
    def encoded(self) -> int:
        """Return the width of what the encoder sees of a patch, covariates included."""
        if self.covariates is None:
            return self.features
        return self.features + self.covariates.channels * self.patch

    @property
    def context(self) -> int:
        """Return the width of the head's input: memory, last patch, baseline and, if seen, pace."""
        return self.hidden * self.directions + self.features + self.horizon + int(self.changes)

    @property
    def median(self) -> int:
        """Return the position of the 0.5 quantile."""
        return self.quantiles.index(0.5)


def name_of(specs: Iterable[ModelSpec]) -> str:
    """Return what networks are called together, beside others: "LSTM", or "LSTM+GRU"."""
    return "+".join(dict.fromkeys(spec.cell.upper() for spec in specs))
