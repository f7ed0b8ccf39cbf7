"""What follows from a comparison, in sentences that are true."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from comparisons import compared, measured, unscaled

from lstmcast.evaluation.comparison import Budget, Measured
from lstmcast.outputs.comparison_words import (
    conditions,
    findings,
    interrupted,
    legend,
    verdict,
)

BEST = measured(0.50, 0.51, 0.52, cell="gru")
LEVEL = measured(0.51, 0.52, 0.53)
WORSE = measured(0.60, 0.61, 0.62, cell="rnn")


def said(*networks: Measured, pretrained: float = 0.4) -> str:
    return " ".join(findings(compared(*networks, pretrained=pretrained)))


def test_the_best_is_named_with_what_seeds_say() -> None:
    told = said(LEVEL, BEST, WORSE)
    assert told.startswith(
        "Best on the last 12 steps: GRU 64 (MASE 0.51), better than seasonal naive (1.00) by 49 %."
        " It differs from LSTM 64 by no more than seeds do. RNN 64 is worse by more than seeds"
        " explain."
    )


def test_several_are_listed() -> None:
    told = said(BEST, LEVEL, measured(0.5, 0.52, 0.54, hidden=8))
    assert "It differs from LSTM 64 and LSTM 8 by no more than seeds do." in told
    assert "worse by more" not in told
    told = said(BEST, WORSE, measured(0.7, 0.71, 0.72, hidden=8), measured(0.8, 0.81, 0.82))
    assert "RNN 64, LSTM 8 and LSTM 64 are worse by more than seeds explain." in told
    assert "It differs" not in told


def test_one_seed_tells_nothing() -> None:
    told = said(measured(0.5), measured(0.9, cell="gru"))
    assert "1 seed tells no difference from chance: --seeds 3 can." in told
    assert "worse by more" not in told


def test_not_better_than_seasonal_naive_is_no_boast() -> None:
    beaten = measured(1.2, 1.21, 1.22)
    assert "LSTM 64 (MASE 1.21), not better than seasonal naive (1.00)." in said(
        beaten, BEST_OF_BAD
    )
    assert verdict(compared(beaten)).style == "yellow"
    assert verdict(compared(BEST)).style == "green"


BEST_OF_BAD = measured(1.3, 1.31, 1.32, cell="rnn")


@pytest.mark.parametrize(
    ("pretrained", "sentence"),
    [
        (0.4, "is better (0.40): `lstmcast train` starts from it."),
        (0.9, "is worse (0.90)."),
        (0.512, "is as good."),
    ],
)
def test_the_pretrained_network_stands_beside(pretrained: float, sentence: str) -> None:
    assert f"The pretrained LSTM 192, as it is, {sentence}" in said(BEST, pretrained=pretrained)


def test_validation_may_have_seen_another_one_ahead() -> None:
    early = replace(
        LEVEL,
        trials=tuple(
            replace(trial, errors=replace(trial.errors, validated=0.2)) for trial in LEVEL.trials
        ),
    )
    sentence = "On the earlier windows LSTM 64 is ahead (0.20 beside 0.31): another stretch of time"
    assert sentence in said(early, BEST)
    assert "earlier windows" not in said(LEVEL, BEST)


def test_alone_there_is_no_best() -> None:
    assert said(BEST).startswith("On the last 12 steps: GRU 64 (MASE 0.51), better")
    assert "seeds" not in said(BEST)


def test_nothing_learnt_is_said() -> None:
    idle = tuple(
        replace(network, trials=tuple(replace(trial, best_step=0) for trial in network.trials))
        for network in (BEST, BEST)
    )
    told = said(*idle)
    assert told.startswith("On the last 12 steps: all networks (MASE 0.51)")
    assert "too little here to learn from scratch" in told
    assert "differs" not in told


def test_memory_is_set_beside_what_is_walked() -> None:
    assert "The encoder walks 3 steps here" in said(measured(0.5, solved=(2,)))
    assert "encoder" not in said(BEST)


def test_without_a_scale_errors_are_in_the_unit_of_the_data() -> None:
    comparison = compared(measured(0.5))
    (network,) = comparison.networks
    trial = replace(network.trials[0], errors=unscaled(network.trials[0].errors))
    bare = replace(
        comparison,
        networks=(replace(network, trials=(trial,)),),
        pretrained=replace(comparison.pretrained, errors=unscaled(comparison.pretrained.errors)),
        yardstick=replace(comparison.yardstick, mase=None, mae=0.0),
    )
    assert findings(bare)[0] == (
        "On the last 12 steps: LSTM 64 (MAE 5.00); seasonal naive makes no error there."
    )
    assert legend(bare).plain.startswith("MAE, pinball loss")


@pytest.mark.parametrize(
    ("steps", "seconds", "words"),
    [
        (300, None, "3 seeds each: 300 steps of 64 windows out of 109, the same for all"),
        (None, 30.0, "3 seeds each: 30 s at most, steps of 64 windows out of 109, the same for"),
        (50, 30.0, "3 seeds each: 30 s at most, 50 steps of 64 windows out of 109, the same"),
    ],
)
def test_all_are_given_the_same(steps: int | None, seconds: float | None, words: str) -> None:
    budget = Budget(steps=steps, seconds=seconds, batch_size=64, windows=109, seeds=(0, 1, 2))
    told = conditions(replace(compared(BEST, LEVEL), budget=budget)).plain
    assert told.startswith(f"2 networks from scratch, {words}")


def test_columns_are_explained_where_they_are_there() -> None:
    assert (
        "Recall is the longest lag solved, of 5, 10, 20 steps."
        in legend(compared(measured(0.5, solved=(1,)))).plain
    )
    assert "Recall" not in legend(compared(BEST)).plain
    assert legend(compared(BEST)).plain.startswith("Medians over seeds, their range below.")
    assert legend(compared(measured(0.5))).plain.startswith("MASE")


def test_what_was_done_before_a_signal() -> None:
    told = interrupted((5, 12), (0, 12), unwritten=Path("c.csv")).plain
    assert told == (
        "Interrupted: 5 of 12 trainings and 0 of 12 memory probes are done; c.csv was not written."
    )
    assert interrupted((5, 12), (0, 0), unwritten=None).plain == (
        "Interrupted: 5 of 12 trainings are done."
    )
