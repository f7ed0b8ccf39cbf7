"""Networks of several kinds and sizes, each trained with several seeds: what was measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from types import MappingProxyType

from lstmcast.model.spec import CELLS, Cell

#: Kinds of networks by name: a cell that reads the window forwards, or in both directions.
KINDS: Mapping[str, tuple[Cell, bool]] = MappingProxyType(
    {cell: (cell, False) for cell in CELLS} | {f"bi{cell}": (cell, True) for cell in CELLS}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be compared, and how often."""

    kinds: tuple[str, ...] = ("lstm", "gru", "rnn", "bilstm")  # of KINDS
    sizes: tuple[int, ...] = ()  # units of a layer; empty: what training would choose
    seeds: int = 3  # trainings of each network; the first seed is that of the settings
    probe: bool = True  # whether to measure how far back each network remembers


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """A kind of network of some size."""

    cell: Cell
    bidirectional: bool
    hidden: int  # units of a layer and direction

    @property
    def name(self) -> str:
        """Return what tables call it: "LSTM 64", "BiLSTM 32"."""
        return f"{'Bi' if self.bidirectional else ''}{self.cell.upper()} {self.hidden}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Errors:
    """How wrong a network is where it has not been trained.

    Losses are twice the pinball loss, mean over steps and quantiles, in units of the mean
    seasonal change of each series.
    """

    mae: float  # on the held-out horizon, in the unit of the data
    mase: float | None  # there; None where no series changes
    skill: float | None  # there, against seasonal naive
    pinball: float  # loss there
    validated: float  # loss on the rolling validation windows, by which the best step was chosen

    @property
    def decisive(self) -> float:
        """Return MASE, or MAE where MASE is undefined: for all networks or for none."""
        return self.mae if self.mase is None else self.mase


@dataclass(frozen=True, slots=True, kw_only=True)
class Yardstick:
    """How wrong seasonal naive is on the held-out horizon."""

    mae: float
    mase: float | None  # None where no series changes

    @property
    def decisive(self) -> float:
        """Return the error that those of networks are set beside: MASE, or else MAE."""
        return self.mae if self.mase is None else self.mase


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One training of one network."""

    seed: int
    steps: int  # taken
    best_step: int  # whose weights were tested
    seconds: float
    errors: Errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """What the memory probe found with one seed: lags of a recall task, the shortest first."""

    seed: int
    lags: tuple[int, ...]  # that were tried: all, or up to the first one not solved
    accuracy: tuple[float, ...]  # share of right answers at each
    solved: int  # how many of these lags were

    @property
    def longest(self) -> int:
        """Return the longest lag that was solved; 0 where none was."""
        return self.lags[self.solved - 1] if self.solved else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The middle of some figures, and how far they lie apart."""

    median: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One network, over all seeds it was trained with: at least one."""

    contender: Contender
    weights: int
    trials: tuple[Trial, ...]
    recalls: tuple[Recall, ...]  # empty where nobody asked, or the run ended before

    def spread(self, figure: Callable[[Trial], float | None]) -> Spread | None:
        """Return the spread of a figure over the seeds; None where it is undefined."""
        return spread_of([figure(trial) for trial in self.trials])

    @property
    def decisive(self) -> tuple[float, ...]:
        """Return the error of each seed by which networks are ranked."""
        return tuple(trial.errors.decisive for trial in self.trials)


@dataclass(frozen=True, slots=True, kw_only=True)
class Untaught:
    """The pretrained network, as it is, beside those that were trained."""

    contender: Contender
    weights: int
    errors: Errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What every training was given."""

    steps: int | None  # at most; None: as many as the seconds allow
    seconds: float | None  # at most
    batch_size: int  # windows in a step
    windows: int  # to draw from
    seeds: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All that was measured on one file."""

    networks: tuple[Measured, ...]  # in the order in which they were asked for
    pretrained: Untaught
    yardstick: Yardstick
    budget: Budget
    horizon: int  # steps
    patches: int  # that an encoder walks, from the first to the last of a window
    lags: tuple[int, ...]  # of the memory probe; empty without one


def spread_of(figures: list[float | None]) -> Spread | None:
    """Return median, least and largest of some figures; None where one of them is missing."""
    known = [figure for figure in figures if figure is not None]
    if len(known) < len(figures) or not known:
        return None
    return Spread(median=median(known), low=min(known), high=max(known))
