"""A comparison is fair: the same windows, batches and steps; and it ends where it is told to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lstmcast.config import Config, NetworkConfig, TrainingConfig, WindowConfig
from lstmcast.errors import DataError, RunInterruptedError
from lstmcast.evaluation.comparison import Comparison, Wanted
from lstmcast.training import remembering, trainer
from lstmcast.training.events import StopFlag
from lstmcast.windows.sampling import gather
from lstmcast.workflows.compare import compare
from lstmcast.workflows.reports import CompareReport

CONFIG = Config(
    window=WindowConfig(horizon=3, season=4, lookback=12),
    network=NetworkConfig(cell="gru", hidden=6),  # the cells are those that are asked for
    training=TrainingConfig(seed=7, steps=6),
)
WANTED = Wanted(kinds=("lstm", "rnn"), sizes=(4, 8), seeds=2, probe=False)


def write(path: Path, values: Any) -> str:
    stamps = np.arange(len(values)) + np.datetime64("2015-01", "M")
    rows = "".join(f"{s}-01,{v:.3f}\n" for s, v in zip(stamps, values, strict=True))
    path.write_text(f"month,sales\n{rows}")
    return str(path)


def wave(length: int = 60) -> Any:
    steps = np.arange(length)
    noise = np.random.default_rng(0).normal(size=length)
    return 100 + steps + 30 * np.sin(steps * np.pi / 2) + noise


@pytest.fixture
def data(tmp_path: Path) -> str:
    return write(tmp_path / "data.csv", wave())


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the memory probe ask for two short lags, with few updates."""
    monkeypatch.setattr(remembering, "LAGS", (1, 2))
    monkeypatch.setattr(remembering, "UPDATES", 10)


def run(
    data: str,
    wanted: Wanted = WANTED,
    *,
    config: Config = CONFIG,
    tell: Callable[[str, float, int], None] = lambda *_: None,
    stop: StopFlag | None = None,
) -> CompareReport:
    return compare(data, config, wanted, tell=tell, stop=stop or StopFlag())


def without_times(comparison: Comparison) -> Comparison:
    return replace(
        comparison,
        networks=tuple(
            replace(network, trials=tuple(replace(trial, seconds=0.0) for trial in network.trials))
            for network in comparison.networks
        ),
    )


@pytest.mark.usefixtures("short")
def test_every_network_is_measured_with_every_seed(data: str) -> None:
    report = run(data, replace(WANTED, probe=True))
    made = report.comparison
    names = [network.contender.name for network in made.networks]
    assert names == ["LSTM 4", "LSTM 8", "RNN 4", "RNN 8"]
    for network in made.networks:
        assert [trial.seed for trial in network.trials] == [7, 8]
        assert [recall.seed for recall in network.recalls] == [7, 8]
        assert all(trial.steps == 6 for trial in network.trials)
    assert made.networks[0].weights < made.networks[1].weights
    assert made.networks[2].weights < made.networks[0].weights
    assert made.budget.seeds == (7, 8)
    assert (made.budget.steps, made.budget.seconds) == (6, None)
    assert (made.horizon, made.patches) == (3, 3)
    assert (report.trainings, report.probes) == ((8, 8), (8, 8))
    assert not report.interrupted


def test_a_seed_repeats_itself(data: str) -> None:
    first, second = (without_times(run(data).comparison) for _ in range(2))
    assert first == second
    seeds = [network.trials[0].errors != network.trials[1].errors for network in first.networks]
    assert any(seeds)


def test_all_see_the_same_batches(data: str, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: dict[str, list[bytes]] = {}
    doing = ""

    def tell(what: str, *_: float) -> None:
        nonlocal doing
        doing = what

    def recording(data: Any, series: Any, cutoffs: Any, shape: Any, **changes: Any) -> Any:
        drawn.setdefault(doing, []).append(series.tobytes() + cutoffs.tobytes())
        return gather(data, series, cutoffs, shape, **changes)

    monkeypatch.setattr(trainer, "gather", recording)
    run(data, tell=tell)
    assert len(drawn) == 8
    by_seed = {
        seed: {tuple(batches) for name, batches in drawn.items() if name.endswith(f"seed {seed}")}
        for seed in (7, 8)
    }
    assert [len(different) for different in by_seed.values()] == [1, 1]
    assert by_seed[7] != by_seed[8]


def test_what_is_held_back_teaches_nothing(tmp_path: Path, data: str) -> None:
    spoilt = wave()
    spoilt[-3:] = 9_999
    made, other = (run(path).comparison for path in (data, write(tmp_path / "spoilt.csv", spoilt)))
    for own, same in zip(made.networks, other.networks, strict=True):
        assert [trial.errors.validated for trial in own.trials] == [
            trial.errors.validated for trial in same.trials
        ]
        assert own.trials[0].errors.mae != same.trials[0].errors.mae
    assert made.pretrained.errors.validated == other.pretrained.errors.validated


def test_a_signal_leaves_whole_rounds_of_seeds(data: str) -> None:
    stop = StopFlag()

    def tell(what: str, done: float, parts: int) -> None:
        assert parts == 8
        if done > 4.5:  # the first seed is done with all networks, the second with none
            stop.requested = 15

    report = run(data, tell=tell, stop=stop)
    assert report.interrupted
    assert report.trainings == (4, 8)
    assert [len(network.trials) for network in report.comparison.networks] == [1, 1, 1, 1]


def test_a_signal_before_the_first_training_is_done_leaves_nothing(data: str) -> None:
    with pytest.raises(RunInterruptedError) as caught:
        run(data, stop=StopFlag(requested=15))
    assert caught.value.exit_code == 143


@pytest.mark.usefixtures("short")
def test_progress_ends_with_the_last_part(data: str) -> None:
    told: list[tuple[str, float, int]] = []
    wanted = Wanted(kinds=("gru",), sizes=(4,), seeds=1)
    run(data, wanted, tell=lambda *progress: told.append(progress))
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    assert told[0] == ("GRU 4, seed 7", 0, 2)
    assert told[-1] == ("GRU 4, memory, seed 7", 2, 2)


def test_equal_time_in_place_of_steps(data: str) -> None:
    training = TrainingConfig(time_limit=0.3)
    wanted = Wanted(kinds=("lstm", "gru"), sizes=(4,), seeds=1, probe=False)
    made = run(data, wanted, config=replace(CONFIG, training=training)).comparison
    assert (made.budget.steps, made.budget.seconds) == (None, 0.3)
    assert all(0 < network.trials[0].steps < 100_000 for network in made.networks)


def test_the_usual_budget_is_small(data: str) -> None:
    wanted = Wanted(kinds=("rnn",), seeds=1, probe=False)
    config = replace(CONFIG, network=NetworkConfig(), training=TrainingConfig())
    made = run(data, wanted, config=config).comparison
    assert made.budget.steps == 300
    assert made.networks[0].contender.name == "RNN 64"


def test_too_little_to_validate_is_no_comparison(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="too few values to compare"):
        run(write(tmp_path / "few.csv", wave(14)))
